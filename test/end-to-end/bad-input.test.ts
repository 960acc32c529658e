import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { nobody, PostgresServer } from '../support/postgres-server.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { type Ran, runLarkstream } from '../support/run-larkstream.ts';
import { type TenantConfig, writeTenantConfig } from '../support/tenant-config.ts';
import { tablesOfParquet } from '../support/truth.ts';

const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
const startDate = new Date(Date.now() - 8 * 86_400_000).toISOString().slice(0, 10);

let folder: string;
let sandbox: Sandbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-bad-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 30,
    approvals: { definitions: 2, instancesPerDay: 3, days: 6 },
    attendance: { days: 6 },
    bases: [{ tables: 1, records: 3_000 }],
  });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A process of its own costs a second: only where a signal, a lock or a full disk is the matter. */
const run = (argv: readonly string[]) => runInProcess(argv);

/** What every failure owes: the next step, no stack, no secret. */
function expectGoodManners({ out, error }: Pick<Ran, 'out' | 'error'>, next: RegExp = /next:/): void {
  const said = out + error;
  expect(said).not.toContain(sandbox.options.appSecret);
  expect(said).not.toMatch(/\bt-[A-Za-z0-9]{20,}/);
  expect(said).not.toMatch(/^\s+at .+:\d+:\d+/m);
  expect(said).toMatch(next);
}

async function records(path: string): Promise<number> {
  const database = await DuckdbConnection.open(path);
  try {
    const [count] = await database.rows(
      'SELECT count(*)::INTEGER FROM lark.base_records WHERE _larkstream_deleted_at IS NULL',
    );
    return Number(count?.[0]);
  } finally {
    await database.close();
  }
}

const recordsOnly = { streams: { include: ['base_records'] } };

function configure(name: string, more: Partial<TenantConfig> = {}): { readonly file: string; readonly path: string } {
  return writeTenantConfig(sandbox, { folder, name, startDate, ...more });
}

function rewrite(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
}

/** One line says what happened: the first with the cross. */
function headlineOf({ out, error }: Pick<Ran, 'out' | 'error'>): string {
  return (
    `${out}\n${error}`
      .split('\n')
      .find((line) => line.startsWith('✗'))
      ?.slice(2) ?? ''
  );
}

describe('a person must act: 2, and nothing is touched', () => {
  test('a wrong secret', async () => {
    const { file } = configure('secret');
    rewrite(file, (text) => text.replace(sandbox.options.appSecret, 'a-secret-that-is-not-the-right-one'));
    const ran = await run(['sync', file, '--verbose']);

    expect(ran.code).toBe(2);
    expect(ran.error).toContain('code: lark.credentials.rejected');
    expect(ran.error).toMatch(/next: Copy App ID and App Secret again/);
    expect(ran.out + ran.error).not.toContain('a-secret-that-is-not-the-right-one');
    expectGoodManners(ran);
  });

  test('an app that this region does not know', async () => {
    const { file } = configure('region');
    rewrite(file, (text) => text.replace(sandbox.options.appId, 'cli_ffffffffffffffff'));
    const ran = await run(['sync', file]);

    expect(ran.code).toBe(2);
    expect(ran.error).toMatch(/region/);
    expectGoodManners(ran);
  });

  test('a key that does not exist, with the nearest that does', async () => {
    const { file, path } = configure('key');
    rewrite(file, (text) => text.replace('"lookback_days"', '"lookback_day"'));
    const ran = await run(['sync', file]);

    expect(ran.code).toBe(2);
    expect(ran.error).toContain('lookback_days');
    expectGoodManners(ran);
    expect(existsSync(path)).toBe(false);
  });

  test('an environment variable that is not set', async () => {
    const { file } = configure('variable');
    rewrite(file, (text) => text.replace(sandbox.options.appSecret, `\${LARK_SECRET_OF_NOBODY}`));
    const ran = await run(['sync', file]);

    expect(ran.code).toBe(2);
    expect(headlineOf(ran)).toContain('LARK_SECRET_OF_NOBODY');
    expectGoodManners(ran);
  });

  test('a file that is not there', async () => {
    const ran = await run(['sync', join(folder, 'nowhere.yaml')]);

    expect(ran.code).toBe(2);
    expect(headlineOf(ran)).toContain('nowhere.yaml');
    expectGoodManners(ran);
  });

  test('a file that is no YAML names the line', async () => {
    const file = join(folder, 'larkstream.yaml');
    writeFileSync(file, 'source:\n  region: feishu\n  credentials: [unclosed\n');
    const ran = await run(['sync', file]);

    expect(ran.code).toBe(2);
    expect(ran.error).toMatch(/line \d|:\d+/);
    expectGoodManners(ran);
  });

  test('a destination that is no database is left as it is', async () => {
    const { file, path } = configure('garbage', recordsOnly);
    writeFileSync(path, 'These are my notes, not a database.\n'.repeat(500));
    const ran = await run(['sync', file]);

    expect(ran.code).toBe(2);
    expect(ran.error).toContain('code: destination.open.failed');
    expect(readFileSync(path, 'utf8')).toMatch(/^These are my notes/);
    expectGoodManners(ran);
  });

  test('a login page where the Open Platform should be', async () => {
    const { file } = configure('login');
    sandbox.faults.add({ path: '/open-apis/auth/v3/tenant_access_token/internal', kind: 'not-json' });
    const ran = await run(['sync', file]);

    expect(ran.code).toBe(2);
    expect(ran.error).toContain('code: lark.answer.unreadable');
    expectGoodManners(ran);
  });
});

