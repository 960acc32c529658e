import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createHostGuard } from '../../../src/outbound/host-guard.ts';
import { httpListen } from '../../../src/util/http-listen.ts';
import { isObject, readObjects } from '../../../src/util/json.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { withTriggers } from '../../support/trigger-rows.ts';

const asked: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let status = 200;
let agent: Server;
let url: string;
let folder: string;
let it: TestApi;
let admin: string;
let operator: string;

beforeAll(async () => {
  agent = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      asked.push({ headers: request.headers, body });
      response.writeHead(status, { 'content-type': 'text/plain' }).end('Fine, thank you');
    });
  });
  url = await httpListen(agent, { host: '127.0.0.1', port: 0 });
  folder = mkdtempSync(join(tmpdir(), 'larkstream-programs-'));
  mkdirSync(join(folder, 'allowed'));
  const program = join(folder, 'allowed', 'answer');
  writeFileSync(program, '#!/bin/sh\necho "Hello $TOKEN"\n');
  chmodSync(program, 0o755);
  it = await openTestApi(await sharedPostgres(), { programs: join(folder, 'allowed') });
  admin = (await it.signedIn('admin')).secret;
  operator = (await it.signedIn('operator')).secret;
}, 120_000);
afterAll(async () => {
  agent.close();
  rmSync(folder, { recursive: true });
  await it[Symbol.asyncDispose]();
});
beforeEach(() => {
  asked.length = 0;
  status = 200;
});

const call = (method: string, path: string, body?: unknown, version?: number, as = admin): Promise<Answer> =>
  it.call(method, path, {
    as,
    version,
    headers: method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {},
    ...(body === undefined ? {} : { body }),
  });
const faultsOf = ({ body }: Answer): string[] =>
  readObjects(isObject(body.details) ? body.details : {}, 'fields').map(({ path }) => String(path));

test('a URL is made by an operator with a key of signatures, tested, rotated, disabled and forgotten', async () => {
  const made = await call('POST', '/handlers', { name: 'Help desk', kind: 'http', settings: { url } }, 0, operator);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    secrets: { signing_key: { set: true } },
    signingKey: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
    test: null,
    disabledAt: null,
    version: 1,
  });
  const path = `/handlers/${made.body.id}`;
  const tested = await call('POST', `${path}/test`, undefined, 0, operator);
  expect(tested.body).toMatchObject({
    isOk: true,
    lines: [{ name: 'answer', outcome: 'ok', message: { en: expect.stringContaining('“Fine, thank you”') } }],
  });
  expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ kind: 'test', session: null, user: null });

  const rotated = await call('POST', `${path}/signing-key`);
  expect(rotated.body).toMatchObject({ version: 2, signingKey: expect.stringMatching(/^whsec_/) });
  expect(rotated.body.signingKey).not.toBe(made.body.signingKey);
  await call('POST', `${path}/test`);
  expect(String(asked[1]?.headers['webhook-signature']).split(' '), 'both sign for a day').toHaveLength(2);
  const rotatedBy = await call('POST', `${path}/signing-key`, undefined, 0, operator);
  expect(rotatedBy.body.code).toBe('api.role.denied');

  status = 503;
  const failed = await call('POST', `${path}/test`);
  // A test is asked once: what helps is another test.
  const cure = { en: expect.stringContaining('test it again'), zh: expect.stringContaining('重新测试') };
  expect(failed.body).toMatchObject({ isOk: false, lines: [{ outcome: 'failed', code: 'handler.failed', cure }] });
  expect((await call('GET', path)).body, 'a test is no change').toMatchObject({ version: 2, test: { isOk: false } });

  const disabled = await call('POST', `${path}/disable`, undefined, 0, operator);
  expect(disabled.body).toMatchObject({ version: 3, disabledWhy: { en: expect.stringContaining('operator') } });
  const again = await call('POST', `${path}/disable`, undefined, 0, operator);
  expect(again.body.version, 'once is enough').toBe(3);
  expect((await call('POST', `${path}/enable`)).body).toMatchObject({
    version: 4,
    disabledAt: null,
    disabledWhy: null,
  });
  expect((await call('DELETE', path, undefined, 4, operator)).status).toBe(204);
  expect(await it.parts.store.secrets.newest('handler', [String(made.body.id)])).toEqual([]);
  const shown = (await call('GET', `/audit?objectId=${made.body.id}`)).text;
  expect(shown).not.toContain('whsec_');
});

test.each(['http://127.0.0.1:3000/lark', 'http://localhost:3000/lark', 'http://[::1]/', 'http://192.168.1.7/'])(
  '%s is refused with the option that allows it',
  async (address) => {
    const guard = createHostGuard({ allowsPrivate: false });
    await using closed = await openTestApi(await sharedPostgres(), {
      change: (parts) => ({ ...parts, resources: { ...parts.resources, guard } }),
    });
    const body = { name: 'Help desk', kind: 'http', settings: { url: address } };
    const as = (await closed.signedIn('admin')).secret;
    const refused = await closed.call('POST', '/handlers', { as, headers: { 'idempotency-key': 'one' }, body });
    expect(refused.status).toBe(400);
    expect(faultsOf(refused)).toEqual(['settings.url']);
    expect(refused.text).toContain('--allow-private-hosts');
  },
);

