import { beforeAll, expect, test } from 'vitest';
import { ConfigError, TransientError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import type { TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';
import { echo, FlowWorld, publish, type Script } from '../support/flow-world.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { newServiceStore, timedStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

// biome-ignore lint/correctness/useYield: it fails before it says anything
const refusing: Script = async function* () {
  throw new ConfigError({ code: 'handler.settings.invalid', message: untranslated('no') });
};
// biome-ignore lint/correctness/useYield: it fails before it says anything
const failing: Script = async function* () {
  throw new TransientError({ code: 'handler.failed', message: untranslated('not now') });
};

interface Started extends AsyncDisposable {
  readonly world: FlowWorld;
  readonly time: { now: number };
}

async function start(settings: Partial<TriggerSettings> = {}): Promise<Started> {
  const opened = await newServiceStore(server);
  const time = { now: 1_000 };
  const store = timedStore(opened.store, () => time.now);
  await publish(store, [{ id: 'tr_1', settings: { staleMs: 600_000, ...settings } }]);
  return { world: new FlowWorld(store, echo), time, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

/** Something is said, and worked on at once. */
async function say({ world, time }: Started, text: string, script: Script = echo): Promise<void> {
  time.now += 1_000;
  world.script = script;
  await world.take(world.message(text, { at: time.now }));
  time.now += 10;
  await world.work();
  await world.send();
}

async function turnOf({ store }: FlowWorld, text: string) {
  const [turn] = (await store.turns.page({ limit: 9 }, { messageId: `om_${text}` })).items;
  if (turn === undefined) throw new Error(`Nothing was asked by ${text}`);
  return turn;
}

const knew = ({ requests }: FlowWorld) => requests.at(-1)?.history.map(({ text }) => text);

test('a dead turn holds nobody up and is joined by nothing; replayed, it is answered as of then, also when it was answered before', async () => {
  await using started = await start();
  const { world, time } = started;
  await say(started, 'one');
  await say(started, 'two', refusing);
  await say(started, 'three');
  expect(world.requests.at(-1)).toMatchObject({ text: 'three', messages: [{ id: 'om_three' }] });
  expect(knew(world)).toEqual(['one', 're: one', 'two']);
  expect(await turnOf(world, 'two')).toMatchObject({ state: 'dead', messages: [{ messageId: 'om_two' }] });
  time.now += 60_000;
  for (let again = 0; again < 2; again++) {
    time.now += 1_000;
    await world.store.turns.replay((await turnOf(world, 'two')).id, time.now);
    await world.work();
    await world.send();
    expect(world.requests.at(-1)).toMatchObject({ text: 'two', messages: [{ id: 'om_two' }] });
    expect(knew(world)).toEqual(['one', 're: one']);
    expect(world.said().at(-1)).toBe('re: two');
  }
  await say(started, 'four');
  expect(knew(world)).toEqual(['one', 're: one', 'two', 'three', 're: three', 're: two', 're: two']);
});

test.each(['queue', 'interrupt', 'merge'] as const)(
  '%s: a replay that fails again is tried again by itself, and lets pass what is said meanwhile',
  async (busy) => {
    await using started = await start({ busy });
    const { world, time } = started;
    await say(started, 'one', refusing);
    time.now += 60_000;
    world.script = failing;
    await world.store.turns.replay((await turnOf(world, 'one')).id, time.now);
    await world.work();
    expect(await turnOf(world, 'one')).toMatchObject({ state: 'retrying', failures: 1 });
    await say(started, 'two');
    expect(world.requests.at(-1)).toMatchObject({ text: 'two', messages: [{ id: 'om_two' }] });
    expect(await turnOf(world, 'one')).toMatchObject({ state: 'retrying' });
    time.now += 60_000;
    await world.work();
    await world.send();
    expect(world.requests.at(-1)).toMatchObject({ text: 'one', history: [] });
    expect(await turnOf(world, 'one')).toMatchObject({ state: 'answered' });
    expect(world.said()).toEqual([expect.stringContaining('I could not answer'), 're: two', 're: one']);
  },
);

test('what waits behind a replay that fails is worked on before its next try; the person is not told twice', async () => {
  await using started = await start();
  const { world, time } = started;
  await say(started, 'one', refusing);
  await world.store.turns.replay((await turnOf(world, 'one')).id, time.now);
  await world.take(world.message('two', { at: time.now }));
  world.script = (request, tools) => (request.text === 'one' ? failing : echo)(request, tools);
  await world.work();
  await world.send();
  expect((await turnOf(world, 'two')).state).toBe('answered');
  expect((await turnOf(world, 'one')).state).toBe('retrying');
  world.script = refusing;
  time.now += 60_000;
  await world.work();
  await world.send();
  expect((await turnOf(world, 'one')).state).toBe('dead');
  expect(world.said()).toEqual([expect.stringContaining('I could not answer'), 're: two']);
});
