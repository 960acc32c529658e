import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/print/display-width.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder = '';
let sandbox: Sandbox;
let postgresUrl: string;
let number = '';
const startDate = '2026-01-01';
const kinds = ['duckdb', 'postgres', 'parquet', 'ndjson', 'csv'] as const;
type Kind = (typeof kinds)[number];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-query-'));
  postgresUrl = await (await sharedPostgres()).newDatabase();
  sandbox = await startSandbox({ limits: 'off', users: 12, departments: 3, bases: [{ tables: 1, records: 30 }] });
  const [token = ''] = sandbox.tenant.tables.appTokens;
  const [table = ''] = sandbox.tenant.tables.tableIds(token);
  number = String(sandbox.tenant.tables.fields(token, table).find(({ type }) => type === 2)?.field_name);
  for (const kind of kinds) {
    const { code } = await runInProcess(['sync', configOf(kind), '--quiet']);
    expect(code).toBe(0);
  }
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function configOf(kind: Kind, name: string = kind): string {
  const { file } = writeTenantConfig(sandbox, {
    folder,
    name,
    startDate,
    streams: { include: ['contact_*', 'base_*'] },
    destination:
      kind === 'postgres'
        ? { type: kind, url: postgresUrl }
        : { type: kind, path: join(folder, kind === 'duckdb' ? `${name}.duckdb` : name) },
  });
  return file;
}

