import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { untranslated } from '../../../src/model/message.ts';
import type { ServiceStore, ServiceTables } from '../../../src/model/service/service-store.ts';
import type { StoredTurn } from '../../../src/model/triggers/turn-table.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { newSession, newTurn, newTurnMessage, sealedOf, withTriggers } from '../../support/trigger-rows.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const claim = (now: number, limit = 9) => ({ holder: 'w', now, leaseMs: 100, limit });
const idsOf = (turns: readonly { readonly id: string }[]): string[] => turns.map(({ id }) => id);
const messagesOf = (turn: StoredTurn | undefined) => turn?.messages.map(({ messageId }) => messageId);

test('a turn is as it was written, with its messages or its event', async () => {
  await using opened = await newServiceStore(server);
  const { turns, sessions } = opened.store;
  await withTriggers(opened.store);
  await sessions.insert(newSession('se_1'));
  const messages = [newTurnMessage('om_1'), newTurnMessage('om_2', { senderOpenId: 'ou_2', at: 7, length: 9 })];
  const told = newTurn('tu_1', { sessionId: 'se_1', messages, state: 'gathering', firstAt: 3, dueAt: 8, version: 4 });
  const bare = {
    seq: 1,
    attempt: 0,
    failures: 0,
    tokens: 0,
    lastError: undefined,
    endedAt: undefined,
    laterUntil: undefined,
    replay: undefined,
  };
  expect(await turns.add(told)).toEqual({ ...told, ...bare });
  expect(await turns.find('tu_1')).toEqual({ ...told, ...bare });
  const event = { id: 'ev_1', type: 'approval.approval', createdAt: 5, body: sealedOf('{}', 'trigger.tr_1') };
  const pushed = newTurn('tu_2', { messages: [], event });
  await turns.add(pushed);
  expect(await turns.find('tu_2')).toEqual({ ...pushed, ...bare, seq: 2 });
  expect(idsOf((await turns.page({ limit: 9 }, { triggerId: 'tr_1' })).items)).toEqual(['tu_1', 'tu_2']);
  expect(await turns.page({ limit: 9 }, { sessionId: 'se_1', state: 'gathering' })).toMatchObject({
    items: [{ id: 'tu_1', messages }],
    total: 1,
  });
  expect(await turns.find('tu_9')).toBeUndefined();
});

test('what a trigger has had once is no second turn: neither a message, in whichever lane, nor an event; another trigger may have it', async () => {
  await using opened = await newServiceStore(server);
  const { turns } = opened.store;
  await withTriggers(opened.store);
  const one = { messages: [newTurnMessage('om_1')] };
  expect(await turns.add(newTurn('tu_1', one))).toBeDefined();
  const twice = { lane: 'other', messages: [newTurnMessage('om_2'), newTurnMessage('om_1')] };
  expect(await turns.add(newTurn('tu_2', twice))).toBeUndefined();
  expect(await turns.add(newTurn('tu_3', { messages: [newTurnMessage('om_2')] }))).toBeDefined();
  expect(await turns.add(newTurn('tu_4', { ...one, triggerId: 'tr_2' }))).toBeDefined();
  const event = { id: 'ev_1', type: 'x', createdAt: 5, body: undefined };
  expect(await turns.add(newTurn('tu_5', { messages: [], event }))).toBeDefined();
  expect(await turns.add(newTurn('tu_6', { messages: [], event }))).toBeUndefined();
  expect(idsOf(await turns.openOf('lane'))).toEqual(['tu_1', 'tu_3', 'tu_4', 'tu_5']);
  expect(await turns.openOf('other')).toEqual([]);
});

