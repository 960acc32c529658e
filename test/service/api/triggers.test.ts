import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TriggerEvents } from '../../../src/control/resource-parts.ts';
import { Secret } from '../../../src/model/secret.ts';
import type { AppFacts } from '../../../src/model/service/look.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { isObject, type JsonObject, readObjects } from '../../../src/util/json.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { withStillProbe } from '../../support/still-probe.ts';
import { newHandler } from '../../support/trigger-rows.ts';

let it: TestApi;
let operator: string;
let facts: AppFacts = { granted: undefined, subscribed: undefined, chats: undefined };

beforeAll(async () => {
  it = await openTestApi(await sharedPostgres(), {
    change: (given) => {
      const parts = withStillProbe(given);
      const probe = { ...parts.resources.probe, readAppFacts: () => Promise.resolve(facts) };
      return { ...parts, resources: { ...parts.resources, probe } };
    },
  });
  operator = (await it.signedIn('operator')).secret;
  await it.parts.store.integrations.insert(newIntegration('in_1', { mode: 'webhook' }));
  await it.parts.store.integrations.insert(newIntegration('in_2'));
  const { openVault, store } = it.parts;
  const secret = { ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' };
  await openVault(store.secrets).set(secret, new Secret('app-secret-1'));
  await it.parts.store.handlers.insert(newHandler('hd_1'));
}, 120_000);
afterAll(async () => await it[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: unknown, version?: number): Promise<Answer> =>
  it.call(method, path, {
    as: operator,
    version,
    headers: method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {},
    ...(body === undefined ? {} : { body }),
  });
const faultsOf = ({ body }: Answer): string[] =>
  readObjects(isObject(body.details) ? body.details : {}, 'fields').map(({ path }) => String(path));
const make = async (given: JsonObject): Promise<string> => {
  const { body } = await call('POST', '/triggers', { name: crypto.randomUUID(), integrationId: 'in_1', ...given });
  return `/triggers/${body.id}`;
};

async function consumers(): Promise<readonly string[]> {
  const inbox = await openEventStore(it.parts.resources.eventStore);
  try {
    return (await inbox.stats()).consumers.map(({ consumer }) => consumer);
  } finally {
    await inbox.close();
  }
}

test('a trigger is drafted, published, changed, compared, restored, paused, moved and deleted', async () => {
  const made = await call('POST', '/triggers', { name: 'Help', integrationId: 'in_1' });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ state: 'draft', publishedVersion: null, isShadow: false, position: 0, version: 1 });
  const path = `/triggers/${made.body.id}`;
  expect(faultsOf(await call('POST', `${path}/publish`, undefined, 1)), 'a draft may be unfinished').toEqual([
    'settings.handlerId',
  ]);
  expect((await call('PATCH', path, { settings: { handlerId: 'hd_1', busy: 'merge' } }, 1)).body).toMatchObject({
    version: 2,
    draft: { handlerId: 'hd_1', busy: 'merge' },
  });
  const published = await call('POST', `${path}/publish`, undefined, 2);
  expect(published.body).toMatchObject({
    number: 1,
    trigger: { state: 'published', publishedVersion: 1, version: 3 },
    report: { isOk: true },
  });
  expect(await consumers()).toContain(`trigger ${made.body.id}`);
  expect((await call('POST', `${path}/publish`, undefined, 3)).body.code, 'nothing new').toBe('api.state.wrong');

  await call('PATCH', path, { settings: { handlerId: 'hd_1', busy: 'queue', botTurns: 3 } }, 3);
  const diff = await call('GET', `${path}/diff`);
  expect(diff.body.items).toEqual([
    { path: 'busy', before: 'merge', after: 'queue' },
    { path: 'botTurns', before: 10, after: 3 },
  ]);
  expect((await call('POST', `${path}/pause`)).body).toMatchObject({ state: 'paused', version: 5 });
  const second = await call('POST', `${path}/publish`, undefined, 5);
  expect(second.body, 'what rests goes on resting').toMatchObject({ number: 2, trigger: { state: 'paused' } });
  expect((await call('POST', `${path}/resume`)).body).toMatchObject({ state: 'published', publishedVersion: 2 });
  const restored = await call('POST', `${path}/restore`, { number: 1 }, 7);
  expect(restored.body).toMatchObject({ draft: { busy: 'merge', botTurns: 10 }, publishedVersion: 2 });
  expect((await call('GET', `${path}/versions?limit=1`)).body).toMatchObject({ items: [{ number: 2 }], next: 2 });
  expect((await call('GET', `${path}/versions?limit=1&before=2`)).body).toMatchObject({
    items: [{ number: 1, settings: { busy: 'merge' } }],
    next: null,
  });
  expect((await call('GET', `${path}/versions/3`)).body.code).toBe('api.not.found');
  expect((await call('GET', `${path}/diff?from=2&to=1`)).body.items).toHaveLength(2);

  const other = await make({});
  expect((await call('POST', `${other}/move`, { position: 0 })).body).toMatchObject({ position: 0 });
  const list = await call('GET', '/triggers?integrationId=in_1');
  expect(readObjects(list.body, 'items').map(({ id }) => `/triggers/${id}`)).toEqual([other, path]);
  expect((await call('GET', '/triggers?handlerId=hd_1')).body).toMatchObject({ total: 1 });

  expect((await call('PUT', `${path}/shadow`, { isShadow: true }, 8)).body).toMatchObject({ isShadow: true });
  expect((await call('DELETE', path, undefined, 9)).status).toBe(204);
  expect(await consumers()).not.toContain(`trigger ${made.body.id}`);
});

