import { beforeAll, expect, test, vi } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import type { Connection } from '../../src/store/database.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { PostgresDatabase } from '../../src/store/postgres-database.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { receivedEvent } from '../support/received-event.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { TransactionPooler } from '../support/transaction-pooler.ts';

const now = 1_800_000_000_000;

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const tablesOf = async (address: string): Promise<unknown[]> => {
  const sql = `SELECT DISTINCT table_schema::text FROM information_schema.tables WHERE table_name IN ('events', 'consumers', 'receivers')`;
  return (await server.query(address, sql)).flat();
};

test('works through a pooler that changes sessions and drops startup options, beside tables of a stranger with the same names', async () => {
  const address = await server.newDatabase();
  await using pooler = await TransactionPooler.start(server.port);
  await server.query(address, 'CREATE TABLE migrations (version INTEGER); INSERT INTO migrations VALUES (999)');
  const place = new Secret(pooler.through(address));
  const stores = [await openEventStore(place), await openEventStore(place)];
  const [store] = stores;
  await store?.register({ name: 'a', filter: {}, from: 'now' }, now);
  await Promise.all(stores.map((one, at) => one.accept([receivedEvent(`${at}`), receivedEvent('both')])));
  const claimed = await store?.claim({ consumer: 'a', owner: 'me', leaseMs: 1_000, limit: 9, appId: 'cli_1', now });
  const seqs = claimed?.map(({ seq }) => seq) ?? [];
  expect(await store?.complete(seqs, { consumer: 'a', owner: 'me', now })).toBe(3);
  expect(await store?.list({ state: 'done', limit: 9 })).toHaveLength(3);
  for (const one of stores) await one.close();
  expect(await tablesOf(address)).toEqual(['larkstream']);
  expect(await server.query(address, 'SELECT * FROM public.migrations')).toEqual([[999]]);
});

test.each(['PGOPTIONS', 'the address'])(
  'what the operator sets for sessions by %s counts beside what we set',
  async (where) => {
    const address = new URL(await server.newDatabase());
    const options = '-c statement_timeout=12345 -c lock_timeout=1';
    if (where === 'PGOPTIONS') vi.stubEnv('PGOPTIONS', options);
    else address.searchParams.set('options', options);
    try {
      const database = await PostgresDatabase.open(new Secret(address.href));
      const settings = ['statement_timeout', 'lock_timeout', 'search_path'].map((name) => `current_setting('${name}')`);
      const sql = `SELECT concat_ws(' ', ${settings.join(', ')}) AS settings`;
      expect(await database.rows(sql)).toEqual([{ settings: '12345ms 5s larkstream' }]);
      await database.close();
    } finally {
      vi.unstubAllEnvs();
    }
  },
);

test('statements that the server keeps outlive columns that a newer program adds', async () => {
  const address = await server.newDatabase();
  const database = await PostgresDatabase.open(new Secret(address));
  try {
    await database.run('CREATE TABLE kept (id INTEGER)');
    await database.run('INSERT INTO kept VALUES (1)');
    const read = () => database.rows('SELECT * FROM kept WHERE id = $1', [1]);
    const write = () =>
      database.transaction(({ rows }) => rows('UPDATE kept SET id = id WHERE id = $1 RETURNING *', [1]));
    for (let time = 0; time < 9; time++) for (const ask of [read, write]) expect(await ask()).toEqual([{ id: 1 }]);
    const names = `SELECT count(*)::int AS count FROM pg_prepared_statements`;
    expect(await database.rows(names)).not.toEqual([{ count: 0 }]);
    await server.query(address, 'ALTER TABLE larkstream.kept ADD COLUMN more INTEGER');
    for (const ask of [write, read]) expect(await ask()).toEqual([{ id: 1, more: null }]);
  } finally {
    await database.close();
  }
});

test('statements by themselves wait for each other, whatever isolation is usual in the database', async () => {
  const address = await server.newDatabase();
  const name = new URL(address).pathname.slice(1);
  await server.query(address, `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'`);
  const database = await PostgresDatabase.open(new Secret(address));
  try {
    await database.run('CREATE TABLE counted (id INTEGER PRIMARY KEY, count INTEGER)');
    await database.run('INSERT INTO counted VALUES (1, 0)');
    const add = () => database.run('UPDATE counted SET count = count + 1 WHERE id = $1', [1]);
    await Promise.all(Array.from({ length: 100 }, add));
    expect(await database.rows('SELECT count FROM counted')).toEqual([{ count: 100 }]);
    expect(await database.rows('SHOW transaction_isolation')).toEqual([{ transaction_isolation: 'read committed' }]);
    expect(await database.run(`SELECT 1 WHERE current_setting('transaction_isolation') = 'read committed'`)).toBe(1);
  } finally {
    await database.close();
  }
});