test('of a message that is delivered many times at once there is one turn', async () => {
  await using opened = await newServiceStore(server);
  const stores = [opened.store, await opened.open()];
  await withTriggers(opened.store);
  const message = newTurnMessage('om_1');
  const added = await Promise.all(
    Array.from({ length: 12 }, (_, at) =>
      stores[at % 2]?.turns.add(newTurn(`tu_${at}`, { lane: `lane ${at % 3}`, messages: [message] })),
    ),
  );
  expect(added.filter((turn) => turn !== undefined)).toHaveLength(1);
  expect((await opened.store.turns.page({ limit: 99 }, {})).total).toBe(1);
});

describe('a turn that is held from the start', () => {
  const hold = { holder: 'w1', until: 1_000 };

  test('is worked on when nothing stands before it; what comes behind it waits, and nobody else has it before its lease ends', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    const first = await turns.add(newTurn('tu_1', { hold }));
    expect(first).toMatchObject({ state: 'working', attempt: 1, failures: 0 });
    expect(await turns.add(newTurn('tu_2', { hold }))).toMatchObject({ state: 'ready', attempt: 0 });
    expect(await turns.add(newTurn('tu_3', { hold, lane: 'other', state: 'gathering' }))).toMatchObject({
      state: 'gathering',
    });
    expect(await turns.claim({ holder: 'w2', now: 999, leaseMs: 50, limit: 9 })).toMatchObject([{ id: 'tu_3' }]);
    expect(await turns.end({ id: 'tu_1', attempt: 1 }, { state: 'answered' }, 999)).toBe(true);
    expect(await turns.claim({ holder: 'w2', now: 999, leaseMs: 50, limit: 9 })).toMatchObject([{ id: 'tu_2' }]);
  });

  test('is taken over when its worker is not heard of', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    await turns.add(newTurn('tu_1', { hold }));
    expect(await turns.nextDueAt()).toBe(1_000);
    expect(await turns.claim({ holder: 'w2', now: 1_000, leaseMs: 50, limit: 9 })).toMatchObject([
      { id: 'tu_1', attempt: 2, failures: 1 },
    ]);
    expect(await turns.messagesHeld({ id: 'tu_1', attempt: 1 })).toBeUndefined();
    expect(await turns.messagesHeld({ id: 'tu_1', attempt: 2 })).toBe(1);
  });

  test('rests ever longer when its workers are lost at once, one after another; one that is heard of has a lease as usual', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    await turns.add(newTurn('tu_1', { hold }));
    const dues: number[] = [];
    for (let now = 1_000; dues.length < 7; now = dues.at(-1) ?? 0) {
      expect(await turns.claim({ holder: 'w2', now, leaseMs: 50, limit: 9 })).toHaveLength(1);
      dues.push((await turns.nextDueAt()) ?? 0);
    }
    expect(dues.map((due, at) => due - (dues[at - 1] ?? 1_000))).toEqual([50, 50, 100, 200, 400, 800, 800]);
    expect(await turns.extend([{ id: 'tu_1', attempt: 8 }], 4_000)).toEqual(['tu_1']);
    expect(await turns.nextDueAt()).toBe(4_000);
  });

  test('is the only one at work, however many are added to its lane at once; one whose event was there leaves no trace', async () => {
    await using opened = await newServiceStore(server);
    const stores = [opened.store, await opened.open()];
    await withTriggers(opened.store);
    const event = { id: 'ev_1', type: 'x', createdAt: 5, body: undefined };
    const given = (at: number) => (at < 6 ? {} : { messages: [], event });
    const adding = Array.from({ length: 12 }, (_, at) =>
      stores[at % 2]?.turns.add(newTurn(`tu_${at}`, { hold, ...given(at) })),
    );
    const added = (await Promise.all(adding)).filter((turn) => turn !== undefined);
    expect(added).toHaveLength(7);
    expect(added.filter(({ state }) => state === 'working')).toHaveLength(1);
    const { turns } = opened.store;
    for (const { id, attempt } of added.filter(({ state }) => state === 'working'))
      await turns.end({ id, attempt }, { state: 'answered' }, 5);
    for (const left of [5, 4, 3, 2, 1, 0]) {
      const [next] = await turns.claim({ holder: 'w', now: 5_000, leaseMs: 50, limit: 1 });
      expect(next).toBeDefined();
      if (next !== undefined) await turns.end(next, { state: 'answered' }, 5_000);
      expect(await turns.openOf('lane')).toHaveLength(left);
    }
    expect(await turns.add(newTurn('tu_x', { messages: [], event, hold }))).toBeUndefined();
    expect(await turns.nextDueAt()).toBeUndefined();
  });
});

