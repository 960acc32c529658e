import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenOn } from '../../../src/events/listen.ts';
import { headersOf, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { arrange, namedRoutes, newWalker, pathOf } from './walk.ts';

/** Requests as they come over a connection: what the platform makes of them is not what a test makes in the process. */
let it: TestApi;
let url: string;
const server = createServer((...exchange) => {
  void getRequestListener(it.api.app.fetch, { overrideGlobalObjects: false })(...exchange);
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
