import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { ModuleSettings, SourceSettings } from '../../src/config/settings.ts';
import { verifyRequest } from '../../src/events/webhook/verify-request.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { CheckLine, CheckReport } from '../../src/model/service/check-report.ts';
import {
  applyScopes,
  checkIntegration,
  type IntegrationCheckOptions,
} from '../../src/operations/serve/check-integration.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { httpListen } from '../../src/util/http-listen.ts';

const contact: ModuleSettings = {
  contact: { department_ids: [], department_id_type: 'open_department_id', user_id_type: 'open_id' },
};
const storeApp = { appId: 'cli_00000000000000aa', appSecret: 'store secret', kind: 'store' } as const;
let sandbox: Sandbox;
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await sandbox.close();
});

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ users: 12, departments: 3, limits: 'off', ...options });
}

function sourceOf(appSecret: string = sandbox.options.appSecret): SourceSettings {
  return {
    region: 'feishu',
    base_url: sandbox.url,
    rate_limit_scale: 0,
    credentials: { auth_type: 'custom_app', app_id: sandbox.options.appId, app_secret: new Secret(appSecret) },
    modules: {},
  };
}

interface Found {
  readonly lines: ReadonlyMap<string, CheckLine>;
  readonly report: CheckReport;
}

async function check(changes: Partial<IntegrationCheckOptions> = {}): Promise<Found> {
  const lines = new Map<string, CheckLine>();
  const checks = checkIntegration({
    source: sourceOf(),
    modules: [contact],
    mode: 'none',
    webhook: undefined,
    ownConnections: 0,
    logger: silentLogger,
    signal: new AbortController().signal,
    environment: {},
    ...changes,
  });
  for (;;) {
    const next = await checks.next();
    if (next.done) return { lines, report: next.value };
    expect(lines.has(next.value.name)).toBe(false); // a name stands for one line
    const titles = [...lines.values()].flatMap(({ title }) => [title.en, title.zh]);
    expect(titles).not.toContain(next.value.title.en);
    expect(titles).not.toContain(next.value.title.zh);
    lines.set(next.value.name, next.value);
  }
}

const outcomesOf = ({ lines }: Found): Record<string, string> =>
  Object.fromEntries([...lines.values()].map(({ name, outcome }) => [name, outcome]));

test('an app that has all it needs', async () => {
  await start({ events: { types: ['*'] } });
  const found = await check({ mode: 'webhook' });
  expect(outcomesOf(found)).toEqual({
    platform: 'ok',
    clock: 'ok',
    credentials: 'ok',
    region: 'skipped',
    bot: 'ok',
    scopes: 'ok',
    'scopes.contact': 'ok',
    events: 'ok',
    'events.contact': 'ok',
    connection: 'ok',
    'range.contact.range': 'ok',
    'range.contact.people': 'ok',
  });
  expect(found.report).toMatchObject({ isOk: true, mode: 'webhook', bot: { name: 'Sandbox bot', state: 'enabled' } });
  expect(sandbox.events.hub.accepted).toBe(0);
});

test('each missing scope has a line of its own, with the page where it is granted', async () => {
  await start();
  const granted = sandbox.options.grantedScopes;
  sandbox.setGrantedScopes(granted.filter((scope) => !scope.startsWith('contact:')));
  const { lines, report } = await check();
  const missing = [...lines.values()].filter(({ name, outcome }) => name.startsWith('scopes.') && outcome === 'failed');
  expect(missing.length).toBeGreaterThan(0);
  for (const { name, url, cure } of missing) {
    expect(name).toMatch(/^scopes\.contact\.contact:/);
    expect(url).toMatch(/^https:\/\/open\.feishu\.cn\/app\/cli_\w+\/auth\?q=contact:/);
    expect(cure?.zh).toContain('开通');
  }
  expect(report.isOk).toBe(false);

  const ask = { source: sourceOf(), logger: silentLogger, signal: new AbortController().signal };
  await applyScopes(ask);
  expect(sandbox.scopesAppliedFor()).toContain('contact:contact.base:readonly');
  await expect(applyScopes(ask)).rejects.toMatchObject({ code: 'lark.call.failed', cure: /asked already/ });
  sandbox.setGrantedScopes(granted);
  await expect(applyScopes(ask)).rejects.toMatchObject({ cure: /Nothing is left to ask for/ });
});

test('before there is a pipeline, the lines say what each module would need', async () => {
  await start({ grantedScopes: ['contact:contact.base:readonly'] });
  const found = await check({ modules: [] });
  const modules = Object.entries(outcomesOf(found)).filter(([name]) => name.startsWith('scopes.'));
  expect(modules.map(([name]) => name)).toEqual([
    'scopes.approval',
    'scopes.base',
    'scopes.attendance',
    'scopes.contact',
  ]);
  expect(new Set(modules.map(([, outcome]) => outcome))).toEqual(new Set(['warning']));
  expect(found.report.isOk).toBe(true);
});

test('a wrong secret ends the questions, and shows no secret', async () => {
  await start();
  const found = await check({ source: sourceOf('not the secret'), mode: 'long_connection' });
  expect(outcomesOf(found)).toMatchObject({
    credentials: 'failed',
    bot: 'skipped',
    scopes: 'skipped',
    connection: 'skipped',
  });
  expect(found.lines.get('credentials')?.code).toBe('lark.credentials.rejected');
  expect(JSON.stringify(found.report)).not.toContain('not the secret');
});