describe('gathering', () => {
  test('a turn takes messages while it gathers, each once, in their order, and is due when it is told', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    await turns.add(newTurn('tu_1', { state: 'gathering', dueAt: 50 }));
    expect(await turns.addMessage('tu_1', newTurnMessage('om_2'), { dueAt: 60 })).toBe('added');
    expect(await turns.addMessage('tu_1', newTurnMessage('om_2'), { dueAt: 99 })).toBe('again');
    expect(await turns.addMessage('tu_9', newTurnMessage('om_3'), { dueAt: 99 })).toBe('closed');
    expect(await turns.claim(claim(59))).toEqual([]);
    expect(await turns.nextDueAt()).toBe(60);
    const [claimed] = await turns.claim(claim(60));
    expect(messagesOf(claimed)).toEqual(['om_tu_1', 'om_2']);
    expect(await turns.addMessage('tu_1', newTurnMessage('om_3'), { dueAt: 99 })).toBe('closed');
    expect(await turns.addMessage('tu_1', newTurnMessage('om_3'), { steers: true })).toBe('added');
    expect(messagesOf(await turns.find('tu_1'))).toEqual(['om_tu_1', 'om_2', 'om_3']);
    expect(await turns.flush('tu_1', 5)).toBe(false);
  });

  test('what gathers is flushed, and what waits takes over the messages of another turn, which is cancelled', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    await turns.add(newTurn('tu_1', { firstAt: 3 }));
    await turns.add(newTurn('tu_2', { state: 'gathering', firstAt: 9, dueAt: 500 }));
    const [working] = await turns.claim(claim(5));
    expect(await turns.merge('tu_1', 'tu_2', 6)).toBe(true);
    expect(await turns.merge('tu_1', 'tu_2', 6)).toBe(false);
    expect(await turns.find('tu_1')).toMatchObject({ state: 'cancelled', endedAt: 6, messages: [] });
    expect(await turns.extend([{ id: 'tu_1', attempt: working?.attempt ?? 0 }], 999)).toEqual([]);
    expect(await turns.claim(claim(10))).toEqual([]);
    expect(await turns.flush('tu_2', 10)).toBe(true);
    const [merged] = await turns.claim(claim(10));
    expect(merged).toMatchObject({ id: 'tu_2', firstAt: 3, state: 'working' });
    expect(messagesOf(merged)).toEqual(['om_tu_1', 'om_tu_2']);
  });

  test('whoever has locked the lane decides by what is open in it; others wait', async () => {
    await using opened = await newServiceStore(server);
    const other = await opened.open();
    await withTriggers(opened.store);
    const join = (store: ServiceStore, id: string): Promise<void> =>
      store.transaction(async ({ turns }: ServiceTables) => {
        await turns.lockLane('lane');
        const [open] = await turns.openOf('lane');
        const message = newTurnMessage(`om_${id}`);
        if (open === undefined) await turns.add(newTurn(id, { state: 'gathering', messages: [message] }));
        else await turns.addMessage(open.id, message, { dueAt: 5 });
      });
    await Promise.all(Array.from({ length: 8 }, (_, at) => join(at % 2 === 0 ? opened.store : other, `tu_${at}`)));
    const { items } = await opened.store.turns.page({ limit: 99 }, {});
    expect(items).toHaveLength(1);
    expect(messagesOf(items[0])?.toSorted()).toEqual(Array.from({ length: 8 }, (_, at) => `om_tu_${at}`));
  });
});

