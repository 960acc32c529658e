import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealEarlierUrls } from '../../../src/control/alert-channels/sealed-url.ts';
import { httpListen } from '../../../src/util/http-listen.ts';
import { isObject, type JsonObject, readObjects } from '../../../src/util/json.ts';
import { type MailServer, startMailServer } from '../../support/mail-server.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let it: TestApi;
let as: string;
let smtp: MailServer;

beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  as = (await it.signedIn('admin')).secret;
  smtp = await startMailServer();
}, 120_000);
afterAll(async () => {
  await smtp[Symbol.asyncDispose]();
  await it[Symbol.asyncDispose]();
});

const call = (method: string, path: string, body?: unknown, version?: number): Promise<Answer> =>
  it.call(method, path, {
    as,
    version,
    headers: method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {},
    ...(body === undefined ? {} : { body }),
  });
const faultsOf = ({ body }: Answer): string[] =>
  readObjects(isObject(body.details) ? body.details : {}, 'fields').map(({ path }) => String(path));
const mail = (): JsonObject => ({
  host: '127.0.0.1',
  port: smtp.port,
  security: 'none',
  user: 'ops',
  from: 'larkstream@example.com',
  to: ['ann@example.com'],
});
const key = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;

test('a mail channel is made, tried, corrected and deleted; its password is never shown', async () => {
  const quietHours = { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' };
  const given = { name: 'Mail', kind: 'mail', language: 'zh', settings: mail(), quietHours, kinds: ['disk.full'] };
  const made = await call('POST', '/alert-channels', { ...given, secrets: { password: 'wr0ng-wr0ng' } });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    ...given,
    secrets: { password: { set: true } },
    delivery: { lastSentAt: null, waiting: 0, givenUp: 0, lastError: null },
    version: 1,
  });
  const { id } = made.body;
  expect((await call('POST', `/alert-channels/${id}/test`)).body).toMatchObject({
    isOk: false,
    lines: [{ name: 'message', outcome: 'failed', code: 'notify.mail.failed' }],
  });
  await call('PUT', `/alert-channels/${id}/secrets`, { password: 'right' }, 1);
  expect((await call('POST', `/alert-channels/${id}/test`)).body).toMatchObject({ isOk: true });
  expect(smtp.mails).toMatchObject([{ to: ['ann@example.com'], user: 'ops' }]);

  const changed = await call('PATCH', `/alert-channels/${id}`, { quietHours: null, kinds: [] }, 2);
  expect(changed.body).toMatchObject({ quietHours: null, kinds: [], language: 'zh', version: 3 });
  expect((await call('PATCH', `/alert-channels/${id}`, { name: 'Late' }, 2)).body.code).toBe('api.version.changed');
  expect(changed.text).not.toContain('right');
  expect((await call('DELETE', `/alert-channels/${id}`, undefined, 3)).status).toBe(204);
  expect((await call('GET', '/alert-channels')).body).toMatchObject({ total: 0 });
  expect(await it.parts.store.secrets.newest('alert_channel', [String(id)])).toEqual([]);
});

test('the password of a mail server goes to no other server, account or wire: it is given again', async () => {
  const settings = { ...mail(), host: 'mail.example.com', security: 'tls' };
  const given = { name: 'Kept', kind: 'mail', settings, secrets: { password: 'right' } };
  const { id } = (await call('POST', '/alert-channels', given)).body;
  const path = `/alert-channels/${id}`;
  const moved = [{ host: '127.0.0.1' }, { port: 1 }, { user: 'eve' }, { security: 'none' }];
  for (const one of moved) {
    const refused = await call('PATCH', path, { settings: { ...settings, ...one } }, 1);
    expect(refused).toMatchObject({ status: 400, body: { code: 'api.input.invalid' } });
    expect(faultsOf(refused)).toEqual(['secrets.password']);
  }
  const told = { ...settings, to: ['bob@example.com'], security: 'starttls' };
  expect((await call('PATCH', path, { settings: told }, 1)).status).toBe(200);
  const elsewhere = { settings: mail(), secrets: { password: 'right' } };
  expect((await call('PATCH', path, elsewhere, 2)).body).toMatchObject({ version: 3, settings: mail() });
  expect((await call('POST', `${path}/test`)).body).toMatchObject({ isOk: true });
  expect((await call('DELETE', path, undefined, 3)).status).toBe(204);
});

test('a new key signs beside the one before it for a day, then alone', async () => {
  const got: IncomingHttpHeaders[] = [];
  const hook = createServer((request, response) => {
    got.push(request.headers);
    response.writeHead(204).end();
  });
  const url = await httpListen(hook, { host: '127.0.0.1', port: 0 });
  const { body } = await call('POST', '/alert-channels', {
    name: 'Pager',
    kind: 'url',
    settings: { url },
    secrets: { signing_key: key(1) },
  });
  const signatures = async () => {
    expect((await call('POST', `/alert-channels/${body.id}/test`)).body).toMatchObject({ isOk: true });
    return String(got.at(-1)?.['webhook-signature']).split(' ').length;
  };
  expect(await signatures()).toBe(1);
  await call('PUT', `/alert-channels/${body.id}/secrets`, { signing_key: key(2) }, 1);
  expect(await signatures()).toBe(2);
  it.clock.advance(24 * 3_600_000 + 1);
  // Who was away for so long signs in again.
  as = (await it.signedIn('admin')).secret;
  expect(await signatures()).toBe(1);
  hook.close();
});