test('a database that another program has open: 1, and the other is not disturbed', async () => {
  const { file, path } = configure('locked', recordsOnly);
  const other = await DuckdbConnection.open(path);
  const ran = await runLarkstream(['sync', file]);
  await other.run('CREATE TABLE mine (a INTEGER)');
  await other.close();

  expect(ran.code).toBe(1);
  expect(ran.error).toContain('code: destination.locked');
  expectGoodManners(ran);
});

test('Ctrl-C: 130, what has arrived is committed, and the next run completes it', async () => {
  const { file, path } = configure('stopped', recordsOnly);
  sandbox.faults.add({ path: search, kind: 'slow', delayMs: 60 });
  const ran = await runLarkstream(['sync', file], {
    interruptWhen: () => (sandbox.stats().endpoints[search]?.calls ?? 0) >= 4,
  });

  expect(ran.code).toBe(130);
  expectGoodManners(ran, /Run the same command again/);
  const arrived = await records(path);
  expect(arrived).toBeGreaterThanOrEqual(1_000);
  expect(arrived).toBeLessThan(3_000);

  sandbox.faults.clear();
  expect((await run(['sync', file])).code).toBe(0);
  expect(await records(path)).toBe(3_000);
});

describe('what looks like deletion and is none: 3, and every row stays', () => {
  test('a Base that is withdrawn while it is read', async () => {
    const { file, path } = configure('withdrawn', recordsOnly);
    expect((await run(['sync', file])).code).toBe(0);
    sandbox.resetStats();
    sandbox.faults.add({ path: search, kind: 'slow', delayMs: 60 });
    const [app = ''] = sandbox.tenant.tables.appTokens;
    const ran = await runLarkstream(['sync', file], {
      interruptWhen: () => {
        if ((sandbox.stats().endpoints[search]?.calls ?? 0) >= 2) sandbox.tenant.tables.setShared(app, false);
        return false;
      },
    });

    expect(ran.code).toBe(3);
    expect(sandbox.stats().endpoints[search]?.calls).toBeLessThan(6);
    expect(ran.out + ran.error).toContain('code: lark.document.forbidden');
    expectGoodManners(ran);
    expect(await records(path)).toBe(3_000);
  });

  test('an empty answer under advanced permissions; what a person says is gone is gone where the platform does not know it', async () => {
    const { file, path } = configure('advanced', recordsOnly);
    expect((await run(['sync', file])).code).toBe(0);
    const [app = ''] = sandbox.tenant.tables.appTokens;
    sandbox.tenant.tables.setAdvancedPermissions(app, true);
    const ran = await run(['sync', file]);

    expect(ran.code).toBe(3);
    expect(ran.out + ran.error).toContain('code: source.scan.suspicious');
    expect(ran.out + ran.error).toContain('--accept-deletes');
    expectGoodManners(ran);
    expect(await records(path)).toBe(3_000);

    // Asked by id, the platform tells what is hidden from what is gone.
    const [table = ''] = sandbox.tenant.tables.tableIds(app);
    sandbox.tenant.tables.deleteRecord(app, table, sandbox.tenant.tables.recordId(app, table, 5));
    expect((await run(['sync', file, '--accept-deletes'])).code).toBe(0);
    expect(await records(path)).toBe(2_999);
  });

  test('an empty page for no reason', async () => {
    const { file, path } = configure('empty', recordsOnly);
    expect((await run(['sync', file])).code).toBe(0);
    sandbox.faults.add({ path: search, kind: 'empty-page', after: 2, times: 1 });
    const ran = await run(['sync', file]);

    expect([0, 3]).toContain(ran.code);
    expect(await records(path)).toBe(3_000);
  });

  test('answers that are no JSON, for ever', async () => {
    const { file, path } = configure('noise', recordsOnly);
    expect((await run(['sync', file])).code).toBe(0);
    sandbox.faults.add({ path: search, kind: 'not-json', after: 2 });
    const ran = await run(['sync', file]);

    expect(ran.code).toBe(3);
    expect(ran.out + ran.error).toContain('code: lark.answer.unreadable');
    expectGoodManners(ran);
    expect(await records(path)).toBe(3_000);
  }, 120_000);
});

