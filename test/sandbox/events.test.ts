import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { EventCatcher } from '../support/event-catcher.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function start(catcher: EventCatcher, more: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({
    limits: 'off',
    users: 10,
    events: { mode: 'webhook', url: catcher.url, verificationToken: 'v', encryptKey: 'k' },
    ...more,
    eventOptions: { speed: 36_000, ...more.eventOptions },
  });
}

const deliveries = () => sandbox.events.deliveryQueue(sandbox.options.appId).deliveries;

test('an event without acknowledgement is pushed five times in all, then dropped', async () => {
  await using catcher = await EventCatcher.start();
  catcher.status = 500;
  await start(catcher);
  sandbox.tenant.directory.addPerson({ name: '甲' });
  await expect.poll(() => deliveries()[0]?.isGivenUp).toBe(true);
  expect(deliveries()).toMatchObject([{ attempts: 5, lastError: 'HTTP 500', acknowledgedMs: null }]);
  expect(catcher.caught).toHaveLength(5);
});

test('the next event of an approval waits until the previous one is acknowledged; other events do not', async () => {
  await using catcher = await EventCatcher.start();
  catcher.status = 503;
  await start(catcher, { eventOptions: { retrySeconds: Array(50).fill(3_600), speed: 36_000 } });
  const { approvals } = sandbox.tenant;
  const [code = ''] = approvals.approvalCodes;
  sandbox.events.subscribe(sandbox.options.appId, sandbox.tenantKey, { kind: 'approval', id: code });
  const instance = approvals.createInstance(code);
  approvals.reject(instance);
  const tasks = () => deliveries().filter(({ type }) => type === 'approval_task');
  await expect.poll(() => tasks()[0]?.attempts).toBeGreaterThan(1);
  const waiting = deliveries().filter(({ attempts }) => attempts === 0);
  expect(waiting.length).toBeGreaterThan(0);
  catcher.status = 200;
  await expect.poll(() => deliveries().every(({ acknowledgedMs }) => acknowledgedMs !== null)).toBe(true);
  const times = tasks().map(({ acknowledgedMs }) => acknowledgedMs ?? 0);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
});

test.each([true, false])('a repetition is signed anew: %s', async (retriesAreSignedAnew) => {
  await using catcher = await EventCatcher.start();
  catcher.status = 500;
  let now = Date.UTC(2026, 8, 16, 4);
  await start(catcher, {
    now: () => now,
    startedAtMs: now,
    eventOptions: { retriesAreSignedAnew, retrySeconds: [3_600] },
  });
  sandbox.tenant.directory.addPerson({ name: '甲' });
  await catcher.count(1);
  now += 15_000;
  await catcher.count(2);
  const [first, second] = catcher.caught.map(({ headers }) => Number(headers['x-lark-request-timestamp']));
  expect((second ?? 0) - (first ?? 0)).toBe(retriesAreSignedAnew ? 15 : 0);
});

test('an app gets no event that it has not subscribed to or added, or of a tenant without the app', async () => {
  await using catcher = await EventCatcher.start();
  await start(catcher, {
    events: { mode: 'webhook', url: catcher.url, types: ['contact.department.created_v3'] },
    extraApps: [{ appId: 'cli_00000000000000bb', appSecret: 's' }],
  });
  const { directory, approvals, tables } = sandbox.tenant;
  directory.addPerson({ name: '甲' });
  approvals.createInstance(approvals.approvalCodes[0] ?? '');
  const [token = ''] = tables.appTokens;
  tables.addRecord(token, tables.tableIds(token)[0] ?? '');
  directory.addDepartment({ name: '新部门' });
  await catcher.count(1);
  expect(deliveries().map(({ type }) => type)).toEqual(['contact.department.created_v3']);
  expect(sandbox.events.deliveryQueue('cli_00000000000000bb').deliveries).toEqual([]);
});

test.each(['empty', 'missing', 'present'] as const)('user_id without its scope is %s', async (userIds) => {
  await using catcher = await EventCatcher.start();
  await start(catcher, { events: { mode: 'webhook', url: catcher.url }, eventOptions: { userIds } });
  const { userId } = sandbox.tenant.directory.addPerson({ name: '甲' });
  const [caught] = await catcher.count(1);
  const object = JSON.parse(caught?.text ?? '{}').event.object;
  expect(object.user_id).toBe({ empty: '', missing: undefined, present: userId }[userIds]);
});

test('tickets come by themselves, every hour', async () => {
  await using catcher = await EventCatcher.start();
  const app = { appId: 'cli_00000000000000aa', appSecret: 's', kind: 'store' } as const;
  await start(catcher, { extraApps: [{ ...app, events: { mode: 'webhook', url: catcher.url } }] });
  const caught = await catcher.count(3);
  const tickets = caught.map(({ body }) => body.event);
  expect(tickets).toMatchObject(Array(3).fill({ type: 'app_ticket', app_id: app.appId }));
  expect(new Set(tickets.map((event) => JSON.stringify(event))).size).toBe(3);
});

test('an app has fifty connections at most, and each event goes to one of them', async () => {
  sandbox = await startSandbox({ limits: 'off', users: 10, events: { mode: 'long_connection' } });
  const { appId, appSecret } = sandbox.options;
  const ask = async (): Promise<{ code: number; data: { URL: string } }> =>
    JSON.parse(
      await (
        await fetch(`${sandbox.url}/callback/ws/endpoint`, {
          method: 'POST',
          body: JSON.stringify({ AppID: appId, AppSecret: appSecret }),
        })
      ).text(),
    );
  const heard = new Map<number, number>();
  const early = await ask();
  const sockets: WebSocket[] = [];
  for (let at = 0; at < 50; at++) {
    const socket = new WebSocket((await ask()).data.URL);
    socket.on('message', () => heard.set(at, (heard.get(at) ?? 0) + 1));
    sockets.push(socket);
    await once(socket, 'open');
  }
  expect(await ask()).toMatchObject({ code: 1000040350, data: { URL: '' } });
  const late = new WebSocket(early.data.URL);
  late.on('error', () => {});
  const [, response] = await once(late, 'unexpected-response');
  expect(response.headers).toMatchObject({ 'handshake-status': '514', 'handshake-autherrcode': '1000040350' });
  late.terminate();
  for (let at = 0; at < 400; at++)
    sandbox.events.publish(sandbox.tenantKey, { type: 'im.chat.updated_v1', schema: '2.0', body: {} });
  await expect.poll(() => [...heard.values()].reduce((sum, count) => sum + count, 0)).toBe(400);
  expect(heard.size).toBeGreaterThan(40);
  for (const socket of sockets) socket.terminate();
});
