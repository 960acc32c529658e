import { fileURLToPath } from 'node:url';
import { built } from './built.ts';
import { measure } from './measure.ts';
import { missed, type Section, verdict, whole } from './report.ts';

export async function helpTime(): Promise<Section> {
  const targets = [
    ['from source', fileURLToPath(new URL('../src/main.ts', import.meta.url))] as const,
    ['built', built('main.js')] as const,
  ];
  const found: { readonly what: string; readonly ms: number }[] = [];
  for (const [what, path] of targets) {
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const { code, seconds } = await measure(path, ['--help']);
      times.push(code === 0 ? seconds * 1000 : Number.NaN);
    }
    found.push({ what, ms: times.sort((a, b) => a - b)[2] ?? Number.NaN });
  }
  const misses = found.map(({ ms }) => missed([{ what: 'ms', value: ms, atMost: 150 }]));
  return {
    name: 'help',
    title: 'larkstream --help (median of 5; target ≤ 150 ms)',
    columns: ['what', 'ms', 'target'],
    rows: found.map(({ what, ms }, at) => [what, whole(ms), verdict(misses[at] ?? [])]),
    figures: found,
    misses: misses.filter((some) => some.length > 0).length,
  };
}