test('the path of a URL, which may be a secret, is sealed: nobody is shown it, and the rest is changed without it', async () => {
  const got: (string | undefined)[] = [];
  const hook = createServer((request, response) => {
    got.push(request.url);
    response.writeHead(204).end();
  });
  const origin = await httpListen(hook, { host: '127.0.0.1', port: 0 });
  const settings = { url: `${origin}/bot/s3cr3t-path` };
  const given = { name: 'Bot', kind: 'url', secrets: { signing_key: key(1) } };
  const { body, text } = await call('POST', '/alert-channels', { ...given, settings });
  expect(body).toMatchObject({ settings: { url: origin }, secrets: { url: { set: true } } });
  const path = `/alert-channels/${body.id}`;
  const sent = async (): Promise<string | undefined> => {
    expect((await call('POST', `${path}/test`)).body).toMatchObject({ isOk: true });
    return got.at(-1);
  };
  // As it is shown.
  expect((await call('PATCH', path, { settings: { url: origin } }, 1)).status).toBe(200);
  expect(await sent()).toBe('/bot/s3cr3t-path');
  await call('PATCH', path, { settings: { url: `${origin}/bot/s3cr3t-path-2` } }, 2);
  expect(await sent()).toBe('/bot/s3cr3t-path-2');
  const { store } = it.parts;
  const kept = await store.alertChannels.find(String(body.id));
  const seen = [text, (await call('GET', path)).text, (await call('GET', '/audit')).text, JSON.stringify(kept)];
  expect(seen.join()).not.toContain('s3cr3t-path');
  // As an earlier version kept it.
  if (kept !== undefined) await store.alertChannels.update({ ...kept, settings: { url: `${origin}/before` } }, 1);
  await sealEarlierUrls(it.parts);
  expect((await store.alertChannels.find(String(body.id)))?.settings).toEqual({ url: origin });
  expect(await sent()).toBe('/before');
  hook.close();
});

test('what a channel needs is told field by field, and no value is repeated', async () => {
  const make = async (kind: string, settings: JsonObject, rest: JsonObject = {}) =>
    faultsOf(await call('POST', '/alert-channels', { name: crypto.randomUUID(), kind, settings, ...rest }));
  expect(await make('mail', { host: 'a b', port: 0, security: 'ssl', from: 'x', to: [] })).toEqual(
    ['host', 'port', 'security', 'from', 'to'].map((name) => `settings.${name}`),
  );
  expect(await make('mail', { ...mail(), password: 's3cr3t' })).toEqual(['settings']);
  expect(await make('mail', mail(), { secrets: { signing_key: key(1) } })).toEqual(['secrets.signing_key']);
  expect(await make('url', { url: 'https://u:p@example.com' })).toEqual(['settings.url', 'secrets.signing_key']);
  const url = { url: 'https://example.com/x' };
  expect(await make('url', url, { secrets: { signing_key: 'short' } })).toEqual(['secrets.signing_key']);
  expect(await make('lark', { integrationId: 'in_9', chatId: 'oc_1' })).toEqual(['settings.integrationId']);
  const quietHours = { from: '25:00', to: '7', zone: 'Mars/Olympus' };
  expect(await make('mail', mail(), { quietHours })).toEqual(
    ['from', 'to', 'zone'].map((name) => `quietHours.${name}`),
  );
  expect(await make('mail', mail(), { quietHours: { from: '07:00', to: '07:00', zone: 'UTC' } })).toEqual([
    'quietHours.to',
  ]);
});

test('an integration that alerts are told through stays, and an app of the store needs its tenant', async () => {
  const { integrations } = it.parts.store;
  const { version } = await integrations.insert(newIntegration('in_1'));
  await integrations.insert(newIntegration('in_2', { kind: 'store_app' }));
  const chat = { name: 'Chat', kind: 'lark', settings: { integrationId: 'in_1', chatId: 'oc_1' } };
  expect((await call('POST', '/alert-channels', chat)).status).toBe(201);
  expect(await call('DELETE', '/integrations/in_1', undefined, version)).toMatchObject({
    status: 409,
    body: { code: 'api.in.use' },
  });
  const settings = { integrationId: 'in_2', chatId: 'oc_1' };
  expect(faultsOf(await call('POST', '/alert-channels', { ...chat, name: 'Other', settings }))).toEqual([
    'settings.tenantKey',
  ]);
});
