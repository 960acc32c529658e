import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { getRequestListener } from '@hono/node-server';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createApi } from '../../../src/http/api/create-api.ts';
import { defineRoute, type Route } from '../../../src/http/api/route.ts';
import { allRoutes } from '../../../src/http/api/routes/all-routes.ts';
import { BugError, TransientError } from '../../../src/model/errors.ts';
import { isObject, readObject } from '../../../src/util/json.ts';
import { DocumentCheck } from '../../support/document-check.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { headersOf, openTestApi, type Sent, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
let it: TestApi;
beforeAll(async () => {
  server = await sharedPostgres();
  it = await openTestApi(server);
  return async () => await it[Symbol.asyncDispose]();
}, 120_000);

const facts = { action: 'own', tag: 'Test', summary: 'Test' } as const;
const act = { ...facts, method: 'post', kind: 'act' } as const;

/** An API of other routes over the same store. */
function other(routes: readonly Route[], options: { publicUrl?: string; proxies?: readonly string[] } = {}) {
  const { publicUrl = it.parts.publicUrl, proxies = [] } = options;
  return createApi({ parts: { ...it.parts, publicUrl }, routes, version: '0', proxies });
}

async function ask(api: ReturnType<typeof other>, method: string, path: string, sent: Sent = {}) {
  const { body } = sent;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await api.app.request(`/api/v1${path}`, {
    method,
    headers: headersOf(sent),
    ...(text === undefined ? {} : { body: text }),
  });
  const said = await answer.text();
  const parsed: unknown = said.startsWith('{') ? JSON.parse(said) : {};
  return { status: answer.status, headers: answer.headers, text: said, body: isObject(parsed) ? parsed : {} };
}