test("settings are given by Xpert's names too, and faults name what was written", async () => {
  const settings = { integrationId: 'in_1', singleChatScope: 'all_users', sessionTimeoutSeconds: 60 };
  const made = await call('POST', '/triggers', { name: 'From Xpert', settings });
  expect(made.body).toMatchObject({ integrationId: 'in_1', draft: { session: { idleMs: 60_000 } } });
  const wrong = await call('POST', '/triggers', {
    name: 'Wrong',
    settings: { ...settings, sessionTimeoutSeconds: 'x' },
  });
  expect(faultsOf(wrong)).toEqual(['settings.sessionTimeoutSeconds']);
  expect(faultsOf(await call('POST', '/triggers', { name: 'Nowhere', integrationId: 'in_9' }))).toEqual([
    'integrationId',
  ]);
  const nobody = { name: 'Nobody', integrationId: 'in_1', settings: { handlerId: 'hd_9' } };
  expect(faultsOf(await call('POST', '/triggers', nobody))).toEqual(['settings.handlerId']);
});

test('a check that failed keeps it from being published, and says what is missing; warnings do not', async () => {
  const path = await make({ settings: { handlerId: 'hd_1' } });
  facts = { granted: new Set(['im:message']), subscribed: new Set(), chats: undefined };
  const refused = await call('POST', `${path}/publish`, undefined, 1);
  expect(refused).toMatchObject({ status: 422, body: { code: 'api.check.failed' } });
  expect(refused.text).toContain('im.message.receive_v1');
  expect((await call('POST', `${path}/check`)).body).toMatchObject({ isOk: false });
  facts = { ...facts, granted: undefined, subscribed: new Set(['im.message.receive_v1']) };
  const done = await call('POST', `${path}/publish`, undefined, 1);
  expect(done.body).toMatchObject({ number: 1, report: { isOk: true } });
  expect(readObjects(isObject(done.body.report) ? done.body.report : {}, 'lines')).toContainEqual(
    expect.objectContaining({ name: 'handler', outcome: 'warning' }),
  );
  const silent = await make({ integrationId: 'in_2', settings: { handlerId: 'hd_1' } });
  expect((await call('POST', `${silent}/check`)).body).toMatchObject({
    isOk: false,
    lines: expect.arrayContaining([expect.objectContaining({ name: 'mode', outcome: 'failed' })]),
  });
  facts = { granted: undefined, subscribed: undefined, chats: undefined };
});

test('where its events cannot be had, nothing is published', async () => {
  const events: TriggerEvents = { follow: () => Promise.reject(new Error('away')), forget: () => Promise.resolve() };
  const path = await make({ settings: { handlerId: 'hd_1' } });
  const { resources } = it.parts;
  const kept = resources.triggerEvents;
  Object.assign(resources, { triggerEvents: events });
  expect((await call('POST', `${path}/publish`, undefined, 1)).status).toBe(503);
  Object.assign(resources, { triggerEvents: kept });
  expect((await call('GET', path)).body).toMatchObject({ state: 'draft', publishedVersion: null, version: 1 });
  expect((await call('GET', `${path}/versions`)).body).toMatchObject({ items: [] });
});

test('whoever publishes one that is never reached is warned; out of the way it is published in silence', async () => {
  await it.parts.store.integrations.insert(newIntegration('in_3', { mode: 'webhook' }));
  const ofThree = { integrationId: 'in_3', settings: { handlerId: 'hd_1' } };
  const first = await make({ ...ofThree, name: 'Takes everything' });
  const second = await make(ofThree);
  const orderOf = async (path: string): Promise<unknown> =>
    readObjects((await call('POST', `${path}/check`)).body, 'lines').find(({ name }) => name === 'order');
  expect(await orderOf(second), 'the first is a draft').toBeUndefined();
  expect((await call('POST', `${first}/publish`, undefined, 1)).status).toBe(200);
  expect(await orderOf(first)).toBeUndefined();
  expect(await orderOf(second)).toMatchObject({
    outcome: 'warning',
    message: { en: expect.stringContaining('“Takes everything”'), zh: expect.stringContaining('“Takes everything”') },
  });
  await call('POST', `${second}/move`, { position: 0 });
  expect(await orderOf(second)).toBeUndefined();
});