test('an address given as plain text is a Postgres too, and no file', async () => {
  const address = await server.newDatabase();
  const store = await openEventStore(address);
  expect(store.name).toContain('schema larkstream');
  await store.close();
});

test('transactions that lock the same rows in another order both end well', async () => {
  const address = await server.newDatabase();
  const slept: number[] = [];
  const clock = { now: () => now, elapsed: () => now, sleep: async (ms: number) => void slept.push(ms) };
  const database = await PostgresDatabase.open(new Secret(address), { clock, random: () => 1 });
  for (const name of ['a', 'b'])
    await database.run('INSERT INTO tickets (app_id, ticket, created_at) VALUES ($1, $2, 0)', [name, '']);
  let arrived = 0;
  const met = Promise.withResolvers<void>();
  const mark = (order: readonly string[]): Promise<void> =>
    database.transaction(async ({ run }) => {
      for (const name of order) {
        await run(`UPDATE tickets SET created_at = created_at + 1 WHERE app_id = $1`, [name]);
        if (++arrived === 2) met.resolve();
        await met.promise;
      }
    });
  await Promise.all([mark(['a', 'b']), mark(['b', 'a'])]);
  // The one that is broken off may come in between once more before the other has woken up.
  expect(slept.length).toBeGreaterThan(0);
  expect(slept).toEqual([100, 200, 300].slice(0, slept.length));
  expect(await database.rows('SELECT app_id, created_at FROM tickets ORDER BY app_id')).toEqual([
    { app_id: 'a', created_at: 2 },
    { app_id: 'b', created_at: 2 },
  ]);

  slept.length = 0;
  let tries = 0;
  const conflict = database.transaction(async ({ run }) => {
    tries++;
    await run(`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$`);
  });
  await expect(conflict).rejects.toMatchObject({ code: 'store.busy', family: 'transient' });
  expect([tries, slept]).toEqual([4, [100, 200, 300]]);
  await database.close();
});

test('while another session holds a lock, reads are answered, and writes fail after a time-out', async () => {
  const address = await server.newDatabase();
  const [holder, store] = [await PostgresDatabase.open(new Secret(address)), await openEventStore(new Secret(address))];
  const held = Promise.withResolvers<void>();
  const holding = holder.transaction(
    async ({ rows }) => {
      const limits = `SELECT current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('lock_timeout') AS lock`;
      // Who hangs is thrown out before those who wait for it are refused.
      expect(await rows(limits)).toEqual([{ idle: '4s', lock: '5s' }]);
      held.resolve();
      await rows('SELECT pg_sleep(600)');
    },
    { name: 'consumers' },
  );
  await held.promise;
  let answered = 0;
  const accepts = Array.from({ length: 4 }, (_, at) =>
    store.accept([receivedEvent(`${at}`)]).finally(() => {
      answered++;
    }),
  );
  const outcomes = Promise.allSettled(accepts);
  expect(await store.receivers()).toEqual([]);
  expect((await store.stats()).pending).toBe(0);
  expect(answered).toBe(0);
  for (const outcome of await outcomes)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'store.busy', family: 'transient' } });
  const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'`;
  await Promise.all([expect(holding).rejects.toThrow(), server.query(address, cancel)]);
  expect(await store.accept([receivedEvent('later')])).toEqual([true]);
  await Promise.all([store.close(), holder.close()]);
});

test('however many wait for one lock, others find a connection', async () => {
  const address = await server.newDatabase();
  const [holder, database] = [
    await PostgresDatabase.open(new Secret(address)),
    await PostgresDatabase.open(new Secret(address)),
  ];
  const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const lock = { name: 'claims' };
  const holding = holder.transaction(async ({ rows }) => {
    await rows('SELECT 1');
    held.resolve();
    await release.promise;
  }, lock);
  await held.promise;
  const order: number[] = [];
  const waiting = Array.from({ length: 10 }, (_, at) =>
    database.transaction(async ({ rows }) => {
      await rows('SELECT 1');
      order.push(at);
    }, lock),
  );
  expect(await database.run('DELETE FROM tickets')).toBe(0);
  expect(order).toEqual([]);
  release.resolve();
  await Promise.all([holding, ...waiting]);
  expect(order).toEqual(Array.from({ length: 10 }, (_, at) => at));
  await Promise.all([database.close(), holder.close()]);
});