describe('errors', () => {
  test('are problems in the language of the asker, with cause, cure and the id of the request', async () => {
    const answer = await it.call('GET', '/me', { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers.get('content-language')).toBe('zh-CN');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="larkstream"');
    expect(answer.body).toEqual({
      type: 'urn:larkstream:error:api.sign.in.needed',
      title: '未登录',
      status: 401,
      code: 'api.sign.in.needed',
      detail: '请求未登录',
      cause: '请求未登录。',
      cure: '请登录，或以 `Authorization: Bearer …` 发送 API 令牌。',
      docs: 'http://127.0.0.1:8080/errors?lang=zh#api-sign-in-needed',
      details: {},
      requestId: answer.headers.get('x-request-id'),
    });
  });

  test('of unknown paths and methods are problems, too', async () => {
    expect((await it.call('GET', '/nothing/here')).body).toMatchObject({ code: 'api.not.found', status: 404 });
    // An id that a script has forgotten.
    expect((await it.call('POST', '/destinations//test')).body).toMatchObject({ code: 'api.not.found', status: 404 });
    const wrong = await it.call('PUT', '/me');
    expect([wrong.status, wrong.body.code, wrong.headers.get('allow')]).toEqual([
      405,
      'api.method.wrong',
      'GET, PATCH',
    ]);
  });

  test('name every wrong field', async () => {
    const { secret } = await it.signedIn('admin');
    const headers = { 'idempotency-key': 'a' };
    const answer = await it.call('POST', '/accounts', { as: secret, body: { name: '', login: 7, rôle: 'x' }, headers });
    expect(answer.status).toBe(400);
    expect(readObject(answer.body, 'details').fields).toEqual([
      { in: 'body', path: 'name', message: 'must have at least 1 characters' },
      { in: 'body', path: 'login', message: 'must be text' },
      { in: 'body', path: 'role', message: 'is missing' },
      { in: 'body', path: '', message: 'has fields that are not known: rôle' },
    ]);
  });

  test('name fields in the language of the asker, also by rules of our own', async () => {
    const headers = { 'accept-language': 'zh-CN' };
    const body = { secret: 'x', password: 'short', name: 7 };
    const { body: said } = await it.call('POST', '/setup', { body, headers });
    expect(readObject(said, 'details').fields).toEqual([
      { in: 'body', path: 'password', message: '至少需要 12 个字符' },
      { in: 'body', path: 'name', message: '必须是文本' },
    ]);
    expect(said.detail).toBe('请求无效：password: 至少需要 12 个字符；name: 必须是文本');
  });

  test.each([
    ['text that is no JSON', '{"name":', 400, 'api.input.invalid'],
    ['a body that is nested very deeply', '['.repeat(100_000) + ']'.repeat(100_000), 400, 'api.input.invalid'],
    ['a character that Postgres cannot store', '{"name":"a\\u0000"}', 400, 'api.input.invalid'],
    ['half of a pair of surrogates', '{"name":"\\ud800"}', 400, 'api.input.invalid'],
    ['more than a megabyte', `{"name":"${'x'.repeat(1024 * 1024)}"}`, 413, 'api.too.large'],
  ])('%s is refused', async (_, body, status, code) => {
    const { secret } = await it.signedIn('viewer');
    const answer = await it.call('PATCH', '/me', { as: secret, body, version: 1 });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test.each(['pipelines', 'runs', 'events', 'integrations', 'destinations', 'alert-channels'])(
    'what can be no id of %s is not there',
    async (things) => {
      const { secret: as } = await it.signedIn('admin');
      for (const id of ['nosuch', 'PL_1', 'pl_1%27', 'pl_%00', '%EF%BF%BF', `pl_${'1'.repeat(300)}`]) {
        const answer = await it.call('GET', `/${things}/${id}`, { as });
        expect([answer.status, answer.body.code], id).toEqual([404, 'api.not.found']);
        expect(answer.body.detail).toMatch(/^There is no [a-z ]+ “.{1,40}”$/);
      }
    },
  );

  test('a form is refused: only JSON proves that no other site has sent it', async () => {
    const { secret } = await it.signedIn('viewer');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await it.call('PATCH', '/me', { as: secret, body: 'name=x', version: 1, headers });
    expect([answer.status, answer.body.code]).toEqual([415, 'api.type.wrong']);
  });

  test('of our own faults nothing is told but the id by which the log has them', async () => {
    const { secret } = await it.signedIn('viewer');
    const throwing = (thrown: unknown): Route =>
      defineRoute({ ...act, path: '/x', handle: async () => Promise.reject(thrown) });
    const thrown = [
      new TypeError('secret words'),
      new BugError({ code: 'internal.unexpected', message: { en: 'secret words', zh: '' } }),
    ];
    for (const error of thrown) {
      const answer = await ask(other([throwing(error)]), 'POST', '/x', { as: secret });
      expect([answer.status, answer.body.code]).toEqual([500, 'internal.unexpected']);
      expect(answer.text).not.toMatch(/secret words|\.ts:/);
      expect(it.warnings.splice(0).join()).toContain(String(answer.body.requestId));
    }
    const away = new TransientError({ code: 'store.open.failed', message: { en: 'Postgres is away', zh: '' } });
    const answer = await ask(other([throwing(away)]), 'POST', '/x', { as: secret });
    expect([answer.status, answer.body.detail, answer.headers.get('retry-after')]).toEqual([
      503,
      'Postgres is away',
      '5',
    ]);
  });

  test('who is not signed in is told of the store only that it does not answer; the log has the rest', async () => {
    const { secret } = await it.signedIn('viewer');
    const lines: string[] = [];
    const info = (text: string, details?: object): void => void lines.push(`${text} ${JSON.stringify(details)}`);
    const address = '10.0.0.5:5432/larkstream: connect ECONNREFUSED';
    const away = new TransientError({ code: 'store.read.failed', message: { en: address, zh: address } });
    const failing = async (): Promise<never> => {
      throw away;
    };
    const broken = { ...act, handle: failing };
    const api = createApi({
      parts: { ...it.parts, logger: { ...it.parts.logger, info } },
      routes: [defineRoute({ ...broken, path: '/x', action: 'public' }), defineRoute({ ...broken, path: '/y' })],
      version: '0',
    });
    const stranger = await ask(api, 'POST', '/x');
    expect(stranger).toMatchObject({ status: 503, body: { detail: 'The store does not answer' } });
    expect(stranger.text).not.toContain('10.0.0.5');
    expect(lines.join()).toContain(`${stranger.body.requestId}`);
    expect(lines.join()).toContain(address);
    expect((await ask(api, 'POST', '/y', { as: secret })).body.detail).toBe(address);
  });
});

describe('whose a request is', () => {
  test('cookie and token together are refused', async () => {
    const { secret } = await it.signedIn('viewer');
    const answer = await it.call('GET', '/me', { as: secret, headers: { authorization: 'Bearer lks_x' } });
    expect([answer.status, answer.body.code]).toEqual([400, 'api.credentials.two']);
  });

  test('a request that changes something and names no page is refused, unless it has a token', async () => {
    const route = defineRoute({ ...act, path: '/x', handle: async () => {} });
    const send = async (headers: Record<string, string>): Promise<number> =>
      (await other([route]).app.request('/api/v1/x', { method: 'POST', headers })).status;
    const { secret } = await it.signedIn('viewer');
    const cookie = `larkstream=${secret}`;
    expect(await send({ cookie })).toBe(403);
    expect(await send({ cookie, origin: 'http://127.0.0.1:8080' })).toBe(204);
    expect(await send({ cookie, origin: 'http://localhost:8080' })).toBe(204);
    expect(await send({ cookie, origin: 'http://localhost:8081' })).toBe(403);
    expect(await send({ cookie, 'sec-fetch-site': 'same-origin' })).toBe(204);
    expect(await send({ cookie, 'sec-fetch-site': 'none' })).toBe(403);
    const body = { name: 'ci', role: 'viewer' };
    const made = await it.call('POST', '/me/tokens', { as: secret, body, headers: { 'idempotency-key': 'k' } });
    expect(await send({ authorization: `Bearer ${made.body.token}` })).toBe(204);
  });

  test('over TLS the cookie is of this host only and never sent in the clear, and browsers are told to stay with TLS', async () => {
    const password = await it.parts.passwords.hash('correct horse battery');
    await it.signedIn('viewer', { login: 'tls', password });
    const api = other(allRoutes, { publicUrl: 'https://lark.example.com' });
    const body = { login: 'tls', password: 'correct horse battery' };
    const answer = await ask(api, 'POST', '/sign-in', { body });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-larkstream=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await ask(api, 'GET', '/me', { headers: { cookie } })).status).toBe(200);
    expect((await ask(api, 'GET', '/me', { headers: { cookie: cookie.replace('__Host-', '') } })).status).toBe(401);
  });

  test('over plain HTTP from another machine no browser keeps the cookie', async () => {
    const api = other(allRoutes, { publicUrl: 'http://10.0.0.5:8080' });
    const body = { login: 'tls', password: 'correct horse battery' };
    expect((await ask(api, 'POST', '/sign-in', { body })).headers.get('set-cookie')).toContain('; Secure');
  });

  test.each([
    [[], '127.0.0.1'],
    [['127.0.0.0/8'], '203.0.113.9'],
  ])('behind the proxies %j the address of the asker is %s', async (proxies, expected) => {
    const { secret } = await it.signedIn('viewer');
    const answer = z.object({ address: z.string() });
    const route = defineRoute({
      ...act,
      path: '/x',
      answer,
      handle: async ({ caller }) => ({ address: caller.address ?? '' }),
    });
    const listener = getRequestListener(other([route], { proxies }).app.fetch, { overrideGlobalObjects: false });
    const http = createServer((request, response) => void listener(request, response));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as AddressInfo;
    const headers = { ...headersOf({ as: secret }), 'x-forwarded-for': '1.1.1.1, 203.0.113.9' };
    const said = await fetch(`http://127.0.0.1:${port}/api/v1/x`, { method: 'POST', headers });
    expect(await said.json()).toEqual({ address: expected });
    http.close();
  });
});

test('over a socket a body may be absent without a length, or come in chunks, and is as long as it may be', async () => {
  const { secret } = await it.signedIn('viewer');
  const answer = z.strictObject({ name: z.string() });
  const body = z.strictObject({ name: z.string() }).optional();
  const route = defineRoute({
    ...act,
    path: '/x',
    body,
    answer,
    handle: async (asked) => asked.body ?? { name: 'none' },
  });
  const listener = getRequestListener(other([route]).app.fetch, { overrideGlobalObjects: false });
  const http = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const post = async (parts: readonly string[] | undefined): Promise<unknown> => {
    const headers = { ...headersOf({ as: secret }), 'content-type': 'application/json' };
    const sent = request({ port, path: '/api/v1/x', method: 'POST', headers });
    // What curl -X POST sends: neither a length nor chunks.
    if (parts === undefined) sent.useChunkedEncodingByDefault = false;
    for (const part of parts ?? []) sent.write(part);
    sent.end();
    const [said] = await once(sent, 'response');
    return JSON.parse(await textOf(said));
  };
  expect(await post(undefined)).toEqual({ name: 'none' });
  expect(await post(['{"name":', '"x"}'])).toEqual({ name: 'x' });
  expect(await post(['{"name":"', 'x'.repeat(1024 * 1024), '"}'])).toMatchObject({
    status: 413,
    code: 'api.too.large',
  });
  http.close();
});

test('every answer has the headers of security, and none is kept by a cache', async () => {
  const answer = await it.call('GET', '/setup');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'; script-src 'self'");
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('strict-transport-security')).toBeNull();
});

