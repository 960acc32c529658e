import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settingsOf } from '../../../test/support/trigger-things.ts';
import { type Aggregation, type BusyPolicy, busyPolicies } from '../../model/triggers/trigger-settings.ts';
import { planCommand } from './plan-command.ts';
import { type MessagePlan, type NewTurnPlan, type OpenTurn, planMessage } from './plan-message.ts';

type Message = OpenTurn['messages'][number];
type Turn = { -readonly [key in keyof OpenTurn]: OpenTurn[key] } & { dueAt: number };

const message = (messageId: string, senderOpenId = 'ou_ann', length = 10): Message => ({
  messageId,
  senderOpenId,
  length,
  at: 0,
  body: undefined,
});

function turn(id: string, state: OpenTurn['state'], messages: readonly Message[], firstAt = 0): OpenTurn {
  return { id, sessionId: 'ses_1', version: 1, state, firstAt, messages, replay: undefined };
}

interface Given {
  readonly open?: readonly OpenTurn[];
  readonly busy?: BusyPolicy;
  readonly aggregation?: Partial<Aggregation>;
  readonly now?: number;
  readonly sessionId?: string;
  readonly version?: number;
}

function plan(
  one: Message,
  { open = [], busy = 'queue', aggregation, now = 1_000, sessionId = 'ses_1', version = 1 }: Given,
): MessagePlan {
  const defaults = settingsOf().aggregation;
  const settings = { busy, aggregation: { ...defaults, ...aggregation } };
  return planMessage({ message: one, sessionId, version, settings, open, now });
}

const gathers = { quietMs: 2_000, longestMs: 8_000, mostMessages: 8, mostCharacters: 4_000 };

test('without aggregation each message is a turn by itself, at once', () => {
  const open = [turn('t1', 'ready', [message('m1')])];
  expect(plan(message('m2'), { open })).toEqual({
    kind: 'new',
    state: 'ready',
    dueAt: 1_000,
    flushes: [],
    takesOver: [],
    passes: [],
    ahead: 1,
  });
});

test('with it a message waits for what follows, which joins it', () => {
  expect(plan(message('m1'), { aggregation: gathers })).toMatchObject({
    kind: 'new',
    state: 'gathering',
    dueAt: 3_000,
  });
  const open = [turn('t1', 'gathering', [message('m1')])];
  expect(plan(message('m2'), { open, aggregation: gathers, now: 1_500 })).toEqual({
    kind: 'join',
    turnId: 't1',
    dueAt: 3_500,
    flush: false,
  });
});

test('somebody who keeps talking, a message a second, has an answer begun within eight seconds', () => {
  let open: readonly OpenTurn[] = [turn('t1', 'gathering', [message('m0')])];
  let dueAt = 2_000;
  for (let second = 1; dueAt > second * 1_000; second++) {
    const next = message(`m${second}`);
    const made = plan(next, { open, aggregation: { ...gathers, mostMessages: 50 }, now: second * 1_000 });
    if (made.kind !== 'join') throw new Error(made.kind);
    dueAt = made.dueAt;
    open = open.map((one) => ({ ...one, messages: [...one.messages, next] }));
  }
  expect(dueAt).toBe(8_000);
});

test('a turn is full by count, and by characters', () => {
  const open = [turn('t1', 'gathering', [message('m1'), message('m2')])];
  expect(plan(message('m3'), { open, aggregation: { ...gathers, mostMessages: 3 } })).toEqual({
    kind: 'join',
    turnId: 't1',
    dueAt: 1_000,
    flush: true,
  });
  expect(plan(message('m3', 'ou_ann', 3_990), { open, aggregation: gathers })).toMatchObject({
    kind: 'new',
    flushes: ['t1'],
    state: 'gathering',
  });
  expect(plan(message('m3', 'ou_ann', 9_000), { open, aggregation: gathers })).toMatchObject({
    kind: 'new',
    state: 'ready',
  });
});

test('what several people say is gathered only when that is asked for', () => {
  const open = [turn('t1', 'gathering', [message('m1', 'ou_bob')])];
  expect(plan(message('m2'), { open, aggregation: gathers })).toMatchObject({ kind: 'new', flushes: [] });
  expect(plan(message('m2'), { open, aggregation: { ...gathers, acrossSenders: true } })).toMatchObject({
    kind: 'join',
  });
});

