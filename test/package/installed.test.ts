import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The tarball as it would be published, installed globally into a folder of its own. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-package-'));
  npm(['run', '--silent', 'build']);
  npm(['pack', '--ignore-scripts', '--pack-destination', folder]);
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  npm([
    'install',
    '--global',
    '--prefix',
    join(folder, 'global'),
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    join(folder, tarball),
  ]);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: [join(folder, 'global', 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
});

function npm(argv: readonly string[]): void {
  execFileSync('npm', argv, {
    stdio: 'pipe',
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
  });
}

const run = (command: string, argv: readonly string[]): string =>
  execFileSync(command, argv, { encoding: 'utf8', env: environment(), cwd: folder });

test('larkstream is on the PATH, with everything that it needs', () => {
  expect(run('larkstream', ['--version']).trim()).toMatch(/^\d+\.\d+\.\d+$/);
  expect(run('larkstream', ['spec'])).toContain('"modules"');
  expect(run('larkstream', ['demo', '--fast', '--keep', join(folder, 'demo')])).toContain('larkstream init');
  expect(
    run('larkstream', [
      'query',
      'SELECT count(*) > 0 AS found FROM contact_users',
      join(folder, 'demo', 'larkstream.yaml'),
      '--json',
    ]),
  ).toContain('"found":true');
}, 60_000);

test.each(['source-lark', 'source-feishu'])('%s too', (source) => {
  expect(run(source, ['spec'])).toContain('"type":"SPEC"');
});