test('an unknown approval code makes its streams incomplete, and the others are read', async () => {
  const { file, path } = writeTenantConfig(sandbox, { folder, name: 'a', startDate });
  const text = readFileSync(file, 'utf8').replace(
    '"approval_codes":[',
    '"approval_codes":["00000000-0000-0000-0000-000000000000",',
  );
  writeFileSync(file, text);
  const ran = await run(['sync', file]);

  expect(ran.code).toBe(3);
  expect(ran.error + ran.out).toContain('00000000-0000-0000-0000-000000000000');
  expectGoodManners(ran);
  expect(await records(path)).toBe(3_000);
});

describe.each(['not-json', 'http-502-html'] as const)('answers that cannot be read (%s)', (kind) => {
  test('three times in a row are repeated, and nothing is missing', async () => {
    const { file, path } = writeTenantConfig(sandbox, {
      folder,
      name: 'b',
      startDate,
      streams: { include: ['base_records'] },
    });
    expect((await run(['sync', file])).code).toBe(0);
    sandbox.faults.add({ path: search, kind, after: 2, times: 3 });
    const ran = await run(['sync', file]);

    // What may pass by itself is repeated until it has passed.
    expect(ran.code, ran.error).toBe(0);
    expect(await records(path)).toBe(3_000);
  }, 120_000);
});

test('an error code inside HTTP 200 is never an empty page', async () => {
  const { file, path } = writeTenantConfig(sandbox, {
    folder,
    name: 'c',
    startDate,
    streams: { include: ['base_records'] },
  });
  expect((await run(['sync', file])).code).toBe(0);
  sandbox.faults.add({ path: search, kind: 'code-in-200', code: 91403, after: 3 });
  const ran = await run(['sync', file]);

  expect(ran.code).toBe(3);
  expect(ran.out + ran.error).toMatch(/Add document app/);
  expectGoodManners(ran);
  expect(await records(path)).toBe(3_000);
});

describe('a disk without room: one clear line, 1, and what was there before can be read', () => {
  let small: string;
  let isMounted: boolean;
  beforeEach(() => {
    small = join(folder, `small-${Date.now()}`);
    // Only root may mount; nothing else makes a disk that is really full.
    isMounted = spawnSync('sh', ['-c', `mkdir ${small} && mount -t tmpfs -o size=24m tmpfs ${small}`]).status === 0;
  });
  afterEach(() => {
    if (isMounted) spawnSync('umount', ['-l', small]);
  });
  const cannot = 'a small disk cannot be mounted here';
  const fill = (leave: number): void => {
    const { bavail, bsize } = statfsSync(small);
    writeFileSync(join(small, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - leave)));
  };
  const runInto = async (destination: Record<string, unknown>): Promise<Ran> =>
    await runLarkstream(['sync', writeTenantConfig(sandbox, { folder, name: 'd', startDate, destination }).file]);

  test('DuckDB', async (context) => {
    if (!isMounted) context.skip(cannot);
    fill(3_000_000);
    const path = join(small, 'd.duckdb');
    const ran = await runInto({ type: 'duckdb', path });

    expect(ran.code).toBe(1);
    expect(ran.error).toContain('destination.full');
    expectGoodManners(ran);
    await (await DuckdbConnection.open(path)).close();
  });

  test('Parquet: the files of the run before stay whole, and the next run writes the new ones', async (context) => {
    if (!isMounted) context.skip(cannot);
    const path = join(small, 'lake');
    const destination = { type: 'parquet', path };
    expect((await runInto(destination)).code).toBe(0);
    const before = Object.keys(await tablesOfParquet(path)).length;
    rmSync(join(path, 'base_records'), { recursive: true });
    fill(150_000);
    const ran = await runInto(destination);

    expect(ran.code, ran.out).toBe(1);
    expect(ran.error).toContain('destination.full');
    expectGoodManners(ran);
    rmSync(join(small, 'filler'));
    expect((await runInto(destination)).code).toBe(0);
    const held = await tablesOfParquet(path);
    expect(Object.keys(held)).toHaveLength(before);
    expect(held.base_records?.rows).toHaveLength(3_000);
  });

  test('Postgres', async (context) => {
    if (!isMounted) context.skip(cannot);
    await using server = await PostgresServer.start();
    chmodSync(folder, 0o755);
    const home = join(small, 'space');
    mkdirSync(home);
    chownSync(home, nobody, nobody);
    await server.query(server.url(), `CREATE TABLESPACE small LOCATION '${home}'`);
    await server.query(server.url(), 'CREATE DATABASE small TABLESPACE small');
    fill(1_000_000);
    const ran = await runInto({ type: 'postgres', url: server.url('small') });

    expect(ran.code, ran.out).toBe(1);
    expect(ran.error).toContain('destination.full');
    expectGoodManners(ran);
    rmSync(join(small, 'filler'));
    expect((await runInto({ type: 'postgres', url: server.url('small') })).code).toBe(0);
  });
});