describe('working', () => {
  test('of a lane the first that has not ended is worked on, by one; what waits for another try keeps the others waiting', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    for (const id of ['tu_1', 'tu_2']) await turns.add(newTurn(id));
    await turns.add(newTurn('tu_3', { lane: 'other', dueAt: 2 }));
    expect(idsOf(await turns.claim(claim(5)))).toEqual(['tu_1', 'tu_3']);
    expect(await turns.claim(claim(5))).toEqual([]);
    const fence = { id: 'tu_1', attempt: 1 };
    expect(await turns.end(fence, { state: 'retrying', lastError: untranslated('No'), dueAt: 40 }, 6)).toBe(true);
    expect(await turns.find('tu_1')).toMatchObject({
      state: 'retrying',
      dueAt: 40,
      lastError: untranslated('No'),
      endedAt: undefined,
    });
    expect(await turns.claim(claim(39))).toEqual([]);
    expect(await turns.claim(claim(40))).toMatchObject([{ id: 'tu_1', attempt: 2, failures: 1 }]);
    expect(await turns.end(fence, { state: 'answered' }, 41)).toBe(false);
    expect(await turns.end({ id: 'tu_1', attempt: 2 }, { state: 'answered' }, 41)).toBe(true);
    expect(await turns.find('tu_1')).toMatchObject({ state: 'answered', endedAt: 41 });
    expect(idsOf(await turns.claim(claim(41)))).toEqual(['tu_2']);
  });

  test('a turn whose worker is silent is taken over when its lease ends, and what the silent one says then is refused', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    await turns.add(newTurn('tu_1'));
    const first = { id: 'tu_1', attempt: 1 };
    await turns.claim(claim(5));
    expect(await turns.extend([first], 200)).toEqual(['tu_1']);
    expect(await turns.claim({ ...claim(199), holder: 'x' })).toEqual([]);
    expect(await turns.nextDueAt()).toBe(200);
    expect(await turns.claim({ ...claim(200), holder: 'x' })).toMatchObject([{ id: 'tu_1', attempt: 2, failures: 1 }]);
    expect(await turns.extend([first], 900)).toEqual([]);
    expect(await opened.store.transaction((tables) => tables.turns.holds(first))).toBe(false);
    expect(await turns.holds({ id: 'tu_1', attempt: 2 })).toBe(true);
    expect(await turns.end(first, { state: 'answered' }, 201)).toBe(false);
    expect(await turns.end({ id: 'tu_1', attempt: 2 }, { state: 'dead', lastError: untranslated('Broken') }, 202)).toBe(
      true,
    );
    expect(await turns.nextDueAt()).toBeUndefined();
  });

  test('a try that was none is not counted; what the handler has used is, in all attempts and turns of a session', async () => {
    await using opened = await newServiceStore(server);
    const { turns, sessions } = opened.store;
    await withTriggers(opened.store);
    await sessions.insert(newSession('se_1'));
    for (const id of ['tu_1', 'tu_2']) await turns.add(newTurn(id, { sessionId: 'se_1', lane: id }));
    expect(await turns.tokensOf('se_1')).toBe(0);
    const again = { state: 'retrying', lastError: untranslated('Paused'), dueAt: 6 } as const;
    await turns.claim(claim(5));
    await turns.end({ id: 'tu_1', attempt: 1 }, { ...again, usesNoTry: true }, 5);
    expect(await turns.claim(claim(6))).toMatchObject([{ id: 'tu_1', failures: 0, lastError: untranslated('Paused') }]);
    await turns.end({ id: 'tu_1', attempt: 2 }, again, 6);
    for (const id of ['tu_1', 'tu_1', 'tu_2']) await turns.addTokens(id, 7);
    expect(await turns.find('tu_1')).toMatchObject({ failures: 1, tokens: 14 });
    expect(await turns.tokensOf('se_1')).toBe(21);
  });

  test('a turn is given back, cancelled whoever works on it, and replayed at the end of its lane', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    for (const id of ['tu_1', 'tu_2']) await turns.add(newTurn(id));
    await turns.claim(claim(5));
    expect(await turns.end({ id: 'tu_1', attempt: 1 }, { state: 'ready', dueAt: 6 }, 5)).toBe(true);
    expect(await turns.claim(claim(6))).toMatchObject([{ id: 'tu_1', attempt: 2, failures: 0 }]);
    expect(await turns.restart('tu_1', 6)).toBe(true);
    expect(await turns.restart('tu_1', 6)).toBe(false);
    expect(await turns.end({ id: 'tu_1', attempt: 2 }, { state: 'answered' }, 6)).toBe(false);
    expect(await turns.claim(claim(6))).toMatchObject([{ id: 'tu_1', attempt: 3 }]);
    expect(await turns.replay('tu_1', 7)).toBe(false);
    expect(await turns.cancel('tu_1', 7)).toBe(true);
    expect(await turns.cancel('tu_1', 7)).toBe(false);
    expect(await turns.end({ id: 'tu_1', attempt: 3 }, { state: 'answered' }, 8)).toBe(false);
    expect(await turns.replay('tu_1', 8)).toBe(true);
    expect(idsOf(await turns.openOf('lane'))).toEqual(['tu_2', 'tu_1']);
    expect(await turns.claim(claim(9))).toMatchObject([{ id: 'tu_2' }]);
  });

  test('of two who replay what is dead, the second does not ask again for what the first has had answered', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    await turns.add(newTurn('tu_1'));
    await turns.claim(claim(5));
    await turns.end({ id: 'tu_1', attempt: 1 }, { state: 'dead', lastError: { en: '', zh: '' } }, 6);
    const [seen] = (await turns.page({ limit: 9 }, { state: 'dead' })).items;
    if (seen === undefined) throw new Error('No turn is dead');
    expect(await turns.replay('tu_1', 7, seen)).toBe(true);
    expect(await turns.replay('tu_1', 7, seen)).toBe(false);
    await turns.claim(claim(8));
    await turns.end({ id: 'tu_1', attempt: 2 }, { state: 'dead', lastError: { en: '', zh: '' } }, 9);
    expect(await turns.replay('tu_1', 9, seen)).toBe(false);
    const again = await turns.find('tu_1');
    expect(await turns.replay('tu_1', 10, again)).toBe(true);
    await turns.claim(claim(11));
    await turns.end({ id: 'tu_1', attempt: 3 }, { state: 'answered' }, 12);
    expect(await turns.replay('tu_1', 13, again)).toBe(false);
  });

  test('a message that is recalled is erased wherever it is, and takes along the turns of which nothing else is left', async () => {
    await using opened = await newServiceStore(server);
    const { turns } = opened.store;
    await withTriggers(opened.store);
    const recalled = newTurnMessage('om_1');
    await turns.add(newTurn('tu_1', { messages: [recalled] }));
    await turns.add(newTurn('tu_2', { messages: [newTurnMessage('om_2')] }));
    await turns.add(newTurn('tu_3', { triggerId: 'tr_2', messages: [recalled, newTurnMessage('om_3')] }));
    await turns.claim(claim(5));
    expect(await turns.recall('in_1', 'om_1', 6)).toEqual([
      { id: 'tu_1', isCancelled: true },
      { id: 'tu_3', isCancelled: false },
    ]);
    expect(await turns.find('tu_3')).toMatchObject({
      messages: [{ body: undefined, length: 0 }, { messageId: 'om_3' }],
    });
    expect(await turns.add(newTurn('tu_4', { messages: [recalled] }))).toBeUndefined();
    expect(await turns.recall('in_1', 'om_9', 6)).toEqual([]);
    expect(idsOf(await turns.claim(claim(6)))).toEqual(['tu_2']);
  });
});