test('a connection that the server ends within a transaction fails that transaction only', async () => {
  const address = await server.newDatabase();
  const database = await PostgresDatabase.open(new Secret(address));
  const broken = database.transaction(async ({ rows }) => {
    const [row] = await rows('SELECT pg_backend_pid() AS pid');
    await server.query(address, `SELECT pg_terminate_backend(${row?.pid})`);
    const count = `SELECT count(*) FROM pg_stat_activity WHERE pid = ${row?.pid}`;
    await expect.poll(async () => (await server.query(address, count)).flat()).toEqual(['0']);
    await rows('SELECT 1');
  });
  await expect(broken).rejects.toMatchObject({ code: 'store.write.failed', family: 'transient' });
  expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await database.close();
});

test('what is asked at once within a transaction is done in its order, and what nobody waits for before what follows', async () => {
  const database = await PostgresDatabase.open(new Secret(await server.newDatabase()));
  const insert = 'INSERT INTO tickets (app_id, ticket, created_at) VALUES ($1, $2, 0)';
  const count = 'SELECT count(*)::integer AS count FROM tickets';
  const seen = await database.transaction(async (connection) => {
    connection.push?.(insert, ['a', '']);
    const before = connection.rows(count);
    const [first, changed, second] = await Promise.all([
      before,
      connection.run(insert, ['b', '']),
      connection.rows(count),
    ]);
    connection.push?.(insert, ['c', '']);
    return [first, changed, second];
  });
  expect(seen).toEqual([[{ count: 1 }], 1, [{ count: 2 }]]);
  expect(await database.rows(count)).toEqual([{ count: 3 }]);
  await database.close();
});

test('what nobody waits for fails its transaction though it fails only while the next statement, or the end, is asked for', async () => {
  const database = await PostgresDatabase.open(new Secret(await server.newDatabase()));
  const insert = 'INSERT INTO tickets (app_id, ticket, created_at) VALUES ($1, $2, 0)';
  const late = (state: string) =>
    `DO $$ BEGIN PERFORM pg_sleep(0.2); RAISE EXCEPTION 'late' USING ERRCODE = '${state}'; END $$`;
  const onItsWay = () => new Promise((resolve) => setImmediate(resolve));
  let tries = 0;
  const ended = database.transaction(async ({ run, push }) => {
    await run(insert, ['a', '']);
    push?.(late('22012'));
    await onItsWay();
  });
  await expect(ended).rejects.toMatchObject({ cause: { code: '22012' } });
  const wentOn = database.transaction(async ({ run, push }) => {
    tries++;
    if (tries === 1) push?.(late('40001'));
    await onItsWay();
    await run(insert, ['b', '']);
  });
  // By the reason it is known that it can be done again.
  await wentOn;
  expect(tries).toBe(2);
  expect(await database.rows('SELECT app_id FROM tickets')).toEqual([{ app_id: 'b' }]);
  await database.close();
});

test('a transaction fails with the first statement that fails, whoever waits for it, and nothing of it is done', async () => {
  const database = await PostgresDatabase.open(new Secret(await server.newDatabase()));
  const insert = 'INSERT INTO tickets (app_id, ticket, created_at) VALUES ($1, $2, 0)';
  const [wrong, divided] = ['INSERT INTO tickets (app_id) VALUES (NULL)', { cause: { code: '22012' } }];
  // More than is usual, so that statements are known by their names, and fail by them.
  for (let time = 0; time < 10; time++) {
    const pushed = database.transaction(async (connection) => {
      await connection.run(insert, ['a', '']);
      connection.push?.(wrong);
    });
    await expect(pushed).rejects.toMatchObject({ cause: { code: '23502' } });
    const atOnce = database.transaction(async ({ rows, run }) => {
      await Promise.all([run(insert, ['b', '']), rows('SELECT 1 / $1::integer AS one', [0]), run(insert, ['c', ''])]);
    });
    await expect(atOnce).rejects.toMatchObject(divided);
    // Who hides it goes on in vain.
    const hidden = database.transaction(async ({ rows, run }) => {
      await rows('SELECT 1 / $1::integer AS one', [0]).catch(() => []);
      await run(insert, ['d', '']).catch(() => 0);
    });
    await expect(hidden).rejects.toMatchObject(divided);
    expect(await database.rows('SELECT 1 / $1::integer AS one', [1])).toEqual([{ one: 1 }]);
  }
  expect(await database.rows('SELECT * FROM tickets')).toEqual([]);
  await database.close();
});