test('a creation that fails can be repeated; one under way is not begun again', async () => {
  const { secret } = await it.signedIn('viewer');
  const gate = Promise.withResolvers<void>();
  let times = 0;
  const route = defineRoute({
    ...facts,
    method: 'post',
    kind: 'create',
    path: '/x',
    status: 201,
    answer: z.object({ times: z.number() }),
    handle: async () => {
      times++;
      if (times === 1) throw new TransientError({ code: 'store.open.failed', message: { en: 'Away', zh: '' } });
      await gate.promise;
      return { times };
    },
  });
  const api = other([route]);
  const send = () => ask(api, 'POST', '/x', { as: secret, headers: { 'idempotency-key': 'same' } });
  expect((await send()).status).toBe(503);
  const second = send();
  await expect.poll(() => times).toBe(2);
  const busy = await send();
  expect([busy.status, busy.body.code]).toEqual([409, 'api.key.reused']);
  gate.resolve();
  expect((await second).status).toBe(201);
  const repeated = await send();
  expect([repeated.status, repeated.body, times]).toEqual([201, { times: 2 }, 2]);
  // The key of somebody else is another key.
  const stranger = await it.signedIn('viewer');
  expect((await ask(api, 'POST', '/x', { as: stranger.secret, headers: { 'idempotency-key': 'same' } })).body).toEqual({
    times: 3,
  });
});

