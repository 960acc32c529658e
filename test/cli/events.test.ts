import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { readNumber, readObject, readText, tryParseJson } from '../../src/util/json.ts';
import { beginLarkstream, type Running } from '../support/begin-larkstream.ts';
import { freePort } from '../support/free-port.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder: string;
let sandbox: Sandbox;
let running: Running | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-cli-events-'));
});
afterEach(async () => {
  running?.kill();
  running = undefined;
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function begin(...argv: readonly string[]): Running {
  running = beginLarkstream(argv);
  return running;
}

async function company(): Promise<void> {
  sandbox = await startSandbox({
    limits: 'off',
    users: 15,
    departments: 4,
    approvals: { definitions: 1, instancesPerDay: 1, days: 3 },
    bases: [{ tables: 1, records: 20 }],
    attendance: { days: 2 },
    events: { mode: 'long_connection' },
  });
}

test('sync --live reports what it does, obeys connection, shows its status, and ends when asked', async () => {
  await company();
  const startDate = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
  const events = { store: 'events.db', status: { port: 0 } };
  const { file } = writeTenantConfig(sandbox, { folder, name: 'live', startDate, events });
  const live = begin('sync', file, '--live');
  const ready = await live.next('ready');
  expect(ready).toMatchObject({ mode: 'long_connection', webhook: null });
  expect(await live.next('connection')).toMatchObject({ state: 'connecting' });
  expect(await live.next('connection')).toMatchObject({ state: 'connected' });
  expect(await live.next('run')).toMatchObject({ outcome: 'done' });
  expect(await live.next('subscriptions')).toMatchObject({ done: 2, failed: [] });

  sandbox.tenant.directory.addPerson({ name: '新人' });
  const batch = await live.next('batch');
  expect(batch).toMatchObject({ events: 1, rows: { contact_users: 1, contact_user_departments: 1 }, deletes: 0 });
  // On a slow machine it is seconds; counted from anything else than the receipt it would be days or years.
  expect(readNumber(batch, 'lagMs') ?? Number.NaN).toBeLessThan(60_000);

  const address = readText(ready, 'status') ?? '';
  const page = async (path: string) => await (await fetch(address + path)).text();
  await expect.poll(async () => await page('/status')).toContain('"state": "connected"');
  expect(tryParseJson(await page('/status'))).toMatchObject({
    connections: [{ state: 'connected', mode: 'long_connection', isAlive: true }],
    inbox: {
      pending: 0,
      dead: 0,
      types: [{ type: 'contact.user.created_v3', done: 1 }],
      consumers: [{ consumer: 'replication', done: 1 }],
    },
  });
  const metrics = await page('/metrics');
  expect(metrics).toContain('larkstream_events{type="contact.user.created_v3",state="done"} 1');
  expect(metrics).toContain('larkstream_inbox_pending{consumer="replication"} 0');
  expect(metrics).toMatch(/larkstream_connection_state\{[^}]*state="connected"\} 1/);
  for (const line of metrics.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? [\d.e+-]+)$/);
  expect(await page('/healthz')).toBe('ok\n');
  expect((await fetch(`${address}/secrets`)).status).toBe(404);

  // The DuckDB file is in use; what is received can be seen all the same.
  const seen = await runInProcess(['status', file, '--json']);
  expect(seen.code).toBe(0);
  expect(seen.events.find(({ event }) => event === 'events')).toMatchObject({ connections: [{ state: 'connected' }] });
  const shown = await runInProcess(['status', file, '--lang', 'zh']);
  expect(shown.out).toContain('已连接');
  expect(`${seen.out}${shown.out}${live.errors()}`).not.toContain(sandbox.options.appSecret);

  expect((await runInProcess(['connection', 'reconnect', file])).code).toBe(0);
  expect(await live.next('connection')).toMatchObject({ state: 'stopped' });
  expect(await live.next('connection')).toMatchObject({ state: 'reconnecting' });
  expect(await live.next('connection')).toMatchObject({ state: 'connected' });
  await runInProcess(['connection', 'disconnect', file]);
  expect(await live.next('connection')).toMatchObject({
    state: 'stopped',
    lastError: expect.stringContaining('reconnect'),
  });
  await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId)).toBe(0);

  expect(await live.end('SIGTERM'), live.errors()).toBe(0);
  const nobody = await runInProcess(['connection', 'reconnect', file]);
  expect(nobody).toMatchObject({ code: 2, error: expect.stringContaining('No process receives events') });
});

