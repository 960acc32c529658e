import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { approvalStreams } from '../../src/feeds/approval/streams.ts';
import { attendanceStreams } from '../../src/feeds/attendance/streams.ts';
import { baseStreams } from '../../src/feeds/base/streams.ts';
import { typedFields } from '../../src/feeds/base/typed-fields.ts';
import { typedStream } from '../../src/feeds/base/typed-table.ts';
import { contactStreams } from '../../src/feeds/contact/streams.ts';

/** What a file loads at once: not the types that it imports, nor what it imports on use. */
function loadedBy(file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^(?:import|export)(?! type\b)[^;]*?\bfrom '([^']+)'/gm)].map(([, from = '']) =>
    from.startsWith('.') ? join(dirname(file), from) : from,
  );
}

function loadedWith(file: string, known: Set<string> = new Set()): Set<string> {
  for (const one of loadedBy(file)) {
    if (known.has(one)) continue;
    known.add(one);
    if (one.startsWith('src/')) loadedWith(one, known);
  }
  return known;
}

test('the list of modules loads descriptors and nothing of a walk, a client or another package', () => {
  const loaded = [...loadedWith('src/feeds/registry.ts')];
  const descriptor = /^src\/feeds\/(\w+\/)?(module|settings|scopes|events|template|user-id-types)\.ts$/;
  // Paths, limits and scopes of endpoints are data.
  const data = /^src\/open-platform\/(endpoints\/\w+|limits\/tiers)\.ts$/;

  expect(loaded).toContain('src/feeds/approval/settings.ts');
  const light = [descriptor, data, /^src\/(schema|model|util)\//];
  expect(loaded.filter((one) => !light.some((pattern) => pattern.test(one)))).toEqual(['zod']);
});

test('the configuration knows of modules only what their list says', () => {
  const loaded = globSync('src/config/**/*.ts')
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap(loadedBy);

  expect(new Set(loaded.filter((one) => one.startsWith('src/feeds/')))).toEqual(new Set(['src/feeds/registry.ts']));
});

test('--help loads neither the modules nor zod', () => {
  const loaded = [...loadedWith('src/main.ts')];

  expect(loaded).toContain('src/cli/program.ts');
  expect(loaded.filter((one) => one === 'zod' || one.startsWith('src/feeds/'))).toEqual([]);
});

test('streams and columns are described in Chinese, too', () => {
  const kinds = Array.from({ length: 30 }, (_, type) => ({ field_id: `fld${type}`, field_name: `f${type}`, type }));
  const names = { baseName: 'Ledger', tableName: 'Entries' };
  const typed = typedStream({ appToken: 'bascn', tableId: 'tbl' }, names, typedFields(kinds));
  const streams = [...approvalStreams, ...baseStreams, typed, ...attendanceStreams, ...contactStreams];
  const all = streams.flatMap(({ name, description, columns }) => [
    { of: name, description },
    ...columns.map((column) => ({ of: `${name}.${column.name}`, description: column.description })),
  ]);
  expect(all.length).toBeGreaterThan(250);
  expect(all.filter(({ description: { zh } }) => !/\p{Script=Han}.*[。）]$/u.test(zh))).toEqual([]);
  expect(all.filter(({ description: { en } }) => !/^[\w`].*\.$/.test(en) || /\p{Script=Han}/u.test(en))).toEqual([]);
});
