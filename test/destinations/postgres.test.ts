import { beforeAll, describe, expect, test } from 'vitest';
import { openPostgresDestination } from '../../src/destinations/postgres/destination.ts';
import type { RowsChange } from '../../src/model/change.ts';
import type { OpenedDestination } from '../../src/model/destination.ts';
import { LarkstreamError } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Stream } from '../../src/model/stream.ts';
import { alterationContract } from '../support/alteration-contract.ts';
import { destinationContract } from '../support/destination-contract.ts';
import { type DestinationHarness, things } from '../support/destination-fixture.ts';
import { endingContract } from '../support/ending-contract.ts';
import { fenceContract } from '../support/fence-contract.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { refreshContract } from '../support/refresh-contract.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { valuesContract } from '../support/values-contract.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
});

async function start(): Promise<DestinationHarness> {
  const url = await server.newDatabase();
  const texts = (sql: string): Promise<unknown[][]> => server.query(url, sql);
  const textsOf = async (table: string, columns: readonly string[]): Promise<(string | null)[][]> => {
    const rows = await texts(`SELECT ${columns.map((name) => `"${name}"::text`).join(', ')} FROM lark."${table}"`);
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  };
  return {
    keepsText: false,
    open: (hardDeletes, fence) => openPostgresDestination({ url: new Secret(url), schema: 'lark', hardDeletes, fence }),
    texts: textsOf,
    freshness: () => textsOf('_larkstream_freshness', ['stream', 'changes_as_of', 'audited_as_of']),
    tables: async () => {
      const rows = await texts("SELECT tablename FROM pg_tables WHERE schemaname = 'lark'");
      return rows.map(([name]) => String(name));
    },
    sql: async (statement) => {
      await texts(statement);
    },
    foreignTable: async (table) => {
      await texts(`CREATE SCHEMA lark; CREATE TABLE lark."${table}" (id integer)`);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

destinationContract('postgres', start);
valuesContract('postgres', start);
endingContract('postgres', start, 12);
refreshContract('postgres', start, 12);
alterationContract('postgres', start);
fenceContract('postgres', start);

const row = (id: string, stream = 'things'): RowsChange => ({ kind: 'rows', stream, rows: [{ id }] });

interface AttemptOf {
  readonly writer?: string;
  readonly number: number;
  readonly stream?: Stream;
  readonly lockTimeoutMs?: number;
}

async function attempt(url: string, options: AttemptOf): Promise<OpenedDestination> {
  const { writer = 'pl_1', number, stream = things, lockTimeoutMs = 60_000 } = options;
  const place = { url: new Secret(url), schema: 'lark', hardDeletes: false, lockTimeoutMs };
  const destination = await openPostgresDestination({ ...place, fence: { writer, number } });
  try {
    await destination.begin({
      sourceId: 'tenant',
      runId: `run${number}`,
      startedAt: '2026-01-01T00:00:00.000Z',
      streams: [{ stream, mode: 'dedup' }],
    });
  } catch (thrown) {
    await destination.close();
    throw thrown;
  }
  return destination;
}

test('the session of an attempt that hangs is ended by the next one of its pipeline, and by nobody else', async () => {
  const url = await server.newDatabase();
  const hung = await attempt(url, { number: 1 });
  await hung.write(row('lost'));
  // Of another pipeline, or earlier: refused.
  for (const refused of [
    { writer: 'pl_2', number: 5 },
    { writer: 'pl_1', number: 0 },
    { writer: 'pl_11', number: 9 },
  ]) {
    const locked = expect.objectContaining({ code: 'destination.locked' });
    await expect(attempt(url, { ...refused, lockTimeoutMs: 100 })).rejects.toEqual(locked);
  }
  const next = await attempt(url, { number: 2, lockTimeoutMs: 5_000 });
  await expect(hung.commit(new Map([['base/t', 1]]))).rejects.toMatchObject({ family: 'transient' });
  await next.write(row('kept'));
  await next.commit(new Map([['base/t', 2]]));
  await hung.close();
  await next.close();
  expect(await server.query(url, 'SELECT id FROM lark.things')).toEqual([['kept']]);
});

test('pipelines of one app write different modules into one schema at once', async () => {
  const url = await server.newDatabase();
  const other: Stream = { ...things, name: 'others', module: 'contact' };
  const both = await Promise.all([
    attempt(url, { number: 1 }),
    attempt(url, { writer: 'pl_2', number: 1, stream: other }),
  ]);
  const [base, contact] = both;
  await base.write(row('a'));
  await contact.write(row('b', 'others'));
  await base.commit(new Map([['base/t', 1]]));
  await contact.commit(new Map([['contact/t', 1]]));
  for (const one of both) await one.close();
  expect(await server.query(url, 'SELECT id FROM lark.things UNION SELECT id FROM lark.others ORDER BY id')).toEqual([
    ['a'],
    ['b'],
  ]);
});

test('an attempt that has lost its lock, and was overtaken, does not commit what it has written', async () => {
  const url = await server.newDatabase();
  const first = await attempt(url, { number: 1 });
  await first.write(row('kept'));
  await first.commit(new Map([['base/t', 1]]));
  await first.write(row('lost'));
  // As behind a pooler that gave the session to somebody else: the lock is free although its holder lives.
  await server.query(url, "UPDATE lark._larkstream_fences SET fence = 2 WHERE source_id = 'tenant pl_1'");
  await expect(first.commit(new Map([['base/t', 2]]))).rejects.toMatchObject({ code: 'run.fenced' });
  await first.close();
  const second = await attempt(url, { number: 2 });
  expect([...(await second.state.load('tenant'))]).toEqual([['base/t', 1]]);
  await second.close();
  expect(await server.query(url, 'SELECT id FROM lark.things')).toEqual([['kept']]);
});

async function begin(
  url: string,
  runId: string,
  more: { sourceId?: string; lockTimeoutMs?: number } = {},
): Promise<OpenedDestination> {
  const { sourceId = 'tenant', ...options } = more;
  const destination = await openPostgresDestination({
    url: new Secret(url),
    schema: 'lark',
    hardDeletes: false,
    ...options,
  });
  const streams = [{ stream: things, mode: 'dedup' }] as const;
  await destination.begin({ sourceId, runId, startedAt: '2026-01-01T00:00:00.000Z', streams });
  return destination;
}

const none = new Map<string, null>();

describe('what a server does besides', () => {
  test('the human names are in the comments, and follow when they change', async () => {
    const url = await server.newDatabase();
    const title = async (): Promise<unknown> => {
      const [row] = await server.query(
        url,
        "SELECT col_description('lark.things'::regclass, 2), obj_description('lark.things'::regclass)",
      );
      return row;
    };
    await (await begin(url, 'run1')).close();
    expect(await title()).toEqual(['The place', "Things. Things that are somebody's"]);
    const renamed = things.columns.map((column) => (column.name === 'place' ? { ...column, title: '地点\\' } : column));
    const destination = await openPostgresDestination({ url: new Secret(url), schema: 'lark', hardDeletes: false });
    const streams = [{ stream: { ...things, columns: renamed }, mode: 'dedup' }] as const;
    await destination.begin({ sourceId: 'tenant', runId: 'run2', startedAt: '2026-01-01T00:00:00.000Z', streams });
    await destination.close();
    expect(await title()).toEqual(['地点\\. The place', "Things. Things that are somebody's"]);
  });

  test('a second run of the same source says so and leaves; one of another source may write', async () => {
    const url = await server.newDatabase();
    const first = await begin(url, 'run1');
    await expect(begin(url, 'run2')).rejects.toMatchObject({ code: 'destination.locked', family: 'transient' });
    await (await begin(url, 'run3', { sourceId: 'other' })).close();
    await first.write(row('a'));
    await first.commit(none);
    await first.close();
    await (await begin(url, 'run4')).close();
  });

  test('a connection that is cut: one clear error, what was committed stays', async () => {
    const url = await server.newDatabase();
    const first = await begin(url, 'run1');
    await first.write(row('a'));
    await first.commit(new Map([['base/t', 1]]));
    await first.write(row('b'));
    await server.query(
      url,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'larkstream' AND datname = current_database()",
    );
    await expect(first.commit(none)).rejects.toMatchObject({
      code: 'destination.connection.lost',
      family: 'transient',
    });
    await first.close();

    expect(await server.query(url, 'SELECT id FROM lark.things')).toEqual([['a']]);
    const second = await begin(url, 'run2');
    expect(Object.fromEntries(await second.state.load('tenant'))).toEqual({ 'base/t': 1 });
    await second.close();
  });

  test('of a batch that the server refuses, nothing that was sent behind it is kept', async () => {
    const url = await server.newDatabase();
    const first = await begin(url, 'run1');
    await first.write(row('a'));
    await first.commit(none);
    await server.query(url, "ALTER TABLE lark.things ADD CONSTRAINT refused CHECK (id <> 'b_4000')");
    const batches = ['b', 'c', 'd', 'e'].map((name): RowsChange => {
      const rows = Array.from({ length: 8_192 }, (_, at) => ({ id: `${name}_${at}` }));
      return { kind: 'rows', stream: 'things', rows };
    });
    const writing = async (): Promise<void> => {
      for (const batch of batches) await first.write(batch);
      await first.commit(none);
    };
    await expect(writing()).rejects.toMatchObject({ message: expect.stringContaining('refused') });
    await first.close();
    expect(await server.query(url, 'SELECT id FROM lark.things')).toEqual([['a']]);
  });

  test('a lock that another session holds', async () => {
    const url = await server.newDatabase();
    const first = await begin(url, 'run1', { lockTimeoutMs: 200 });
    const { Client } = await import('pg');
    const other = new Client({ connectionString: url });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE lark.things IN ACCESS EXCLUSIVE MODE');
    await first.write(row('a'));
    await expect(first.commit(none)).rejects.toMatchObject({ code: 'destination.locked' });
    await other.end();
    await first.close();
    const second = await begin(url, 'run2');
    await second.write(row('a'));
    await second.commit(none);
    await second.close();
    expect(await server.query(url, 'SELECT id FROM lark.things')).toEqual([['a']]);
  });

  test('few privileges are enough, and what is missing is said as a statement', async () => {
    const url = await server.newDatabase();
    const database = new URL(url).pathname.slice(1);
    const role = `few_${database}`;
    await server.query(
      url,
      `CREATE ROLE ${role} LOGIN; REVOKE ALL ON DATABASE ${database} FROM PUBLIC; GRANT CONNECT ON DATABASE ${database} TO ${role}`,
    );
    const theirs = server.url(database, role);
    const refused = await begin(theirs, 'run1').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'destination.open.failed', family: 'config' });
    const cure = refused instanceof LarkstreamError ? refused.cure : '';
    expect(cure).toContain(`GRANT TEMPORARY ON DATABASE "${database}" TO "${role}";`);
    expect(cure).toContain(`CREATE SCHEMA "lark" AUTHORIZATION "${role}";`);
    await server.query(url, cure.replace(/^.*run: /, ''));

    const destination = await begin(theirs, 'run2');
    await destination.write(row('a'));
    await destination.commit(none);
    await destination.close();
    expect(await server.query(theirs, 'SELECT id FROM lark.things')).toEqual([['a']]);
  });

  test.each([
    ['nobody listens', 'postgres://x@127.0.0.1:9/y', 'transient'],
    ['no such database', () => server.url('no_such'), 'config'],
    ['no such user', () => server.url('postgres', 'nobody_here'), 'config'],
  ])('%s: one clear line', async (_, url, family) => {
    const where = typeof url === 'string' ? url : url();
    await expect(begin(where.replace('@', ':secret-word@'), 'run1')).rejects.toMatchObject({
      code: 'destination.open.failed',
      family,
      message: expect.not.stringContaining('secret-word'),
    });
  });

  test('views and grants on a table survive its being built anew, and a table of several versions says what to do', async () => {
    const url = await server.newDatabase();
    const run = async (runId: string, mode: 'append' | 'overwrite' | 'dedup'): Promise<void> => {
      const destination = await openPostgresDestination({ url: new Secret(url), schema: 'lark', hardDeletes: false });
      try {
        await destination.begin({
          sourceId: 'tenant',
          runId,
          startedAt: '2026-01-01T00:00:00.000Z',
          streams: [{ stream: things, mode }],
        });
        await destination.write({ kind: 'rows', stream: 'things', rows: [{ id: 'a' }, { id: 'b' }] });
        await destination.publish(['things'], none);
      } finally {
        await destination.close();
      }
    };
    await run('run1', 'overwrite');
    await server.query(url, 'CREATE VIEW public.seen AS SELECT id FROM lark.things');
    await run('run2', 'overwrite');
    expect(await server.query(url, 'SELECT id FROM public.seen ORDER BY id')).toEqual([['a'], ['b']]);
    await run('run3', 'append');
    await expect(run('run4', 'dedup')).rejects.toMatchObject({ code: 'destination.table.incompatible' });
    expect(await server.query(url, 'SELECT count(*) FROM lark.things')).toEqual([['4']]);
  });
});
