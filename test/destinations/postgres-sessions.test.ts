import { expect, test } from 'vitest';
import { PostgresSessions } from '../../src/destinations/postgres/sessions.ts';
import { Secret } from '../../src/model/secret.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

test('a session is used by one after the other, and nothing of the one before is left in it', async () => {
  const server = await sharedPostgres();
  const url = new Secret(await server.newDatabase());
  const sessions = new PostgresSessions();
  const pidOf = async (one: Awaited<ReturnType<typeof sessions.take>>) =>
    (await one.rows('SELECT pg_backend_pid()'))[0]?.[0];
  const first = await sessions.take(url, 1_234);
  const pid = await pidOf(first);
  await first.run(`SELECT set_config('application_name', 'larkstream pl_1 1', false), pg_advisory_lock(7)`);
  await first.run('CREATE TEMP TABLE staging (id text)');
  await sessions.giveBack(url, first);
  // Given back twice, it is not there twice.
  await sessions.giveBack(url, first);
  const second = await sessions.take(new Secret(url.reveal()), 60_000);
  expect(await pidOf(second)).toBe(pid);
  const [left] = await second.rows(
    `SELECT to_regclass('pg_temp.staging'), current_setting('application_name'), current_setting('lock_timeout'),
       current_setting('TimeZone'), (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())`,
  );
  expect(left).toEqual([null, 'larkstream', '1min', 'UTC', 0]);
  const other = await sessions.take(url, 60_000);
  expect(await pidOf(other)).not.toBe(pid);

  // One within a transaction is not clean, and one that was lost is nobody's.
  await second.run('BEGIN');
  await sessions.giveBack(url, second);
  await sessions.giveBack(url, other);
  await server.query(url.reveal(), `SELECT pg_terminate_backend(${String(await pidOf(other))})`).catch(() => undefined);
  const third = await sessions.take(url, 60_000);
  expect(await third.rows('SELECT 1')).toEqual([[1]]);
  await sessions.giveBack(url, third);
  await sessions.close();
  const held = `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  await expect.poll(() => server.query(url.reveal(), held)).toEqual([[0]]);
});