test('listen keeps events that sync --live works on later; events lists them, replay has them done again', async () => {
  await company();
  const secrets = { verificationToken: 'v', encryptKey: 'k' };
  const port = await freePort();
  const webhook = { host: '127.0.0.1', port, verification_token: 'v', encrypt_key: 'k' };
  const startDate = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
  const { file } = writeTenantConfig(sandbox, {
    folder,
    name: 'listened',
    startDate,
    events: { mode: 'webhook', store: 'events.db', webhook, status: { port: 0 } },
  });
  const { appId } = sandbox.options;
  const listener = begin('listen', file);
  const ready = await listener.next('ready');
  const url = readText(ready, 'webhook') ?? '';
  expect(url).toBe(`http://127.0.0.1:${port}/api/lark/webhook/main`);
  sandbox.events.configure(appId, { mode: 'webhook', url, ...secrets });
  const joiner = sandbox.tenant.directory.addPerson({ name: '新人' });
  const received = await listener.next('received');
  expect(received).toMatchObject({ type: 'contact.user.created_v3', appId, via: 'webhook' });
  expect(readObject(readObject(received, 'body'), 'object')).toMatchObject({ open_id: joiner.openId });

  // What is refused is told here, though the stranger learns nothing.
  for (let times = 0; times < 3; times++) await fetch(url, { method: 'POST', body: '{"encrypt":"AAAA"}' });
  expect(await listener.next('refused')).toMatchObject({ appId, reason: 'not_encrypted', count: 1 });
  const metrics = async () => await (await fetch(`${readText(ready, 'status') ?? ''}/metrics`)).text();
  await expect.poll(metrics).toMatch(/larkstream_webhook_refused_total\{[^}]*reason="not_encrypted"\} 3/);
  expect(await metrics()).toMatch(/larkstream_webhook_refused_total\{[^}]*reason="token"\} 0/);
  expect((await runInProcess(['status', file])).out).toContain('Refused 3 requests: it is not encrypted');
  const chinese = await runInProcess(['status', file, '--lang', 'zh']);
  expect(chinese.out).toContain('已拒绝 3 个请求，原因：未用 Encrypt Key 加密');
  expect(await listener.end('SIGINT')).toBe(0);

  // Nobody has wanted events here yet.
  const waiting = await runInProcess(['events', '--config', file, '--state', 'kept', '--json']);
  expect(waiting.events).toMatchObject([
    { event: 'inbox', type: 'contact.user.created_v3', state: 'kept', deliveries: [] },
    { event: 'listed', appId, events: 1, hasMore: false },
  ]);
  expect((await runInProcess(['events', '--config', file])).out).toMatch(/contact\.user\.created_v3 +kept +–/);
  sandbox.events.configure(appId, { mode: 'off' });
  const live = begin('sync', file, '--live');
  await live.next('run');
  await live.next('batch');
  expect(await live.end('SIGINT')).toBe(0);
  const done = await runInProcess(['events', '--config', file]);
  expect(done.out).toMatch(/contact\.user\.created_v3 +done +replication +1/);
  expect((await runInProcess(['events', 'replay', readText(received, 'id') ?? '', '--config', file])).out).toContain(
    '1 event is',
  );
  expect((await runInProcess(['events', '--config', file, '--state', 'pending', '--json'])).events).toMatchObject([
    { deliveries: [{ consumer: 'replication', state: 'pending', attempts: 0 }] },
    { event: 'listed', events: 1 },
  ]);
  expect((await runInProcess(['status', file, '--lang', 'zh'])).out).toMatch(/replication +1 +0 +0/);
  const others = await runInProcess([
    'events',
    'replay',
    readText(received, 'id') ?? '',
    '--consumer',
    'bot',
    '--config',
    file,
  ]);
  expect(others).toMatchObject({
    code: 2,
    error: expect.stringContaining('There is no consumer bot of the events of'),
  });

  // An id that fits nothing is a mistake, and touches none of the others.
  const mistaken = await runInProcess(['events', 'replay', 'nosuch', readText(received, 'id') ?? '', '--config', file]);
  expect(mistaken).toMatchObject({ code: 2, error: expect.stringContaining('There is no event nosuch of') });
  expect((await runInProcess(['events', 'replay', 'dead', '--config', file])).out).toContain(
    'There are no dead letters',
  );
});

test('an address that cannot be listened on has a message of its own', async () => {
  await company();
  const webhook = { host: '127.0.0.1', port: await freePort(), verification_token: 'v' };
  const events = { mode: 'webhook', store: 'events.db', webhook };
  const { file } = writeTenantConfig(sandbox, { folder, name: 'one', startDate: '2026-11-01', events });
  const twice = await runInProcess(['listen', file, file]);
  expect(twice).toMatchObject({ code: 2, error: expect.stringContaining('the request URL of two apps') });
  const away = writeTenantConfig(sandbox, {
    folder,
    name: 'two',
    startDate: '2026-11-01',
    events: { mode: 'webhook', store: 'postgres://nobody:hunter2@127.0.0.1:9/none', webhook },
  });
  const refused = await runInProcess(['listen', away.file]);
  expect(refused).toMatchObject({ code: 1, error: expect.stringContaining('ECONNREFUSED') });
  expect(refused.error).not.toContain('hunter2');
  expect((await runInProcess(['sync', file, '--live', '--full'])).code).toBe(2);
});