test('what is sent to a host goes to no other host, and only administrators give it', async () => {
  const settings = { url, headers: ['x-api-key'] };
  const secrets = { 'header.x-api-key': 'key-value-1' };
  const given = { name: 'Keyed', kind: 'http', settings, secrets };
  expect((await call('POST', '/handlers', given, 0, operator)).body.code).toBe('api.role.denied');
  const made = await call('POST', '/handlers', given);
  const path = `/handlers/${made.body.id}`;
  await call('POST', `${path}/test`);
  expect(asked).toMatchObject([{ headers: { 'x-api-key': 'key-value-1' } }]);

  const moved = { settings: { ...settings, url: 'https://elsewhere.example.com' } };
  const refused = await call('PATCH', path, moved, 1, operator);
  expect(refused).toMatchObject({ status: 400, body: { code: 'api.input.invalid' } });
  expect(faultsOf(refused)).toEqual(['secrets.header.x-api-key']);
  expect((await call('PATCH', path, { ...moved, secrets }, 1, operator)).body.code).toBe('api.role.denied');
  const renamed = await call(
    'PATCH',
    path,
    { name: 'Renamed', settings: { ...settings, url: `${url}/b` } },
    1,
    operator,
  );
  expect(renamed.body).toMatchObject({ version: 2, name: 'Renamed', secrets: { 'header.x-api-key': { set: true } } });
  expect((await call('PATCH', path, { ...moved, secrets }, 2)).body).toMatchObject({ version: 3, test: null });
  const bare = await call('PATCH', path, { settings: { url } }, 3);
  expect(bare.body.secrets, 'what the settings do not name is forgotten').toEqual({
    signing_key: { set: true, updatedAt: expect.any(String) },
  });
  for (const answer of [made, refused, renamed, bare]) expect(answer.text).not.toContain('key-value-1');
});

test('what a program or a sink is given is asked for again when it would go to another one, or be told in another way', async () => {
  const moves = async (given: { kind: string; settings: object; secrets: object }, others: readonly object[]) => {
    const made = await call('POST', '/handlers', { name: `Moved ${given.kind}`, ...given });
    expect(made.status).toBe(201);
    const path = `/handlers/${made.body.id}`;
    const faults = Object.keys(given.secrets).map((name) => `secrets.${name}`);
    for (const other of others) {
      const settings = { ...given.settings, ...other };
      expect([other, faultsOf(await call('PATCH', path, { settings }, 1))]).toEqual([other, faults]);
    }
    const both = { settings: { ...given.settings, ...others[0] }, secrets: given.secrets };
    expect((await call('PATCH', path, both, 1)).body).toMatchObject({ version: 2 });
  };
  const program = { program: 'answer', args: ['a'], environment: ['TOKEN'], memoryMegabytes: 0 };
  const environment = { kind: 'command', settings: program, secrets: { 'env.TOKEN': 'world' } };
  await moves(environment, [{ args: ['b'] }, { program: 'other' }]);
  const nats = { servers: ['a.example.com:4222'], subject: 's', auth: 'password', user: 'u' };
  const ca = makeCertificate('a.example.com').certificate;
  await moves({ kind: 'nats', settings: nats, secrets: { password: 'p' } }, [
    { servers: ['a.example.com:4222', 'b.example.com:4222'] },
    { tls: 'off' },
    { ca },
    { user: 'other' },
  ]);
  const kafka = { brokers: ['a.example.com:9092'], topic: 't', sasl: 'SCRAM-SHA-256', user: 'u' };
  await moves({ kind: 'kafka', settings: kafka, secrets: { password: 'p' } }, [
    { brokers: ['b.example.com:9092'] },
    { sasl: 'PLAIN' },
    { tls: false },
    { ca },
  ]);
});

test('a program is made by an administrator, and runs with the secrets that it is given', async () => {
  const settings = { program: 'answer', memoryMegabytes: 0, environment: ['TOKEN'] };
  const given = { name: 'Program', kind: 'command', settings };
  expect((await call('POST', '/handlers', given, 0, operator)).body.code).toBe('api.role.denied');
  expect(faultsOf(await call('POST', '/handlers', given))).toEqual(['secrets.env.TOKEN']);
  const made = await call('POST', '/handlers', { ...given, secrets: { 'env.TOKEN': 'world' } });
  expect(made.body).toMatchObject({ signingKey: null });
  expect((await call('POST', `/handlers/${made.body.id}/test`)).body).toMatchObject({
    isOk: true,
    lines: [{ message: { en: expect.stringContaining('“Hello world”') } }],
  });
  expect((await call('DELETE', `/handlers/${made.body.id}`, undefined, 1, operator)).body.code).toBe('api.role.denied');
});

test.each([
  [{ kind: 'http', settings: {} }, ['settings.url']],
  [
    { kind: 'http', settings: { url: 'https://a.example.com' }, secrets: { signing_key: 'short' } },
    ['secrets.signing_key'],
  ],
  [{ kind: 'http', settings: { url: 'https://a.example.com' }, secrets: { password: 'x' } }, ['secrets']],
  [
    { kind: 'openai', settings: { baseUrl: 'https://a.example.com', model: 'm' }, secrets: { api_key: 'a\nb' } },
    ['secrets.api_key'],
  ],
  [{ kind: 'command', settings: { program: '../sh' } }, ['settings.program']],
])('%j is refused', async (given, faults) => {
  const refused = await call('POST', '/handlers', { name: 'Wrong', ...given });
  expect([refused.status, faultsOf(refused)]).toEqual([400, faults]);
});

test('one that a trigger names stays', async () => {
  await withTriggers(it.parts.store);
  const refused = await call('DELETE', '/handlers/ha_1', undefined, 1);
  expect(refused.body).toMatchObject({ code: 'api.in.use', details: { triggers: [{ id: 'tr_1' }, { id: 'tr_2' }] } });
});