/** What may happen to lanes. */
type Step =
  | { readonly kind: 'add'; readonly lane: number }
  | { readonly kind: 'replay'; readonly lane: number }
  | { readonly kind: 'cancel'; readonly lane: number }
  | { readonly kind: 'claim'; readonly store: number; readonly limit: number }
  | { readonly kind: 'end'; readonly how: 'answer' | 'retry' | 'die' | 'kill' | 'giveBack'; readonly of: number }
  | { readonly kind: 'wait'; readonly ms: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), lane: fc.nat(2) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('claim' as const), store: fc.nat(1), limit: fc.nat(3) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('end' as const),
        how: fc.constantFrom('answer', 'retry', 'die', 'kill', 'giveBack'),
        of: fc.nat(3),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('replay' as const), lane: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), lane: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(120) }) },
  ),
  { maxLength: 40 },
);

test('whatever happens, of a lane one is worked on at a time, the first that has not ended, and none is lost', async () => {
  await using opened = await newServiceStore(server);
  const stores = [opened.store, await opened.open()] as const;
  await withTriggers(opened.store);
  let serial = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const { turns } = stores[0];
      const round = ++serial;
      const lanes: string[][] = [[], [], []];
      const laneOf = new Map<string, string[]>();
      const held: StoredTurn[] = [];
      const silent: StoredTurn[] = [];
      const until = new Map<string, number>();
      let now = 1;
      const over = (id: string): void => {
        const lane = laneOf.get(id) ?? [];
        lane.splice(lane.indexOf(id), 1);
      };
      const take = async (store: ServiceStore, limit: number): Promise<void> => {
        for (const turn of await store.turns.claim(claim(now, limit))) {
          expect(laneOf.get(turn.id)?.[0]).toBe(turn.id);
          expect(idsOf(held)).not.toContain(turn.id);
          held.push(turn);
          until.set(turn.id, now + 100);
        }
      };
      const endings = {
        answer: (turn: StoredTurn) => turns.end(turn, { state: 'answered' }, now),
        die: (turn: StoredTurn) => turns.end(turn, { state: 'dead', lastError: untranslated('x') }, now),
        retry: (turn: StoredTurn) =>
          turns.end(turn, { state: 'retrying', lastError: untranslated('x'), dueAt: now + 50 }, now),
        giveBack: (turn: StoredTurn) => turns.end(turn, { state: 'ready', dueAt: now }, now),
      };
      for (const step of given) {
        if (step.kind === 'add') {
          const id = `tu_${round}_${laneOf.size}`;
          const lane = lanes[step.lane] ?? [];
          await turns.add(newTurn(id, { lane: `${round} ${step.lane}`, dueAt: now }));
          lane.push(id);
          laneOf.set(id, lane);
        } else if (step.kind === 'claim') await take(stores[step.store] ?? stores[0], step.limit);
        else if (step.kind === 'wait') {
          now += step.ms;
          // Whose lease has ended is as good as silent.
          const ended = held.filter(({ id }) => (until.get(id) ?? 0) <= now);
          for (const turn of ended) silent.push(...held.splice(held.indexOf(turn), 1));
        } else if (step.kind === 'cancel') {
          const id = lanes[step.lane]?.[0];
          if (id === undefined) continue;
          expect(await turns.cancel(id, now)).toBe(true);
          over(id);
          const at = held.findIndex((turn) => turn.id === id);
          if (at >= 0) silent.push(...held.splice(at, 1));
        } else if (step.kind === 'replay') {
          const lane = lanes[step.lane] ?? [];
          const id = [...laneOf].find(([one, of]) => of === lane && !lane.includes(one))?.[0];
          if (id === undefined) continue;
          expect(await turns.replay(id, now)).toBe(true);
          lane.push(id);
        } else {
          const [turn] = held.splice(step.of, 1);
          if (turn === undefined) continue;
          if (step.how === 'kill') silent.push(turn);
          else expect(await endings[step.how](turn)).toBe(true);
          if (step.how === 'answer' || step.how === 'die') over(turn.id);
        }
      }
      for (const turn of held.splice(0)) silent.push(turn);
      // Everybody is silent; another one comes and does all of it, in the order of each lane.
      for (let left = laneOf.size; [...lanes].some((lane) => lane.length > 0) && left >= 0; left--) {
        now += 200;
        await take(stores[1], 9);
        for (const turn of held.splice(0)) {
          expect(await turns.end(turn, { state: 'answered' }, now)).toBe(true);
          over(turn.id);
        }
      }
      expect(lanes).toEqual([[], [], []]);
      for (const turn of silent) expect(await turns.end(turn, { state: 'answered' }, now)).toBe(false);
      expect(await turns.nextDueAt()).toBeUndefined();
    }),
    { numRuns: 25 },
  );
});