describe.each(kinds)('%s', (kind) => {
  test('answers in SQL, tables named with and without their schema', async () => {
    const sql =
      'SELECT u.open_id, m.is_primary_dept FROM contact_users u JOIN lark.contact_user_departments m USING (open_id)';
    const { code, events, error } = await runInProcess(['query', sql, configOf(kind), '--limit', '0', '--json']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const people = [...sandbox.tenant.directory.people()];
    expect(events.at(-1)).toMatchObject({ event: 'query', hasMore: false });
    expect(new Set(events.flatMap(({ row }) => Object.values(Object(row)).slice(0, 1)))).toEqual(
      new Set(people.map(({ openId }) => openId)),
    );
    expect(events[0]).toMatchObject({ event: 'row', row: { is_primary_dept: true } });
  });

  test('shows the first rows of a stream without what we keep beside them, and says that there are more', async () => {
    const shown = await runInProcess(['preview', 'contact_users', configOf(kind), '--limit', '3'], { columns: 60 });
    expect(shown.code).toBe(0);
    expect(shown.out.match(/^ {2}open_id /gm)).toHaveLength(3);
    expect(shown.out).toContain('Only the first 3 rows are shown');
    expect(shown.out).not.toContain('_larkstream');
    for (const line of shown.out.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(60);
    const lines = await runInProcess(['preview', 'base_records', configOf(kind), '--limit', '1', '--json']);
    expect(lines.events[0]).toMatchObject({ event: 'row', row: { fields: expect.objectContaining({}) } });
    expect(lines.out).toContain(JSON.stringify(number));
  });

  test('refuses what would change something, what is no SQL, and a name that is not there', async () => {
    const asked = async (...argv: string[]) => await runInProcess([...argv, configOf(kind), '--json']);
    const written = join(folder, `written-${kind}`);
    const changes = [
      'DELETE FROM contact_users',
      '/* all of them */\n  delete from contact_users',
      "UPDATE contact_users SET name = 'x'",
      "INSERT INTO contact_users (open_id) VALUES ('x')",
      'DROP TABLE contact_users',
      'TRUNCATE contact_users',
      'ALTER TABLE contact_users ADD COLUMN x INT',
      ...(kind === 'postgres' ? ['WITH gone AS (DELETE FROM contact_users RETURNING 1) SELECT * FROM gone'] : []),
      ...(kind === 'postgres' ? ['SELECT lo_create(0)'] : []),
      'CREATE TABLE more (x INT)',
      `COPY contact_users TO '${written}'`,
      `COPY (SELECT 1) TO '${written}'`,
      ...(kind === 'postgres'
        ? [`COPY contact_users TO PROGRAM 'cat > ${written}'`]
        : [
            `COPY (PIVOT contact_users ON open_id USING count(*)) TO '${written}'`,
            `EXPLAIN ANALYZE COPY contact_users TO '${written}'`,
            `explain /* it */ analyze COPY contact_users TO '${written}'`,
            `EXPORT DATABASE '${written}'`,
            `ATTACH '${written}'`,
            'INSTALL httpfs',
            'LOAD json',
            'SET threads = 1',
            'CHECKPOINT',
          ]),
    ];
    for (const sql of changes) {
      const refused = await asked('query', sql);
      expect(refused.code, sql).toBe(2);
      expect(existsSync(written), sql).toBe(false);
      expect(refused.events[0], sql).toMatchObject({
        event: 'error',
        code: 'query.reads.only',
        message: '`query` only reads: nothing was changed',
        zh: { message: '`query` 只能读取：没有修改任何内容' },
      });
    }
    const several = [
      'SELECT 1; SELECT 2',
      "SELECT ';' AS one; SELECT 2;",
      '/* ; */ SELECT 1;\n-- the rest\nSELECT 2',
      'SELECT 1; DELETE FROM contact_users',
      'SELECT 1; COMMIT; SET default_transaction_read_only = off; DELETE FROM contact_users',
    ];
    for (const sql of several) {
      const refused = await asked('query', sql);
      expect(refused.events, sql).toMatchObject([
        {
          event: 'error',
          code: 'query.statements.several',
          message: '`query` takes one statement, and this is more than one: nothing was run',
          zh: { message: '`query` 一次只接受一条语句，这里不止一条：没有执行任何语句' },
        },
      ]);
    }
    for (const sql of ["SELECT '; SELECT 2' AS x;", 'SELECT 1 AS x; ; -- the end; of it', 'SELECT 1 AS x /* ; y */']) {
      expect(await asked('query', sql), sql).toMatchObject({ code: 0, events: [{ event: 'row' }, { event: 'query' }] });
    }
    if (kind !== 'postgres') {
      for (const sql of [
        'FROM contact_users',
        'DESCRIBE contact_users',
        'SHOW TABLES',
        'PRAGMA database_list',
        'SUMMARIZE contact_users',
        'EXPLAIN ANALYZE SELECT 1',
      ])
        expect((await asked('query', sql)).code, sql).toBe(0);
      const pivot = await asked('query', 'PIVOT contact_users ON open_id USING count(*) -- one; not two');
      expect(pivot.events.at(-1)).toMatchObject({ event: 'query' });
    }
    for (const sql of ['', ';', '/* nothing */'])
      expect((await asked('query', sql)).events[0], sql).toMatchObject({
        code: 'query.rejected',
        message: 'There is no statement in the query',
      });
    const broken = await asked('query', 'SELEC 1');
    expect(broken.events[0]).toMatchObject({ event: 'error', code: 'query.rejected' });
    expect(broken.out).not.toContain('Failed to extract');
    const unknown = await asked('preview', 'contact_user');
    expect(unknown.events[0]).toMatchObject({ event: 'error', code: 'config.stream.unknown' });
    expect(JSON.stringify(unknown.events[0])).toContain('did you mean contact_users?');
    const all = await runInProcess(['query', 'SELECT count(*) AS n FROM contact_users', configOf(kind), '--json']);
    expect(all.events[0]).toMatchObject({ row: { n: 12 } });
  });
});

test('numbers come out as they were written, however long', async () => {
  const sql =
    'SELECT 12345678901234567890123::HUGEINT AS long, 0.10::DECIMAL(4,2) AS exact, \'{"a":1e400}\'::JSON AS nested';
  const { out } = await runInProcess(['query', sql, configOf('duckdb'), '--json']);
  expect(out.split('\n')[0]).toBe(
    '{"event":"row","row":{"long":12345678901234567890123,"exact":0.10,"nested":{"a":1e400}}}',
  );
});

test.each(kinds)('%s that nothing was replicated to says so', async (kind) => {
  const file =
    kind === 'postgres'
      ? writeTenantConfig(sandbox, {
          folder,
          name: 'none-pg',
          startDate,
          destination: { type: kind, url: postgresUrl, schema: 'nothing_here' },
        }).file
      : configOf(kind, `none-${kind}`);
  const { code, events } = await runInProcess(['query', 'SELECT 1', file, '--json']);
  expect(code).toBe(2);
  expect(events[0]).toMatchObject({ code: 'query.nothing.yet' });
});
