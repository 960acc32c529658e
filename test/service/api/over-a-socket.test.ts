import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenOn } from '../../../src/events/listen.ts';
import { headersOf, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { arrange, namedRoutes, newWalker, pathOf } from './walk.ts';

/** Requests as they come over a connection: what the platform makes of them is not what a test makes in the process. */
let it: TestApi;
let url: string;
/** Of all answers, those to nobody included. */
const statuses: number[] = [];
const server = createServer((...exchange) => {
  const answer: typeof it.api.app.fetch = async (...asked) => {
    const response = await it.api.app.fetch(...asked);
    statuses.push(response.status);
    return response;
  };
  void getRequestListener(answer, { overrideGlobalObjects: false })(...exchange);
});
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  url = `${await listenOn(server, { host: '127.0.0.1', port: 0 }, '--port')}/api/v1`;
}, 120_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await it[Symbol.asyncDispose]();
});

const deletions = namedRoutes.filter(([, { method }]) => method === 'delete');

test.each(deletions)('%s without a body, whose length nobody tells, is done', async (_, route) => {
  const walker = await newWalker(it);
  const { params, ...sent } = await arrange(it, route, walker);
  const headers = headersOf({ ...sent, as: walker.secret });
  const answer = await fetch(url + pathOf(route, params), { method: 'DELETE', headers });
  expect([answer.status, await answer.text()]).toEqual([204, '']);
});

const inPieces = async (...pieces: readonly string[]): Promise<Response> => {
  const { secret } = await it.signedIn('admin');
  const headers = headersOf({ as: secret, body: {}, headers: { 'idempotency-key': crypto.randomUUID() } });
  const bytes = pieces.map((piece) => new TextEncoder().encode(piece));
  const body = ReadableStream.from(bytes);
  return await fetch(`${url}/destinations`, { method: 'POST', headers, body, duplex: 'half' });
};

test('a body that comes in pieces is put together', async () => {
  const answer = await inPieces('{"name":"飞', '书","type":"csv",', '"settings":{"path":"a"}}');
  expect(await answer.json()).toMatchObject({ name: '飞书' });
});

test('a body that comes in too many pieces is refused, and the connection answers', async () => {
  const answer = await inPieces(...Array.from({ length: 20 }, () => ' '.repeat(100_000)));
  expect([answer.status, await answer.json()]).toMatchObject([413, { code: 'api.too.large' }]);
});

test('whoever asks for many lists keeps nobody from theirs, neither by a token of the same account, and what they have asked for ends with them', async () => {
  const address = it.parts.resources.eventStore.reveal();
  const [person, other] = [await it.signedIn('viewer'), await it.signedIn('viewer')];
  const token = { name: 'script', role: 'viewer' };
  const keyed = { as: person.secret, headers: { 'idempotency-key': crypto.randomUUID() } };
  const greedy = { secret: String((await it.call('POST', '/me/tokens', { ...keyed, body: token })).body.token) };
  const ask = (path: string, { secret }: { readonly secret: string }, signal?: AbortSignal): Promise<number> =>
    fetch(url + path, { headers: headersOf({ as: secret }), ...(signal && { signal }) }).then(({ status }) => status);
  const holder = new Client({ connectionString: address });
  await holder.connect();
  await holder.query('BEGIN; LOCK TABLE larkstream.events IN ACCESS EXCLUSIVE MODE');
  const waiting = async () =>
    (await holder.query('SELECT 1 FROM pg_locks WHERE NOT granted AND relation IS NOT NULL')).rowCount;
  const leaving = new AbortController();
  const answers: number[] = [];
  const lists = Array.from({ length: 30 }, () =>
    ask('/events', greedy, leaving.signal).then(
      (status) => answers.push(status),
      () => undefined,
    ),
  );
  // Ten are sent away; one may have been lost on a connection that was kept from an earlier test, and closed meanwhile.
  await expect.poll(() => answers.filter((status) => status === 429).length).toBeGreaterThanOrEqual(9);
  await expect.poll(waiting).toBe(1);
  expect([await ask('/me', greedy), await ask('/me', person), await ask('/me', other)]).toEqual([200, 200, 200]);
  expect(await ask('/runs/run_1', other)).toBe(404);
  expect([await ask('/runs', person), await ask('/runs', other)]).toEqual([200, 200]);
  statuses.length = 0;
  leaving.abort();
  await Promise.all(lists);
  // It is no failure of the service that they have gone.
  await expect.poll(() => statuses.length).toBe(20);
  expect(new Set(statuses)).toEqual(new Set([499]));
  expect(it.warnings).toEqual([]);
  await expect.poll(waiting).toBe(0);
  await holder.end();
  expect(await ask('/events', greedy)).toBe(200);
});
