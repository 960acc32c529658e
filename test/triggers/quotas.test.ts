import { beforeAll, expect, test } from 'vitest';
import type { ServiceStore } from '../../src/model/service/service-store.ts';
import type { TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';
import { echo, FlowWorld, publish } from '../support/flow-world.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { newServiceStore, openStoreAt, timedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { triggerSettings } from '../support/trigger-rows.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const hourMs = 3_600_000;
const limited = { staleMs: 0, quota: { perHour: 3, perDay: 4 } } as const;

interface Started extends AsyncDisposable {
  readonly world: FlowWorld;
  readonly store: ServiceStore;
  readonly url: string;
  readonly time: { now: number };
}

async function start(triggers: readonly Partial<TriggerSettings>[]): Promise<Started> {
  const opened = await newServiceStore(server);
  const time = { now: 100 * hourMs };
  const store = timedStore(opened.store, () => time.now);
  await publish(
    store,
    triggers.map((settings, at) => ({ id: `tr_${at + 1}`, settings })),
  );
  const { url } = opened;
  return {
    world: new FlowWorld(store, echo),
    store,
    url,
    time,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** How many turns each trigger has. */
async function takenBy(store: ServiceStore, ...triggerIds: readonly string[]): Promise<readonly number[]> {
  const pages = triggerIds.map((triggerId) => store.turns.page({ limit: 50 }, { triggerId }));
  return (await Promise.all(pages)).map(({ total }) => total);
}

test('however many messages a person sends at once to two workers, no more are taken than the quota says; others have their own', async () => {
  await using started = await start([limited]);
  const { world, store, url, time } = started;
  const other = await openStoreAt(url);
  try {
    const workers = [store, timedStore(other, () => time.now)].map((one) => world.parts(one));
    // Each in a chat of its own: those of one chat come one after another anyway.
    const said = ['ou_ann', 'ou_bob'].flatMap((openId) =>
      Array.from({ length: 12 }, (_, at) =>
        world.message(`${openId} ${at}`, { openId, chatId: `oc_${openId}_${at}`, at: time.now }),
      ),
    );
    await Promise.all(said.map((event, at) => world.take(event, workers[at % 2])));
    const { items } = await store.turns.page({ limit: 50 }, {});
    const senders = Map.groupBy(items, ({ messages }) => messages[0]?.senderOpenId);
    expect([...senders].map(([openId, turns]) => [openId, turns.length]).sort()).toEqual([
      ['ou_ann', 3],
      ['ou_bob', 3],
    ]);
    const refused = await store.decisions.page({ limit: 50 }, { code: 'quota' });
    expect(refused.total).toBe(18);
  } finally {
    await other.close();
  }
});

test('an hour later there is more, until the day is full; the same event again uses nothing, nor does a command', async () => {
  await using started = await start([limited]);
  const { world, store, time } = started;
  const say = async (text: string) => await world.take(world.message(text, { at: time.now }));
  const first = world.message('one', { at: time.now });
  for (let again = 0; again < 5; again++) await world.take(first);
  for (const text of ['/help', '/status', 'two', '/stop', 'three', 'four']) await say(text);
  expect(await takenBy(store, 'tr_1')).toEqual([3]);
  time.now += hourMs + 1;
  for (const text of ['five', 'six']) await say(text);
  expect(await takenBy(store, 'tr_1')).toEqual([4]);
  time.now += 24 * hourMs;
  await say('seven');
  expect(await takenBy(store, 'tr_1')).toEqual([5]);
});

test('what goes beyond the quota of one trigger goes to the next, which counts it by itself', async () => {
  await using started = await start([limited, { staleMs: 0, quota: { perHour: 1, perDay: 0 } }]);
  const { world, store, time } = started;
  const said = Array.from({ length: 8 }, (_, at) => world.message(`m${at}`, { chatId: `oc_${at}`, at: time.now }));
  await Promise.all(said.map((event) => world.take(event)));
  expect(await takenBy(store, 'tr_1', 'tr_2')).toEqual([3, 1]);
});

test('a quota that is set now knows what was taken before', async () => {
  await using started = await start([{ staleMs: 0 }]);
  const { world, store, time } = started;
  const say = async (text: string) => await world.take(world.message(text, { at: time.now }));
  for (const text of ['one', 'two']) await say(text);
  const trigger = await store.triggers.find('tr_1');
  if (trigger === undefined) throw new Error('The trigger is gone');
  const settings = { ...trigger.draft, ...limited };
  await store.triggerVersions.add({ triggerId: 'tr_1', settings, publishedAt: 2, publishedBy: 'ac_1' });
  await store.triggers.update({ ...trigger, publishedVersion: 2 }, 3);
  for (const text of ['three', 'four']) await say(text);
  expect(await takenBy(store, 'tr_1')).toEqual([3]);
});

test('events of a person have a quota, too', async () => {
  const events = { ...triggerSettings.events, types: ['approval.approval.updated_v4'], fields: [] };
  await using started = await start([{ ...limited, kind: 'events', events }]);
  const { world, store } = started;
  const pushed = Array.from({ length: 6 }, () =>
    world.event('approval.approval.updated_v4', {}, { actorId: 'ou_ann' }),
  );
  await Promise.all(pushed.map((event) => world.take(event)));
  expect(await takenBy(store, 'tr_1')).toEqual([3]);
});

test('without a quota nothing is locked, nor counted', async () => {
  await using started = await start([{ staleMs: 0 }]);
  const { world, store } = started;
  const quotas = new Proxy(store.quotas, {
    get: () => {
      throw new Error('Quotas were asked');
    },
  });
  const untouched: ServiceStore = {
    ...store,
    quotas,
    transaction: (work) => store.transaction((tables) => work({ ...tables, quotas })),
  };
  await world.take(world.message('one'), world.parts(untouched));
  expect(await takenBy(store, 'tr_1')).toEqual([1]);
});
