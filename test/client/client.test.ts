import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../../src/client/api-error.ts';
import type { Client } from '../../src/client/client-types.ts';
import { createClient } from '../../src/client/create-client.ts';
import { listenOn } from '../../src/events/listen.ts';
import { type ServedApi, serveTestApi } from '../support/served-api.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let served: ServedApi;
let client: Client;
beforeAll(async () => {
  served = await serveTestApi(await sharedPostgres());
  client = createClient({ url: served.url, token: await served.tokenOf('admin') });
}, 120_000);
afterAll(() => served[Symbol.asyncDispose]());

const lake = (name: string) => ({ name, type: 'duckdb', settings: { path: `${name}.duckdb` } });
const errorOf = async (work: Promise<unknown>): Promise<ApiError> => {
  const thrown = await work.catch((error: unknown) => error);
  return thrown instanceof ApiError ? thrown : expect.unreachable(`no ApiError: ${String(thrown)}`);
};

test('things are made, read, changed by their version and deleted', async () => {
  const made = await client.call('POST /destinations', { body: lake('a') });
  const params = { id: made.id };
  const changed = await client.call('PATCH /destinations/{id}', {
    params,
    version: made.version,
    body: { name: 'b & c/d' },
  });
  expect(changed).toMatchObject({ name: 'b & c/d', version: made.version + 1 });
  const found = await client.call('GET /destinations', { query: { search: 'b & c/d', limit: 5 } });
  expect(found).toMatchObject({ total: 1, items: [{ id: made.id }] });
  expect(await client.call('DELETE /destinations/{id}', { params, version: changed.version })).toBeUndefined();
  expect((await client.call('GET /destinations', { query: { search: 'b & c/d' } })).total).toBe(0);
});

test('each creation has a key of its own; one that is repeated with its key gets the same answer', async () => {
  const first = await client.call('POST /destinations', { body: lake('k'), key: 'k1' });
  expect(await client.call('POST /destinations', { body: lake('k'), key: 'k1' })).toEqual(first);
  const second = await client.call('POST /destinations', { body: lake('l') });
  expect(second.id).not.toBe(first.id);
});

test('a list is read page after page', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await client.call('POST /destinations', { body: lake(`page ${name}`) });
  const names: string[] = [];
  for await (const { name } of client.all('GET /destinations', { query: { search: 'page', limit: 2 } }))
    names.push(name);
  expect(names).toEqual(['page e', 'page d', 'page c', 'page b', 'page a']);
});

test('what is refused has its code, cause and cure, in the language of the asker', async () => {
  const viewer = createClient({ url: served.url, token: await served.tokenOf('viewer'), language: 'zh' });
  const error = await errorOf(viewer.call('POST /destinations', { body: lake('a') }));
  expect(error).toMatchObject({ status: 403, code: 'api.role.denied', details: { role: 'viewer' } });
  expect(`${error.message}${error.cause}${error.cure}`).toMatch(/角色/);
  expect(error.requestId).toMatch(/./);
  const nobody = createClient({ url: `${served.url}/` });
  expect(await errorOf(nobody.call('GET /pipelines'))).toMatchObject({ status: 401, code: 'api.sign.in.needed' });
});

test('changes come as they are made, and the stream ends when nobody wants it any more', async () => {
  const seen: string[] = [];
  const stop = new AbortController();
  for await (const { event, data, id } of client.stream('GET /changes', {
    query: { topics: 'destination' },
    signal: stop.signal,
  })) {
    seen.push(event);
    expect(id).toMatch(/^\d+$/);
    if (event === 'ready') await client.call('POST /destinations', { body: lake('seen') });
    if (event !== 'change') continue;
    expect(data).toMatchObject({ topic: 'destination', kind: 'created' });
    break;
  }
  expect(seen).toEqual(['ready', 'change']);
});

test('a stream that its asker aborts throws what it was aborted with', async () => {
  const stop = new AbortController();
  const reason = new Error('enough');
  const reading = (async () => {
    for await (const { event } of client.stream('GET /changes', { signal: stop.signal })) {
      expect(event).toBe('ready');
      stop.abort(reason);
    }
  })();
  await expect(reading).rejects.toBe(reason);
});

test('an address at which nobody answers, or somebody else does, is told', async () => {
  const closed = createServer();
  const url = await listenOn(closed, { host: '127.0.0.1', port: 0 }, '--port');
  await new Promise((resolve) => closed.close(resolve));
  expect(await errorOf(createClient({ url }).call('GET /setup'))).toMatchObject({ status: 0, code: 'api.unreachable' });

  const tokens: (string | undefined)[] = [];
  const other = createServer((request, answer) => {
    tokens.push(request.headers.authorization);
    if (request.url === '/api/v1/setup') answer.writeHead(302, { location: '/elsewhere' }).end();
    else answer.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
  });
  const there = await listenOn(other, { host: '127.0.0.1', port: 0 }, '--port');
  const stranger = createClient({ url: there, token: 'lks_t' });
  expect(await errorOf(stranger.call('GET /setup'))).toMatchObject({ status: 302, code: 'api.answer.foreign' });
  expect(await errorOf(stranger.call('GET /me'))).toMatchObject({ status: 200, code: 'api.answer.foreign' });
  expect(tokens).toEqual(['Bearer lks_t', 'Bearer lks_t']);
  await new Promise((resolve) => other.close(resolve));
});

describe('what no request can be made of is refused before anything is sent, in a sentence without a secret', () => {
  const refused = expect.objectContaining({ name: 'ApiError', status: 0, code: 'api.call.invalid' });

  test.each(['', ' ', 'somewhere', '127.0.0.1:8700', 'ftp://there', 'http://', 'http://me:hidden@there'])(
    'the address “%s”',
    (url) => {
      expect(() => createClient({ url })).toThrow(refused);
      expect(() => createClient({ url, language: 'zh' })).toThrow('服务的地址');
      expect(() => createClient({ url })).not.toThrow('hidden');
    },
  );

  test.each(['', 'lks_hidden\n', 'lks_hidden key', 'lks_密钥'])('the token “%s”', (token) => {
    expect(() => createClient({ url: 'http://there', token })).toThrow(refused);
    expect(() => createClient({ url: 'http://there', token })).not.toThrow(/hidden|密钥/);
  });

  test('arguments', async () => {
    const sent: string[] = [];
    const fetch = async (url: string) => {
      sent.push(url);
      return new Response(null, { status: 204 });
    };
    const made = createClient({ url: 'http://there', fetch });
    const round: Record<string, unknown> = {};
    round.round = round;
    // As a program without types may ask.
    const call = (name: string, asked: object = {}) => errorOf(Reflect.apply(made.call, made, [name, asked]));
    const calls = ['', 'GET', 'there', 'get /me'].map((name) => call(name));
    for (const id of [undefined, '', '.', '..', '\ud800']) calls.push(call('GET /pipelines/{id}', { params: { id } }));
    calls.push(call('POST /destinations', { body: round }), call('POST /destinations', { body: {}, key: 'a\nb' }));
    for (const error of await Promise.all(calls)) expect(error).toEqual(refused);
    expect(sent).toEqual([]);
    await made.call('GET /pipelines/{id}', { params: { id: 'a/b' } });
    expect(sent).toEqual(['http://there/api/v1/pipelines/a%2Fb']);
  });
});
