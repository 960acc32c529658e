import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commandLine, measure } from './measure.ts';
import { missed, type Section, verdict, whole } from './report.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The built one is built anew and thrown away: a `dist` that lies around may be an old one. */
function build(): string {
  const home = `${root}node_modules/.cache/larkstream-bench`;
  const folder = `${home}/dist`;
  execFileSync(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json', '--outDir', folder],
    {
      cwd: root,
    },
  );
  // The program reads its version from there.
  copyFileSync(`${root}package.json`, `${home}/package.json`);
  return `${folder}/main.js`;
}

export async function helpTime(): Promise<Section> {
  const targets = [['from source', commandLine] as const, ['built', build()] as const];
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