describe('the document', () => {
  test('is served, and is OpenAPI 3.1: ids of operations are unique, parameters of paths are declared, references lead somewhere', async () => {
    const answer = await it.api.app.request('/api/openapi.json');
    const text = await answer.text();
    const document: unknown = JSON.parse(text);
    expect(document).toEqual(JSON.parse(JSON.stringify(it.api.document)));
    const { openapi, paths, components } = z
      .object({
        openapi: z.string(),
        paths: z.record(
          z.string(),
          z.record(
            z.string(),
            z.looseObject({
              operationId: z.string(),
              summary: z.string(),
              tags: z.array(z.string()).min(1),
              responses: z.record(z.string(), z.looseObject({ description: z.string() })),
              parameters: z
                .array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional() }))
                .optional(),
            }),
          ),
        ),
        components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
      })
      .parse(document);
    expect(openapi).toBe('3.1.0');
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.values(item).map((operation) => ({ path, ...operation })),
    );
    expect(operations).toHaveLength(allRoutes.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { path, parameters = [] } of operations) {
      const declared = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      expect(declared.sort(), path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort());
    }
    const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name = '']) => name);
    expect([...new Set(references)].filter((name) => !(name in components.schemas))).toEqual([]);
  });

  test('holds schemas that can be compiled', () => {
    const check = new DocumentCheck(it.api.document);
    for (const route of allRoutes) expect(() => check.compileAll(route.method, `/api/v1${route.path}`)).not.toThrow();
  });

  test('tells apart what it names and what it does not', () => {
    const check = new DocumentCheck(it.api.document);
    const exchange = { method: 'GET', path: '/api/v1/setup', status: 200, type: 'application/json' };
    expect(check.faultsOf({ ...exchange, body: { isSetUp: true } })).toEqual([]);
    expect(check.faultsOf({ ...exchange, body: { isSetUp: 'yes' } })).toHaveLength(1);
    expect(check.faultsOf({ ...exchange, body: { isSetUp: true, password: 'x' } })).toHaveLength(1);
    expect(check.faultsOf({ ...exchange, status: 201, body: {} })).toHaveLength(1);
    expect(check.faultsOf({ ...exchange, type: 'text/html', body: {} })).toHaveLength(1);
  });
});