test('nothing joins what was said in another session, or to another version', () => {
  const open = [turn('t1', 'gathering', [message('m1')])];
  expect(plan(message('m2'), { open, aggregation: gathers, sessionId: 'ses_2' })).toMatchObject({ kind: 'new' });
  expect(plan(message('m2'), { open, aggregation: gathers, version: 2 })).toMatchObject({ kind: 'new' });
});

test('a message that a turn has already is known', () => {
  expect(plan(message('m1'), { open: [turn('t1', 'working', [message('m1')])], busy: 'steer' })).toEqual({
    kind: 'known',
  });
});

const working = [turn('t1', 'working', [message('m1')])];

test('queue: it waits behind what is worked on, and it is known how many come before', () => {
  const open = [...working, turn('t2', 'ready', [message('m2', 'ou_bob')])];
  expect(plan(message('m3'), { open })).toMatchObject({ kind: 'new', state: 'ready', takesOver: [], ahead: 2 });
});

test('interrupt: work ends, and the new turn has both questions, in their order', () => {
  const open = [...working, turn('t2', 'ready', [message('m2')])];
  expect(plan(message('m3'), { open, busy: 'interrupt' })).toMatchObject({
    kind: 'new',
    takesOver: ['t2', 't1'],
    ahead: 0,
    dueAt: 1_000,
  });
});

test('merge: what comes meanwhile is one turn', () => {
  expect(plan(message('m2'), { open: working, busy: 'merge' })).toMatchObject({
    kind: 'new',
    state: 'gathering',
    dueAt: 1_000,
  });
  const open = [...working, turn('t2', 'gathering', [message('m2')])];
  expect(plan(message('m3'), { open, busy: 'merge' })).toMatchObject({ kind: 'join', turnId: 't2' });
  expect(plan(message('m1'), { busy: 'merge' })).toMatchObject({ state: 'ready' });
});

test('steer: it goes to who works; if they have just ended, it waits', () => {
  expect(plan(message('m2'), { open: working, busy: 'steer' })).toMatchObject({
    kind: 'steer',
    turnId: 't1',
    otherwise: { kind: 'new' },
  });
  const open = [...working, turn('t2', 'ready', [message('m2')])];
  expect(plan(message('m3'), { open, busy: 'steer' })).toMatchObject({ kind: 'new' });
});

test.each(['interrupt', 'steer', 'merge'] as const)('%s: the answer to somebody else is left alone', (busy) => {
  expect(plan(message('m2', 'ou_bob'), { open: working, busy })).toMatchObject({
    kind: 'new',
    state: 'ready',
    takesOver: [],
  });
});

test('what waits to be tried again is asked at once, with what is said now', () => {
  const open = [turn('t1', 'retrying', [message('m1')]), turn('t2', 'ready', [message('m2', 'ou_bob')])];
  expect(plan(message('m3'), { open })).toMatchObject({ kind: 'new', state: 'ready', takesOver: ['t1'], ahead: 1 });
  expect(plan(message('m3', 'ou_bob'), { open })).toMatchObject({ takesOver: [] });
});

/** A lane as the table keeps it, with the plans carried out. */
class Lane {
  readonly turns: Turn[] = [];
  readonly ended = new Map<string, { how: 'answered' | 'dead' | 'cancelled'; messages: readonly Message[] }>();
  readonly recalled = new Set<string>();
  #count = 0;

  arrive(one: Message, given: Given, now: number): void {
    const made = plan(one, { ...given, open: this.turns, now });
    if (made.kind === 'known') throw new Error('known');
    if (made.kind === 'new') this.#begin(one, made, now);
    else {
      const target = this.#find(made.turnId);
      expect(target?.state).toBe(made.kind === 'join' ? 'gathering' : 'working');
      if (target === undefined) return;
      target.messages = [...target.messages, one];
      if (made.kind === 'join') {
        target.dueAt = made.dueAt;
        if (made.flush) target.state = 'ready';
      }
    }
  }

  claim(now: number): void {
    const [first] = this.turns;
    if (first !== undefined && first.state !== 'working' && first.dueAt <= now) first.state = 'working';
  }

  finish(how: 'answered' | 'dead' | 'again', now: number): void {
    const [first] = this.turns;
    if (first?.state !== 'working') return;
    if (how === 'again') {
      first.state = 'retrying';
      first.dueAt = now + 10_000;
    } else this.end(first.id, how);
  }

