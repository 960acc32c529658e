import { beforeAll, expect, test } from 'vitest';
import type { TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';
import type { StoredTurn } from '../../src/model/triggers/turn-table.ts';
import { sweepLater } from '../../src/triggers/flow/sweep-later.ts';
import { takeReply } from '../../src/triggers/flow/take-reply.ts';
import { FlowWorld, publish, type Script } from '../support/flow-world.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { newServiceStore, timedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const later: Script = async function* () {
  yield { kind: 'later' };
};

interface Started extends AsyncDisposable {
  readonly world: FlowWorld;
  readonly time: { now: number };
}

async function start(settings: Partial<TriggerSettings> = {}, script: Script = later): Promise<Started> {
  const opened = await newServiceStore(server);
  const time = { now: 1_000 };
  const store = timedStore(opened.store, () => time.now);
  await publish(store, [{ id: 'tr_1', settings: { staleMs: 0, ...settings } }]);
  return { world: new FlowWorld(store, script), time, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

async function turnOf({ store }: FlowWorld): Promise<StoredTurn> {
  const [turn] = (await store.turns.page({ limit: 9 }, {})).items;
  if (turn === undefined) throw new Error('There is no turn');
  return turn;
}

const uploadsOf = async () => ({ uploadImage: async () => 'img', uploadFile: async () => 'file' });

async function reply(world: FlowWorld, turnId: string, text: string, isFinal = true): Promise<string> {
  const parts = [{ kind: 'text', text }] as const;
  return await takeReply({ ...world.parts(), uploadsOf }, { turnId, parts, isFinal, name: undefined });
}

test('what is to be answered later is in a state of its own, and answered with the end of its answer', async () => {
  await using started = await start();
  const { world } = started;
  await world.take(world.message('one'));
  await world.work();
  const { id } = await turnOf(world);
  expect(await turnOf(world)).toMatchObject({ state: 'later', laterUntil: expect.any(Number) });
  const listed = async (state: 'later' | 'answered') =>
    (await world.store.turns.page({ limit: 9 }, { state })).items.length;
  expect([await listed('later'), await listed('answered')]).toEqual([1, 0]);
  expect((await world.store.figures()).bots.triggers).toMatchObject([{ later: 1, dead: 0 }]);
  expect(await reply(world, id, 'half', false)).toBe('taken');
  expect(await turnOf(world)).toMatchObject({ state: 'later' });
  expect(await reply(world, id, 'whole')).toBe('taken');
  expect(await turnOf(world)).toMatchObject({ state: 'answered', laterUntil: undefined });
  const { bots } = await world.store.figures();
  expect(bots.triggers).toMatchObject([{ later: 0 }]);
  expect(bots.tallies).toContainEqual({ name: 'turn', subjectId: 'tr_1', label: 'answered', value: 1 });
});

test('an answer by the handle that is there before the handler has promised it is the answer', async () => {
  const turnId = Promise.withResolvers<string>();
  await using started = await start({}, async function* () {
    await reply(world, await turnId.promise, 'quick');
    yield { kind: 'later' };
  });
  const { world } = started;
  await world.take(world.message('one'));
  turnId.resolve((await turnOf(world)).id);
  await world.work();
  expect(await turnOf(world)).toMatchObject({ state: 'answered', laterUntil: undefined });
  await world.send();
  expect(world.said()).toEqual(['quick']);
});

test('a turn that was given up and is answered by its handle all the same is answered', async () => {
  await using started = await start();
  const { world, time } = started;
  await world.take(world.message('one'));
  await world.work();
  time.now += 25 * 3_600_000;
  await sweepLater(world.parts());
  const { id } = await turnOf(world);
  expect(await turnOf(world)).toMatchObject({ state: 'dead' });
  expect(await reply(world, id, 'at last', false)).toBe('taken');
  expect(await turnOf(world)).toMatchObject({ state: 'later' });
  expect(await reply(world, id, 'at last')).toBe('taken');
  expect(await turnOf(world)).toMatchObject({ state: 'answered' });
});

test.each([
  ['/stop', 'stopped'],
  ['a recall', 'recalled'],
] as const)('after %s nothing is awaited any more, and what comes is refused', async (what, refused) => {
  await using started = await start();
  const { world } = started;
  await world.take(world.message('one'));
  await world.work();
  const { id } = await turnOf(world);
  await world.take(what === '/stop' ? world.message('/stop') : world.recalled('om_one'));
  expect(await world.store.turns.find(id)).toMatchObject({ state: 'cancelled', laterUntil: undefined });
  expect(await reply(world, id, 'late')).toBe(refused);
  await world.send();
  expect(world.said()).toEqual(what === '/stop' ? [expect.stringContaining('Stopped')] : []);
});

test('a dead turn that is discarded is not answered by its handle, and is replayed all the same', async () => {
  await using started = await start();
  const { world, time } = started;
  await world.take(world.message('one'));
  await world.work();
  const { id } = await turnOf(world);
  expect(await world.store.turns.discard(id)).toBe(false);
  time.now += 25 * 3_600_000;
  await sweepLater(world.parts());
  expect(await world.store.turns.discard(id)).toBe(true);
  expect(await turnOf(world)).toMatchObject({ state: 'discarded' });
  expect((await world.store.figures()).bots.triggers).toMatchObject([{ dead: 0 }]);
  expect(await reply(world, id, 'late')).toBe('stopped');
  expect(await world.store.turns.replay(id, time.now)).toBe(true);
  await world.work();
  expect(await turnOf(world)).toMatchObject({ state: 'later' });
});
