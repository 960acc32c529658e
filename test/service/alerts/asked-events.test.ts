import { afterEach, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import type { Alert } from '../../../src/model/service/alert.ts';
import { askAboutIntegration, followedIntegrations } from '../../../src/operations/serve/followed-events.ts';
import { createAlarm } from '../../../src/operations/serve/store-alarm.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { lookAtEvents } from '../../../src/scheduler/alerts/watch-events.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
let sandbox: Sandbox;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);
afterEach(async () => {
  await sandbox.close();
});

/** A live pipeline of Contact at a sandbox whose published version has only one of its events. */
async function follow({ parts: { store, openVault } }: TestApi): Promise<void> {
  sandbox = await startSandbox({
    users: 3,
    limits: 'off',
    events: { mode: 'long_connection', types: ['contact.user.created_v3'] },
  });
  const { appId, appSecret, region } = sandbox.options;
  const given = { appId, region, baseUrl: sandbox.url, mode: 'long_connection', name: 'Acme' } as const;
  await store.integrations.insert(newIntegration('in_1', given));
  const address = { ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' };
  await openVault(store.secrets).set(address, new Secret(appSecret));
  await addPipeline(store, 'pl_1', { integrationId: 'in_1', modules: { contact: {} }, schedule: { kind: 'live' } });
}

async function connect(): Promise<WebSocket> {
  const { appId, appSecret } = sandbox.options;
  const body = JSON.stringify({ AppID: appId, AppSecret: appSecret });
  const answer = await (await fetch(`${sandbox.url}/callback/ws/endpoint`, { method: 'POST', body })).text();
  const socket = new WebSocket(/"(ws:[^"]+)"/.exec(answer)?.[1] ?? '');
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  return socket;
}

test('events that are not subscribed and connections of others are told, and their ends; nothing follows from an error of the platform', async () => {
  await using it = await openTestApi(server);
  await follow(it);
  const { parts, clock } = it;
  const { store } = parts;
  const signal = new AbortController().signal;
  const before = new Map();
  const watched = {
    followed: () => followedIntegrations(parts),
    ask: (id: string) => askAboutIntegration(parts, id, signal),
    leases: store.leases,
    holder: 'here',
    alarm: createAlarm(store),
    clock,
    signal,
  };
  const turn = async (): Promise<string[]> => {
    clock.advance(10 * 60_000);
    await lookAtEvents(watched, before);
    return (await open()).map(({ kind }) => kind).toSorted();
  };
  const open = async (): Promise<readonly Alert[]> => (await store.alerts.page({ limit: 9 }, { isOpen: true })).items;

  const stranger = await connect();
  expect(await turn()).toEqual([]);
  expect(await turn()).toEqual(['events.unsubscribed']);
  const [unsubscribed] = await open();
  expect(unsubscribed).toMatchObject({ subjectKind: 'integration', subjectId: 'in_1' });
  expect(unsubscribed?.message.en).toMatch(
    /^The published version of “Acme” .* https:\/\/open\.feishu\.cn\/app\/cli_\w+\/event .* Contact: .*contact\.user\.deleted_v3/,
  );
  expect(unsubscribed?.message.en).not.toContain('contact.user.created_v3');
  expect(await turn()).toEqual(['connection.shared', 'events.unsubscribed']);
  expect((await open()).find(({ kind }) => kind === 'connection.shared')?.message.en).toContain(
    'counts 1 long connection of “Acme”, 0 of them ours',
  );

  sandbox.events.configure(sandbox.options.appId, { types: ['*'] });
  stranger.close();
  await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId)).toBe(0);
  sandbox.setIpAllowList(['192.0.2.1']);
  expect(await turn()).toEqual(['connection.shared', 'events.unsubscribed']);
  sandbox.setIpAllowList(null);
  expect(await turn()).toEqual([]);

  // Another process holds the lease: this one asks nothing.
  sandbox.events.configure(sandbox.options.appId, { types: ['contact.user.created_v3'] });
  await store.leases.release(['questions about events'], 'here');
  await store.leases.hold(['questions about events'], 'elsewhere', 3_600_000);
  expect(await turn()).toEqual([]);
}, 120_000);