  stop(senderOpenId: string): void {
    const command = { name: 'stop', rest: '', isBare: false } as const;
    const made = planCommand(command, { senderOpenId, isDirect: false, open: this.turns });
    if (made.kind === 'command') for (const id of made.cancels) this.end(id, 'cancelled');
  }

  recall(messageId: string): void {
    const held = this.turns.find(({ messages }) => messages.some((one) => one.messageId === messageId));
    if (held === undefined) return;
    this.recalled.add(messageId);
    if (held.messages.every((one) => this.recalled.has(one.messageId))) this.end(held.id, 'cancelled');
  }

  end(id: string, how: 'answered' | 'dead' | 'cancelled'): void {
    const at = this.turns.findIndex((one) => one.id === id);
    const [gone] = this.turns.splice(at, 1);
    if (gone !== undefined) this.ended.set(id, { how, messages: gone.messages });
  }

  #begin(one: Message, made: NewTurnPlan, now: number): void {
    for (const id of made.flushes) {
      const flushed = this.#find(id);
      if (flushed !== undefined) Object.assign(flushed, { state: 'ready', dueAt: now });
    }
    this.#count += 1;
    const begun: Turn = { ...turn(`t${this.#count}`, made.state, [one], now), dueAt: made.dueAt };
    this.turns.push(begun);
    for (const id of made.takesOver) {
      const from = this.#find(id);
      if (from === undefined) continue;
      begun.messages = [...from.messages, ...begun.messages];
      this.turns.splice(this.turns.indexOf(from), 1);
    }
  }

  #find(id: string): Turn | undefined {
    return this.turns.find((one) => one.id === id);
  }
}

const people = ['ou_ann', 'ou_bob'];
const happenings = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('arrive' as const),
        who: fc.constantFrom(...people),
        length: fc.integer({ min: 1, max: 3_000 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('claim' as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('finish' as const), how: fc.constantFrom('answered', 'again', 'dead') }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), who: fc.constantFrom(...people) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('recall' as const), which: fc.nat(40) }) },
  ),
  { maxLength: 60 },
);

test('whatever happens, no message is lost, none is answered twice, and the order of each person is kept', () => {
  fc.assert(
    fc.property(
      happenings,
      fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 60, maxLength: 60 }),
      fc.constantFrom(...busyPolicies),
      fc.constantFrom(0, 2_000),
      fc.boolean(),
      (all, pauses, busy, quietMs, acrossSenders) => {
        const lane = new Lane();
        const said: Message[] = [];
        const aggregation = { ...gathers, quietMs, acrossSenders, mostMessages: 4 };
        let now = 0;
        all.forEach((one, index) => {
          now += pauses[index] ?? 0;
          if (one.kind === 'arrive') {
            const next = message(`m${said.length}`, one.who, one.length);
            said.push(next);
            lane.arrive(next, { busy, aggregation }, now);
          } else if (one.kind === 'claim') lane.claim(now);
          else if (one.kind === 'finish') lane.finish(one.how, now);
          else if (one.kind === 'stop') lane.stop(one.who);
          else lane.recall(`m${one.which}`);
          for (const { state, dueAt, firstAt, messages } of lane.turns) {
            // Nothing waits for longer than it may, and nobody's words are mixed with another's.
            if (state === 'gathering') expect(dueAt).toBeLessThanOrEqual(Math.max(firstAt + gathers.longestMs, now));
            if (!acrossSenders) expect(new Set(messages.map(({ senderOpenId }) => senderOpenId)).size).toBe(1);
          }
        });
        // Then the handler answers all that is left, in as many steps as there are turns.
        for (let left = lane.turns.length; left > 0; left--) {
          now += 20_000;
          lane.claim(now);
          lane.finish('answered', now);
        }
        expect(lane.turns).toEqual([]);
        const ends = [...lane.ended.values()];
        const handled = ends.flatMap(({ messages }) => messages.map(({ messageId }) => messageId));
        expect([...handled].sort()).toEqual(said.map(({ messageId }) => messageId).sort());
        for (const who of people) {
          const answered = ends.filter(({ how }) => how === 'answered').flatMap(({ messages }) => messages);
          const numbers = answered
            .filter(({ senderOpenId }) => senderOpenId === who)
            .map(({ messageId }) => Number(messageId.slice(1)));
          expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
        }
      },
    ),
    { numRuns: 300, seed: 15 },
  );
});