test('many who claim and end at once work on everything once, and on each lane in its order', async () => {
  await using opened = await newServiceStore(server);
  const stores = [opened.store, await opened.open()];
  const { turns } = opened.store;
  await withTriggers(opened.store);
  for (let at = 0; at < 60; at++) await turns.add(newTurn(`tu_${at}`, { lane: `lane ${at % 5}` }));
  const worked: StoredTurn[] = [];
  const busy = new Set<string>();
  const work = async (store: ServiceStore | undefined): Promise<void> => {
    for (let left = 60; left > 0 && worked.length < 60; left--)
      for (const turn of (await store?.turns.claim(claim(5, 2))) ?? []) {
        expect(busy.has(turn.lane)).toBe(false);
        busy.add(turn.lane);
        worked.push(turn);
        expect(await store?.turns.holds(turn)).toBe(true);
        busy.delete(turn.lane);
        await store?.turns.end(turn, { state: 'answered' }, 5);
      }
  };
  await Promise.all([...stores, ...stores].map(work));
  expect(new Set(idsOf(worked)).size).toBe(60);
  for (const lane of [0, 1, 2, 3, 4]) {
    const seqs = worked.filter((turn) => turn.lane === `lane ${lane}`).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((one, other) => one - other));
  }
});

test('processes of which one is killed answer every turn once, and those of a lane in their order', async () => {
  await using opened = await newServiceStore(server);
  const { turns, outbox } = opened.store;
  await withTriggers(opened.store);
  for (let at = 10; at < 50; at++) await turns.add(newTurn(`tu_${at}`, { lane: `lane ${at % 4}` }));
  const worker = new URL('turn-worker.ts', import.meta.url).pathname;
  const workers = ['w1', 'w2', 'w3'].map((holder) => {
    const child = spawn(process.execPath, [worker, opened.url, holder], { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (more) => (text += more));
    return { child, lines: () => text.split('\n').length - 1, ended: once(child, 'close') };
  });
  for (const { lines } of workers) await expect.poll(lines, { timeout: 60_000 }).toBe(1);
  for (const { child } of workers) child.stdin.write('begin\n');
  await expect.poll(() => workers[0]?.lines(), { timeout: 60_000, interval: 1 }).toBeGreaterThan(2);
  workers[0]?.child.kill('SIGKILL');
  await Promise.all(workers.map(({ ended }) => ended));
  expect((await turns.page({ limit: 1 }, { state: 'answered' })).total).toBe(40);
  const { items } = await outbox.page({ limit: 99 }, {});
  expect(items).toHaveLength(40);
  for (const lane of [0, 1, 2, 3]) {
    const said = items.filter((row) => row.lane === `lane ${lane}`).toSorted((one, other) => one.seq - other.seq);
    expect(idsOf(said)).toEqual(idsOf(said).toSorted());
  }
}, 120_000);
