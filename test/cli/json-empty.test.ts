import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandName, commandNames } from '../../src/cli/texts/help-texts.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, tryParseJson } from '../../src/util/json.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

/** Where nothing is, `--json` says so: a program cannot tell no answer from an answer that was lost. */
let folder = '';
let sandbox: Sandbox;
const startDate = '2026-01-01';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-json-empty-'));
  sandbox = await startSandbox({ limits: 'off', users: 5, bases: [{ tables: 1, records: 0 }] });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A configuration that nothing was done with yet. */
function freshConfig(name: string): string {
  const streams = { include: ['base_records', 'contact_users'] };
  return writeTenantConfig(sandbox, { folder, name, startDate, streams, events: { store: `${name}.db` } }).file;
}

interface Case {
  /** FILE stands for the configuration. */
  readonly argv: readonly string[];
  readonly last: Readonly<Record<string, unknown>>;
  readonly isSynced?: boolean;
  readonly code?: number;
}

const cases: Readonly<Record<CommandName, readonly Case[]>> = {
  // These three say at once what they begin, and other tests hold that against the reference.
  demo: [],
  listen: [],
  sandbox: [],
  // These need a store, which test/serve makes once.
  serve: [],
  admin: [],
  keys: [],
  backup: [],
  restore: [],
  // These need a service, which test/cli/remote.test.ts has.
  pipelines: [],
  runs: [],
  triggers: [],
  handlers: [],
  sessions: [],
  turns: [],
  tenants: [],
  export: [],
  apply: [],
  adopt: [],
  init: [{ argv: ['NEW', '--app-id', 'cli_a1', '--no-check'], last: { event: 'init' } }],
  check: [{ argv: ['FILE'], last: { event: 'checked' } }],
  doctor: [{ argv: ['FILE'], last: { event: 'checked' } }],
  discover: [{ argv: ['FILE'], last: { event: 'stream' } }],
  sync: [
    { argv: ['FILE'], last: { event: 'run', outcome: 'done' } },
    { argv: ['FILE', '--dry-run'], last: { event: 'plan' } },
  ],
  status: [
    { argv: ['FILE'], last: { event: 'status', runs: 0, streams: 0, hasEvents: false } },
    { argv: ['FILE'], isSynced: true, last: { event: 'status', runs: 1, streams: 2, hasEvents: false } },
  ],
  query: [
    { argv: ['SELECT 1', 'FILE'], code: 2, last: { event: 'error', code: 'query.nothing.yet' } },
    { argv: ['FROM base_records', 'FILE'], isSynced: true, last: { event: 'query', rows: 0, hasMore: false } },
  ],
  preview: [
    { argv: ['base_records', 'FILE'], code: 2, last: { event: 'error', code: 'query.nothing.yet' } },
    { argv: ['base_records', 'FILE'], isSynced: true, last: { event: 'query', rows: 0, hasMore: false } },
  ],
  reset: [{ argv: ['base_records', 'FILE', '--yes'], last: { event: 'reset' } }],
  events: [
    { argv: ['--config', 'FILE'], last: { event: 'listed', events: 0, hasMore: false } },
    {
      argv: ['--config', 'FILE', '--state', 'dead', '--consumer', 'replication'],
      last: { event: 'listed', events: 0 },
    },
    { argv: ['replay', 'dead', '--config', 'FILE'], last: { event: 'replayed', count: 0 } },
  ],
  connection: [{ argv: ['refresh', 'FILE'], code: 2, last: { event: 'error', code: 'events.receiver.missing' } }],
  spec: [{ argv: [], last: { type: 'object' } }],
  completion: [{ argv: ['bash'], last: { event: 'completion', shell: 'bash' } }],
};

describe('with --json, nothing is an answer too', () => {
  const all = commandNames.flatMap((name) => cases[name].map((one, at) => [name, at, one] as const));

  test.each(all)('%s, case %d', async (name, at, { argv, last, isSynced = false, code = 0 }) => {
    const file = freshConfig(`${name}-${at}`);
    if (isSynced) expect((await runInProcess(['sync', file, '--quiet'])).code).toBe(0);
    const words = argv.map((word) => ({ FILE: file, NEW: join(folder, 'new.yaml') })[word] ?? word);
    const ran = await runInProcess([name, ...words, '--json']);
    expect(ran.code, ran.error).toBe(code);
    const lines = ran.out.trimEnd().split('\n').map(tryParseJson);
    expect(lines.every(isObject)).toBe(true);
    expect(lines.at(-1)).toMatchObject(last);
  });
});

describe('a name that is unknown where the names are known is an error that tells them', () => {
  const misnamed: readonly (readonly [argv: readonly string[], known: string])[] = [
    [['sync', 'FILE', '--streams', 'nosuch'], 'contact_users'],
    [['sync', 'FILE', '--exclude', 'nosuch'], 'contact_users'],
    [['sync', 'FILE', '--dry-run', '--streams', 'nosuch'], 'contact_users'],
    [['reset', 'nosuch', 'FILE', '--yes'], 'contact_users'],
    [['preview', 'nosuch', 'FILE'], 'contact_users'],
    [['events', '--config', 'FILE', '--state', 'nosuch'], 'pending'],
    [['events', '--config', 'FILE', '--consumer', 'nosuch'], 'replication'],
    [['events', 'replay', 'dead', '--config', 'FILE', '--consumer', 'nosuch'], 'replication'],
    [['connection', 'nosuch', 'FILE'], 'reconnect'],
    [['init', 'OTHER', '--app-id', 'cli_a1', '--no-check', '--modules', 'nosuch'], 'contact'],
    [['init', 'OTHER', '--app-id', 'cli_a1', '--no-check', '--destination', 'nosuch'], 'duckdb'],
    [['init', 'OTHER', '--app-id', 'cli_a1', '--no-check', '--region', 'nosuch'], 'feishu'],
    [['sandbox', '--limits', 'nosuch'], 'documented'],
    [['completion', 'nosuch'], 'fish'],
    [['status', 'FILE', '--lang', 'nosuch'], 'zh'],
  ];

  test.each(misnamed)('%j', async (argv, known) => {
    const file = freshConfig('names');
    if (argv[0] === 'preview') expect((await runInProcess(['sync', file, '--quiet'])).code).toBe(0);
    const words = argv.map((word) => ({ FILE: file, OTHER: join(folder, 'other.yaml') })[word] ?? word);
    const { code, events } = await runInProcess([...words, '--json']);
    expect({ code, last: events.at(-1) }).toMatchObject({ code: 2, last: { event: 'error' } });
    expect(JSON.stringify(events.at(-1))).toContain('nosuch');
    expect(JSON.stringify(events.at(-1))).toContain(known);
  });
});
