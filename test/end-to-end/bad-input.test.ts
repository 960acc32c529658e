import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Ran, runLarkstream } from '../support/run-larkstream.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

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

/** What every failure owes: the next step, no stack, no secret. */
function expectGoodManners({ out, error }: Ran): void {
  const said = out + error;
  expect(said).not.toContain(sandbox.options.appSecret);
  expect(said).not.toMatch(/\bt-[A-Za-z0-9]{20,}/);
  expect(said).not.toMatch(/^\s+at .+:\d+:\d+/m);
  expect(said).toMatch(/next:/);
}

async function records(path: string): Promise<number> {
  const database = await DuckdbConnection.open(path);
  try {
    const [count] = await database.rows(
      'SELECT count(*)::INTEGER FROM lark.base_records WHERE _larkstream_deleted_at IS NULL',
    );
    return Number(count?.[0]);
  } finally {
    database.close();
  }
}

test('an approval code that nobody knows: its streams are incomplete, the rest is done', async () => {
  const { file, path } = writeTenantConfig(sandbox, { folder, name: 'a', startDate });
  const text = readFileSync(file, 'utf8').replace(
    '"approval_codes":[',
    '"approval_codes":["00000000-0000-0000-0000-000000000000",',
  );
  writeFileSync(file, text);
  const ran = await runLarkstream(['sync', file]);

  expect(ran.code).toBe(3);
  expect(ran.error + ran.out).toContain('00000000-0000-0000-0000-000000000000');
  expectGoodManners(ran);
  expect(await records(path)).toBe(3_000);
});

test('a file that is no YAML names the line', async () => {
  const file = join(folder, 'larkstream.yaml');
  writeFileSync(file, 'source:\n  region: feishu\n  credentials: [unclosed\n');
  const ran = await runLarkstream(['sync', file]);

  expect(ran.code).toBe(2);
  expect(ran.error).toMatch(/line \d|:\d+/);
  expectGoodManners(ran);
});

describe.each(['not-json', 'http-502-html'] as const)('answers that cannot be read (%s)', (kind) => {
  test('are never an empty page: incomplete, and what was there stays', async () => {
    const { file, path } = writeTenantConfig(sandbox, {
      folder,
      name: 'b',
      startDate,
      streams: { include: ['base_records'] },
    });
    expect((await runLarkstream(['sync', file])).code).toBe(0);
    sandbox.faults.add({ path: search, kind, after: 2, times: 3 });
    const ran = await runLarkstream(['sync', file]);

    // What may pass by itself is repeated; what is left of it ends as incomplete.
    expect([0, 3]).toContain(ran.code);
    if (ran.code === 3) expectGoodManners(ran);
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
  expect((await runLarkstream(['sync', file])).code).toBe(0);
  sandbox.faults.add({ path: search, kind: 'code-in-200', code: 91403, after: 3 });
  const ran = await runLarkstream(['sync', file]);

  expect(ran.code).toBe(3);
  expect(ran.out + ran.error).toMatch(/Add document app/);
  expectGoodManners(ran);
  expect(await records(path)).toBe(3_000);
});

test('a disk without room: one clear line, 1, and the database can be opened afterwards', async (context) => {
  const small = join(folder, 'small');
  const mounted = spawnSync('sh', ['-c', `mkdir ${small} && mount -t tmpfs -o size=3m tmpfs ${small}`]);
  // Only root may mount; nothing else makes a disk that is really full.
  if (mounted.status !== 0) context.skip('a small disk cannot be mounted here');
  try {
    const { file } = writeTenantConfig(sandbox, {
      folder,
      name: 'd',
      startDate,
      destination: { path: join(small, 'd.duckdb') },
    });
    const ran = await runLarkstream(['sync', file]);

    expect(ran.code).toBe(1);
    expect(ran.error).toContain('destination.full');
    expectGoodManners(ran);
    const database = await DuckdbConnection.open(join(small, 'd.duckdb'));
    database.close();
  } finally {
    spawnSync('umount', [small]);
  }
});
