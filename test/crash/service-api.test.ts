import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isObject, readText, tryParseJson } from '../../src/util/json.ts';
import { freePort } from '../support/free-port.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

/** `npm run test:crash` asks for a hundred. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 2);
const seed = Number(process.env.CRASH_SEED ?? 1);
const callers = 3;
const patienceMs = 240_000;

/** Between 0 and 1, the same for the same round. */
function chance(round: number): number {
  const mixed = Math.imul(round * 7919 + seed * 104_729, 2_654_435_761) >>> 0;
  return mixed / 2 ** 32;
}

test(`the process that answers is killed at ${rounds} random instants: what was asked for is there once, with one line in the audit`, {
  timeout: 400_000 + rounds * 60_000,
}, async () => {
  const server = await sharedPostgres();
  const store = await server.newDatabase();
  using folder = new ServiceFolder();
  const port = String(await freePort());
  const begin = () =>
    Serving.begin(['--store', store, '--roles', 'api', '--port', port, '--files-root', folder.path], folder.env);
  let service = await begin();
  const { url } = service;
  const set = await service.setUp('correct horse battery');
  const cookie = set.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ');
  const done = new AbortController();
  const made: string[] = [];
  /** As a client that keeps on asking until it is answered. */
  const create = async (): Promise<void> => {
    const name = randomUUID();
    let key = name;
    const body = JSON.stringify({ name, type: 'duckdb', settings: { path: `${name}.duckdb` } });
    const until = Date.now() + patienceMs;
    for (;;) {
      const headers = { 'content-type': 'application/json', origin: url, cookie, 'idempotency-key': key };
      const answer = await fetch(`${url}/api/v1/destinations`, { method: 'POST', headers, body })
        .then(async (response) => ({ status: response.status, body: tryParseJson(await response.text()) }))
        .catch(() => undefined);
      const code = isObject(answer?.body) ? readText(answer.body, 'code') : undefined;
      if (answer?.status === 201 || code === 'api.name.taken') {
        made.push(name);
        return;
      }
      // Whoever died with the first request does not say whether it was done: another key, and the name, tell.
      if (code === 'api.key.reused') key = randomUUID();
      if (answer !== undefined && ![409, 503].includes(answer.status))
        throw new Error(`Refused: ${JSON.stringify(answer)}`);
      if (Date.now() > until) throw new Error(`Not answered: ${JSON.stringify(answer)}`);
      await delay(20);
    }
  };
  const calling = Array.from({ length: callers }, async () => {
    while (!done.signal.aborted) await create();
  });
  for (let round = 0; round < rounds; round++) {
    // On a slow machine it would otherwise be killed before it has done anything.
    const before = made.length;
    await expect.poll(() => made.length, { timeout: patienceMs }).toBeGreaterThan(before);
    await delay(chance(round) * 1_000);
    service.running.kill();
    service = await begin();
  }
  done.abort();
  await Promise.all(calling);
  const held = await server.query(store, 'SELECT name, id FROM larkstream.destinations');
  expect(held.map(([name]) => String(name)).toSorted()).toEqual(made.toSorted());
  const audited = await server.query(
    store,
    `SELECT object_id FROM larkstream.audit WHERE action = 'destination.create'`,
  );
  expect(audited.map(([id]) => String(id)).toSorted()).toEqual(held.map(([, id]) => String(id)).toSorted());
  expect(made.length).toBeGreaterThanOrEqual(rounds);
  expect(await service.stop()).toBe(0);
  await server.dropDatabase(store);
});
