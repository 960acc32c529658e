import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lineNames, lineSchemas } from '../../scripts/reference/wire/lines.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { beginLarkstream } from '../support/begin-larkstream.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder: string;
let sandbox: Sandbox;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-json-lines-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 5,
    approvals: { definitions: 1, instancesPerDay: 1, days: 1 },
    bases: [{ tables: 1, records: 5 }],
    attendance: { days: 1 },
  });
  const startDate = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  file = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate, events: { store: 'events.db' } }).file;
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

test('every kind of line has a schema, and no other', () => {
  expect([...lineSchemas.keys()].sort()).toEqual(Object.keys(lineNames).sort());
});

// In this order: later commands look at what earlier ones did. What the helper reads it holds against the schemas.
test.each<readonly [argv: readonly string[], kinds: readonly string[]]>([
  [['check'], ['check', 'checked']],
  [['doctor'], ['finding', 'check', 'checked']],
  [['discover'], ['stream']],
  [
    ['sync', '--dry-run'],
    ['planned', 'plan'],
  ],
  [['sync'], ['start', 'progress', 'run']],
  [['status'], ['run', 'freshness', 'status']],
  [
    ['query', 'SELECT 1 AS one'],
    ['row', 'query'],
  ],
  [
    ['preview', 'contact_users'],
    ['row', 'query'],
  ],
  [['reset', 'base_records', '--yes'], ['reset']],
  [['events', '--config'], ['listed']],
  [['events', 'replay', 'dead', '--config'], ['replayed']],
])('%j writes lines as the reference has them', async (argv, kinds) => {
  const { code, events, error } = await runInProcess([...argv, file, '--json']);
  expect({ code, error }).toMatchObject({ code: 0 });
  for (const kind of kinds) expect(events.map(({ event }) => event)).toContain(kind);
});

test('a run that fails, its hook, and the error are lines as the reference has them', async () => {
  sandbox.setAppSecret('another');
  const { events } = await runInProcess(['sync', file, '--on-failure', 'exit 3', '--json']);
  sandbox.setAppSecret(sandbox.options.appSecret);
  const kinds = events.map(({ event }) => event);
  for (const kind of ['error', 'hook']) expect(kinds).toContain(kind);
});

test('a sandbox that is started, and a configuration that is written, are lines as the reference has them', async () => {
  const config = join(folder, 'new.yaml');
  const written = await runInProcess(['init', config, '--app-id', 'cli_a1', '--no-check', '--json']);
  expect(written.events.map(({ event }) => event)).toEqual(['init']);
  const running = beginLarkstream(['sandbox', '--port', '0', '--users', '5', '--records', '5']);
  try {
    expect(await running.next('sandbox')).toMatchObject({ region: 'feishu' });
  } finally {
    await running.end('SIGINT');
  }
});
