import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfigFile } from '../../src/config/read-config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { revealed } from '../support/revealed.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

/** Where the variables of a configuration come from, and which commands can do without. */
let folder = '';
let sandbox: Sandbox;
let secret = '';
let bare = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-variables-'));
  sandbox = await startSandbox({ limits: 'off', users: 6, departments: 2, bases: [{ tables: 1, records: 3 }] });
  secret = sandbox.options.appSecret;
  bare = configOf('bare');
  expect((await runInProcess(['sync', bare, '--quiet'], { env: { LARK_APP_SECRET: secret } })).code).toBe(0);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function configOf(name: string, variables?: string, mode = 0o600): string {
  const { file } = writeTenantConfig(sandbox, {
    folder,
    name,
    startDate: '2026-01-01',
    streams: { include: ['contact_*'] },
    events: { store: join(folder, `${name}-events.db`) },
  });
  const text = readFileSync(file, 'utf8').replace(JSON.stringify(secret), `"$\{LARK_APP_SECRET}"`);
  writeFileSync(file, text, { mode: 0o600 });
  if (variables === undefined) return file;
  const beside = file.replace(/\.json$/, '.env');
  writeFileSync(beside, variables);
  chmodSync(beside, mode);
  return file;
}

const offline: readonly (readonly [string, ...string[]])[] = [
  ['status'],
  ['query', 'SELECT count(*) AS n FROM contact_users'],
  ['preview', 'contact_users'],
  ['events', '--config'],
  ['events', 'replay', 'dead', '--config'],
  ['reset', 'contact_users', '--yes'],
];

test.each(offline)('%s calls no platform and needs no secret', async (command, ...words) => {
  const { code, error } = await runInProcess([command, ...words, bare]);
  expect({ code, error }).toEqual({ code: 0, error: '' });
});

test.each(['check', 'sync', 'discover', 'doctor'])(
  '%s says which configuration lacks which variable, and where to put it',
  async (command) => {
    const { code, error } = await runInProcess([command, bare]);
    expect(code).toBe(2);
    const said = error.replaceAll(/\s+/g, ' ');
    expect(said).toContain('variable LARK_APP_SECRET is not set');
    expect(said).toContain(bare);
    expect(said).toContain(bare.replace(/\.json$/, '.env'));
  },
);

test('a variable of the destination is needed by every command', async () => {
  const file = configOf('placed');
  const text = readFileSync(file, 'utf8').replace(/"path":"[^"]*"/, `"path":"$\{NOWHERE}"`);
  writeFileSync(file, text);
  for (const [command, ...words] of offline) {
    const { code, error } = await runInProcess([command, ...words, file]);
    expect(code, command).toBe(2);
    expect(error, command).toContain('NOWHERE is not set');
    expect(error, command).not.toContain('LARK_APP_SECRET');
  }
});

test.each([
  ['plain', (text: string) => `# note\n\nLARK_APP_SECRET=${text}\nOTHER=a b $(c)\n`],
  ['exported', (text: string) => `export LARK_APP_SECRET="${text}"\r\n`],
  ['quoted', (text: string) => `LARK_APP_SECRET='${text}'`],
])('the file beside the configuration gives what the environment has not: %s', async (name, write) => {
  const file = configOf(name, write(secret));
  const { code, out, error } = await runInProcess(['check', file]);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).not.toContain(secret);
  const { config, secrets } = readConfigFile(file, {});
  expect(config.source.credentials.app_secret.reveal()).toBe(secret);
  expect(revealed(secrets)).toContain(secret);
  const other = readConfigFile(file, { LARK_APP_SECRET: 'fromtheenvironment' }).config;
  expect(other.source.credentials.app_secret.reveal()).toBe('fromtheenvironment');
});

test.each([
  'LARK_APP_SECRET=two Zq9words',
  'LARK_APP_SECRET=$Zq9OTHER',
  'LARK_APP_SECRET="Zq9',
  'LARK_APP_SECRET: Zq9',
])('a line that has no one meaning is refused, and not shown: %s', async (line) => {
  const { code, error } = await runInProcess(['check', configOf('malformed', `OTHER=1\n${line}\n`)]);
  expect(code).toBe(2);
  expect(error).toContain('malformed.env:2');
  expect(error).not.toContain('Zq9');
});

test('a file of variables that others may read is warned of; doctor names it', async () => {
  const file = configOf('open', `LARK_APP_SECRET=${secret}\n`, 0o644);
  expect((await runInProcess(['check', file])).error).toMatch(/Other users of this machine can read \S*open.env/);
  const { out } = await runInProcess(['doctor', file]);
  expect(out).toContain('open.env  other users of this machine can read it');
  expect((await runInProcess(['status', configOf('shut', `LARK_APP_SECRET=${secret}\n`)])).error).toBe('');
});

test.each(['check', 'sync'])('%s warns of a first day that has not begun', async (command) => {
  const file = configOf('future', `LARK_APP_SECRET=${secret}\n`);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('2026-01-01', '2999-01-01'));
  const { error } = await runInProcess([command, file]);
  expect(error).toContain('source.modules.approval.start_date 2999-01-01 is in the future');
  expect(error).toContain('source.modules.attendance.start_date 2999-01-01 is in the future');
});
