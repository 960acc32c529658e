import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isObject, parseJson } from '../../src/util/json.ts';

test('the list of parts that the Dockerfile makes names all that is installed, and nothing else', () => {
  const place = mkdtempSync(join(tmpdir(), 'larkstream-parts-'));
  const folder = join(place, 'larkstream');
  mkdirSync(folder);
  for (const name of ['package.json', 'package-lock.json']) cpSync(name, join(folder, name));
  const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll(/\\\n/g, ' ');
  const [, commands = ''] = /^RUN (npm pkg delete.*)$/m.exec(dockerfile) ?? [];
  const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  const run = (command: string) => execFileSync('sh', ['-c', command], { cwd: folder, env, stdio: 'pipe' });
  run('npm ci --omit=dev --ignore-scripts --no-audit --no-fund --prefer-offline');
  run(commands);
  const list = parseJson(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8'));
  if (!isObject(list) || !Array.isArray(list.components)) throw new Error('It is no list of parts');
  expect(list).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'larkstream' } } });
  const named = list.components.filter(isObject).map(({ purl }) => decodeURIComponent(String(purl)).split('?')[0]);
  const installed = globSync(join(folder, 'node_modules', '**', 'package.json'))
    .map((file) => parseJson(readFileSync(file, 'utf8')))
    .filter(isObject)
    .filter(({ name, version }) => typeof name === 'string' && typeof version === 'string')
    .map(({ name, version }) => `pkg:npm/${name}@${version}`);
  expect(named.length).toBeGreaterThan(40);
  // A package may hold parts with a manifest of their own, which are none of npm's.
  expect(named.filter((one) => !installed.includes(one ?? ''))).toEqual([]);
  const top = globSync(join(folder, 'node_modules', '{*,@*/*}', 'package.json')).map((file) =>
    parseJson(readFileSync(file, 'utf8')),
  );
  const missing = top.filter(isObject).filter(({ name, version }) => !named.includes(`pkg:npm/${name}@${version}`));
  expect(missing).toEqual([]);
  rmSync(place, { recursive: true });
});