test('who goes on when a transaction is over changes nothing', async () => {
  const database = await PostgresDatabase.open(new Secret(await server.newDatabase()));
  const left = Promise.withResolvers<Connection>();
  const broken = database.transaction(async (connection) => {
    await connection.rows('SELECT 1');
    left.resolve(connection);
    throw new Error('given up');
  });
  await expect(broken).rejects.toThrow();
  const { run } = await left.promise;
  await expect(run('INSERT INTO tickets (app_id, ticket, created_at) VALUES ($1, $2, 0)', ['a', ''])).rejects.toThrow(
    'over',
  );
  expect(await database.rows('SELECT * FROM tickets')).toEqual([]);
  await database.close();
});

test('what may be on the disk a moment later is done as anything else, or not at all', async () => {
  const database = await PostgresDatabase.open(new Secret(await server.newDatabase()));
  const insert = 'INSERT INTO tickets (app_id, ticket, created_at) VALUES ($1, $2, 0)';
  for (let time = 0; time < 10; time++) {
    expect(await database.runSoon(insert, [`${time}`, ''])).toBe(1);
    await expect(database.runSoon(insert, [`${time}`, ''])).rejects.toMatchObject({ cause: { code: '23505' } });
  }
  const setting = `SELECT current_setting('synchronous_commit') AS setting`;
  const within = await database.transaction(({ rows }) => rows(setting), undefined, 'soon');
  expect(within).toEqual([{ setting: 'off' }]);
  // Of this transaction only: the connection is everybody's.
  expect(await database.transaction(({ rows }) => rows(setting))).toEqual([{ setting: 'on' }]);
  expect(await database.rows('SELECT count(*)::integer AS count FROM tickets')).toEqual([{ count: 10 }]);
  await database.close();
});

test('of reads that go to the server together, one that fails fails alone', async () => {
  const database = await PostgresDatabase.open(new Secret(await server.newDatabase()));
  for (let time = 0; time < 10; time++) {
    const asked = [1, 0, 2, 0, 5].map((by) => database.rows('SELECT 10 / $1::integer AS part', [by]));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value[0]?.part : 'failed'))).toEqual([
      10,
      'failed',
      5,
      'failed',
      2,
    ]);
  }
  await database.close();
});

test('who counts much keeps nobody waiting who reads at the same moment', async () => {
  const address = await server.newDatabase();
  const [holder, database] = [
    await PostgresDatabase.open(new Secret(address)),
    await PostgresDatabase.open(new Secret(address)),
  ];
  const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = holder.transaction(async ({ rows }) => {
    await rows('SELECT pg_advisory_xact_lock(7)');
    held.resolve();
    await release.promise;
  });
  await held.promise;
  let isCounted = false;
  const counting = database.unhurried.rows(`SELECT pg_advisory_xact_lock(7), 2 AS two`).finally(() => {
    isCounted = true;
  });
  expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(isCounted).toBe(false);
  release.resolve();
  expect(await counting).toMatchObject([{ two: 2 }]);
  await holding;
  await expect(database.unhurried.rows('SELECT 1 / $1::integer AS one', [0])).rejects.toMatchObject({
    cause: { code: '22012' },
  });
  await Promise.all([database.close(), holder.close()]);
});

test('of reads that may take long few are done at once, each for a time, and none for a reader who has gone', async () => {
  const address = await server.newDatabase();
  const database = await PostgresDatabase.open(new Secret(address), {});
  const hasty = await PostgresDatabase.open(new Secret(address), { readLimitMs: 50 });
  const sleepers = () =>
    server.query(address, `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(600)'`);
  const never = new AbortController().signal;
  await expect(hasty.rowsFor({ who: 'a', signal: never }, 'SELECT pg_sleep(600)')).rejects.toMatchObject({
    code: 'store.read.slow',
    family: 'transient',
    texts: { message: { zh: expect.stringContaining('秒内') } },
  });
  const leaving = new AbortController();
  const gone = [1, 2, 3].map(() => database.rowsFor({ who: 'a', signal: leaving.signal }, 'SELECT pg_sleep(600)'));
  const ended = Promise.allSettled(gone);
  await expect.poll(sleepers).toHaveLength(1);
  expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const other = database.rowsFor({ who: 'b', signal: never }, 'SELECT 2 AS two');
  leaving.abort();
  expect((await ended).map((one) => one.status === 'rejected' && one.reason.code)).toEqual(
    Array(3).fill('run.stopped'),
  );
  expect(await other).toEqual([{ two: 2 }]);
  expect(await sleepers()).toEqual([]);
  await hasty.close();
  await database.close();
});