test.each(['both', 'events', 'event_infos'] as const)(
  'events of the published version, named in %s',
  async (versionEvents) => {
    await start({
      events: { types: ['contact.user.created_v3', 'contact.user.updated_v3'] },
      switches: { versionEvents },
    });
    const { lines } = await check({ mode: 'webhook' });
    expect(lines.get('events')?.message.en).toContain('2 events');
    const missing = lines.get('events.contact');
    expect(missing).toMatchObject({ outcome: 'warning', url: /\/event$/ });
    expect(missing?.message.en).toContain('contact.user.deleted_v3');
    expect(missing?.message.en).not.toContain('contact.user.created_v3');
  },
);

test('without the right to see the version, the events are not judged', async () => {
  await start();
  sandbox.setGrantedScopes(sandbox.options.grantedScopes.filter((scope) => !/application|admin/.test(scope)));
  const { lines, report } = await check({ mode: 'webhook' });
  expect(lines.get('events')).toMatchObject({ outcome: 'warning', code: 'lark.scope.missing' });
  expect(report.isOk).toBe(true);
});

test('a long connection of somebody else is noticed, and gets all events that it got before', async () => {
  await start({ events: { mode: 'long_connection' } });
  const stranger = await connect();
  const { lines } = await check({ mode: 'long_connection', ownConnections: 0 });
  expect(lines.get('connection')).toMatchObject({
    outcome: 'warning',
    message: { en: /1 connection of another program/ },
  });
  expect(sandbox.events.hub.accepted).toBe(1);
  expect((await check({ mode: 'long_connection', ownConnections: 1 })).lines.get('connection')?.outcome).toBe('ok');
  stranger.close();
  await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId)).toBe(0);
  const deaf = await check({ mode: 'long_connection', ownConnections: 1 });
  expect(deaf.lines.get('connection')).toMatchObject({ outcome: 'warning', message: { en: /do not arrive/ } });
});

async function connect(): Promise<WebSocket> {
  const { appId, appSecret } = sandbox.options;
  const body = JSON.stringify({ AppID: appId, AppSecret: appSecret });
  const answer: unknown = await (await fetch(`${sandbox.url}/callback/ws/endpoint`, { method: 'POST', body })).json();
  const socket = new WebSocket(/"(ws:[^"]+)"/.exec(JSON.stringify(answer))?.[1] ?? '');
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  return socket;
}

test.each([
  [null, 'The app has no bot', undefined],
  [1, 'Bot “Sandbox bot” is disabled by the tenant', 'disabled'],
] as const)('a bot of state %s', async (status, message, state) => {
  await start();
  sandbox.setBotStatus(status);
  const { lines, report } = await check();
  expect(lines.get('bot')).toMatchObject({ outcome: 'warning', message: { en: message } });
  expect(report.bot?.state).toBe(state);
});

test.each([undefined, 'encrypt key'])(
  'the webhook is asked as the console asks it, with the Encrypt Key %s',
  async (key) => {
    await start();
    const app = {
      appId: sandbox.options.appId,
      verificationToken: new Secret('token of the app'),
      encryptKey: key === undefined ? undefined : new Secret(key),
      takesOldCards: false,
    };
    const url = await listen((body) => {
      const verdict = verifyRequest({ headers: {}, body, now: Date.now() }, app);
      return verdict.kind === 'challenge' ? JSON.stringify({ challenge: verdict.challenge }) : undefined;
    });
    const webhook = { url: `${url}/api/lark/webhook/int_1`, ...app };
    expect((await check({ mode: 'webhook', webhook })).lines.get('webhook')?.outcome).toBe('ok');
    const wrong = { ...webhook, verificationToken: new Secret('another token') };
    const refused = await check({ mode: 'webhook', webhook: wrong });
    expect(refused.lines.get('webhook')).toMatchObject({ outcome: 'failed', message: { en: /HTTP 401/ } });
    const nowhere = { ...webhook, url: 'http://127.0.0.1:9/api/lark/webhook/int_1' };
    expect((await check({ mode: 'webhook', webhook: nowhere })).lines.get('webhook')?.outcome).toBe('failed');
  },
);

async function listen(answer: (body: Buffer) => string | undefined): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = answer(Buffer.concat(chunks));
      response.writeHead(text === undefined ? 401 : 200).end(text);
    });
  });
  servers.push(server);
  return await httpListen(server, { host: '127.0.0.1', port: 0 });
}

test('an app of the store that nobody has installed is checked as far as it goes', async () => {
  await start({ extraApps: [storeApp] });
  const app_secret = new Secret(storeApp.appSecret);
  const credentials = { auth_type: 'store_app', app_id: storeApp.appId, app_secret } as const;
  const found = await check({ source: { ...sourceOf(), credentials } });
  expect(outcomesOf(found)).toMatchObject({ credentials: 'ok', bot: 'skipped', scopes: 'skipped' });
  expect(found.lines.get('bot')?.message.en).toContain('for each company');
});

test('a platform that is not there is told once', async () => {
  await start();
  const found = await check({ source: { ...sourceOf(), base_url: 'http://127.0.0.1:9' } });
  expect(found.lines.get('platform')).toMatchObject({
    outcome: 'failed',
    code: 'lark.network.failed',
    cure: { en: expect.stringContaining('network') },
  });
  expect(found.lines.get('region')?.message.en).not.toContain('neither region');
  expect(found.report.isOk).toBe(false);
});
