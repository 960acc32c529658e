import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rest } from '../../src/model/clock.ts';
import { RecordError, TransientError } from '../../src/model/errors.ts';
import type { ReceivedEvent } from '../../src/model/event.ts';
import type { EventStore } from '../../src/model/event-store.ts';
import type { Hint } from '../../src/model/hint.ts';
import type { LeaseHolder } from '../../src/model/inbox.ts';
import { untranslated } from '../../src/model/message.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import type { EventProcessor } from '../../src/sync/event-processor.ts';
import { openSink, processorOf } from '../support/event-processor.ts';
import { receivedEvent } from '../support/received-event.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const begin = 1_800_000_000_000;
const consumer = 'replication';
/** So many failures that its record is never got. */
const never = 1_000_000;

interface Made {
  readonly key: string | null;
  /** How many refreshes that it is part of do not get its record. */
  readonly failures: number;
  /** How long its record takes to be read. */
  readonly ms: number;
  /** It cannot be told what it asks for. */
  readonly isUnclear?: boolean;
}

interface Course {
  readonly events: readonly Made[];
  /** Whether the app may read at all, call by call. */
  readonly isRefused: (call: number) => boolean;
  /** Whether the inbox answers, call by call. */
  readonly isInboxDown?: (call: number) => boolean;
}

interface Done {
  /** Ids in the order in which they were finished. */
  readonly finished: readonly string[];
  /** Ids of each refresh. */
  readonly calls: readonly (readonly string[])[];
  readonly endedAt: number;
  readonly dead: readonly string[];
}

let folder: string;
let store: EventStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-processor-'));
  store = await openEventStore(join(folder, 'events.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const received = ({ key }: Made, at: number): ReceivedEvent => receivedEvent(String(at), { at: begin, orderKey: key });

const refused = new TransientError({ code: 'source.scan.unstable', message: untranslated('HTTP 503') });
const down = new TransientError({ code: 'store.write.failed', message: untranslated('lock timeout') });
const lost = new RecordError({ code: 'store.value.refused', message: untranslated('no such record') });

/** Follows events until each is done or dead. Fails when a lease ends while its event is worked on, or when another may take its key. */
async function processAll({ events, isRefused, isInboxDown = () => false }: Course): Promise<Done> {
  const clock = new VirtualClock(begin);
  await store.unregister(consumer);
  await store.register({ name: consumer, filter: {}, from: 'now' }, begin);
  await store.prune({ appId: 'cli_1', before: begin + 1 });
  await store.accept(events.map(received));
  const keys = new Map(events.map(({ key }, at) => [String(at), key]));
  const failures = new Map(events.map((made, at) => [String(at), made.failures]));
  const calls: string[][] = [];
  const finished: string[] = [];
  const ids = new Map((await store.list({ limit: 2_000 })).map(({ seq, id }) => [seq, id]));
  const idOf = (seq: number): string => ids.get(seq) ?? '';
  const ended = new AbortController();
  // The processor would take what is thrown in here for a failure of its source.
  const faults: string[] = [];
  const fault = (what: string): void => {
    faults.push(what);
    ended.abort();
  };
  const all = async (seqs: readonly number[], held: Promise<number>): Promise<number> => {
    const count = await held;
    if (count !== seqs.length) fault(`of ${seqs.length} leases, ${count} were still held`);
    return count;
  };
  let inboxCalls = 0;
  const reachInbox = (): void => {
    if (isInboxDown(++inboxCalls)) throw down;
  };
  const stranger: LeaseHolder = { consumer, owner: 'stranger' };
  const assertNobodyElseMay = async (inFlight: readonly string[]): Promise<void> => {
    const claim = { ...stranger, leaseMs: 1_000, limit: 2_000, appId: 'cli_1', now: clock.now() };
    const taken = await store.claim(claim);
    const busyKeys = new Set(inFlight.flatMap((id) => keys.get(id) ?? []));
    for (const { id, orderKey } of taken)
      if (inFlight.includes(id) || (orderKey !== null && busyKeys.has(orderKey)))
        fault(`another process was given ${id} meanwhile`);
    const seqs = taken.map(({ seq }) => seq);
    await store.release(seqs, stranger);
  };
  const processor = processorOf({
    inbox: {
      claim: async (claim) => {
        reachInbox();
        return await store.claim(claim);
      },
      extend: (seqs, extension) => store.extend(seqs, extension),
      release: async (seqs, holder) => {
        reachInbox();
        return await all(seqs, store.release(seqs, holder));
      },
      complete: async (seqs, holder) => {
        reachInbox();
        finished.push(...seqs.map(idOf));
        return await all(seqs, store.complete(seqs, holder));
      },
      fail: async (seqs, failure) => {
        reachInbox();
        if (failure.nextAt === undefined) finished.push(...seqs.map(idOf));
        return await all(seqs, store.fail(seqs, failure));
      },
    },
    toHints: ({ id }): Hint[] => {
      if (events[Number(id)]?.isUnclear) throw new TypeError('a body that nobody expected');
      return [{ module: 'base', kind: 'record', target: { id } }];
    },
    refresher: {
      changesStreams: () => false,
      async *refresh({ hints }) {
        const some = hints.map(({ target }) => String(Reflect.get(target, 'id')));
        calls.push(some);
        if (isRefused(calls.length)) throw refused;
        for (const id of some) await clock.sleep(events[Number(id)]?.ms ?? 0);
        await assertNobodyElseMay(some);
        for (const id of some) {
          const left = failures.get(id) ?? 0;
          failures.set(id, left - 1);
          if (left > 0) yield { kind: 'incomplete', streams: ['records'], error: lost };
          else yield { kind: 'rows', stream: 'records', rows: [{ id }] };
        }
      },
    },
    clock,
    waitForEvents: async (until) => {
      if ((await store.stats()).pending === 0) ended.abort();
      await rest(clock, 5_000, until);
    },
  });
  await processor.run(openSink, ended.signal);
  expect(faults).toEqual([]);
  const dead = (await store.list({ state: 'dead', limit: 2_000 })).map(({ id }) => id).sort();
  return { finished, calls, endedAt: clock.now(), dead };
}

test('with any failures, also of the inbox, and any durations, each event is finished once, those of a key in order, under a valid lease', async () => {
  const event = fc.record({
    key: fc.constantFrom('a', 'b', null),
    failures: fc.constantFrom(0, 0, 0, 1, 2, never),
    ms: fc.constantFrom(0, 10, 50_000, 130_000),
    isUnclear: fc.constantFrom(false, false, false, true),
  });
  const course = fc.record({
    events: fc.array(event, { minLength: 1, maxLength: 8 }),
    refusedCalls: fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 6 }),
    // Each may cost an attempt of each event.
    lostCalls: fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(course, async ({ events, refusedCalls, lostCalls }) => {
      const { finished, dead } = await processAll({
        events,
        isRefused: (call) => refusedCalls.includes(call),
        isInboxDown: (call) => lostCalls.includes(call),
      });
      expect(finished.toSorted()).toEqual(events.map((_, at) => String(at)).toSorted());
      for (const key of ['a', 'b']) {
        const ofKey = finished.filter((id) => events[Number(id)]?.key === key);
        expect(ofKey).toEqual(ofKey.toSorted((left, right) => Number(left) - Number(right)));
      }
      expect(dead).toEqual(
        events.flatMap(({ failures, isUnclear }, at) => (failures === never || isUnclear ? [String(at)] : [])),
      );
    }),
    { numRuns: 30 },
  );
}, 120_000);

const quick = (count: number, culprit: number, ms = 0): Made[] =>
  Array.from({ length: count }, (_, at) => ({ key: null, failures: at === culprit ? 2 : 0, ms }));

test('when the app is refused after one event of many has failed, all others are given back at once and tried together after a pause', async () => {
  const { calls, endedAt } = await processAll({
    events: quick(200, 0),
    // All together, the culprit alone, and then the app as a whole.
    isRefused: (call) => call >= 3 && call <= 5,
  });
  expect(calls.map(({ length }) => length)).toEqual([200, 1, 1, 200, 200, 200]);
  expect(endedAt - begin).toBeLessThan(4 * 30_000);
});

test('an inbox that does not answer is asked again after a rest, whichever call of it fails', async () => {
  // Claim, complete, release; fail is asked only after an event was tried alone.
  for (const call of [1, 2, 3, 4, 5]) {
    const { finished, endedAt } = await processAll({
      events: quick(2, 0),
      isRefused: () => false,
      isInboxDown: (at) => at === call,
    });
    expect(finished.toSorted()).toEqual(['0', '1']);
    expect(endedAt - begin).toBeLessThan(200_000);
  }
});

test('after a time of single processing the remaining events are released, and processed together again', async () => {
  const { calls } = await processAll({ events: quick(100, 99, 1_000), isRefused: () => false });
  const lengths = calls.map(({ length }) => length);
  // 100 together, 80 one by one until two thirds of the lease are over, then the rest, which still holds the culprit.
  expect(lengths.slice(0, 82)).toEqual([100, ...Array(80).fill(1), 20]);
});

test('whether columns are planned anew is told by the order of arrival, not by the clock of whoever received the event', async () => {
  const clock = new VirtualClock(begin);
  await store.register({ name: consumer, filter: {}, from: 'now' }, begin);
  const made: Made = { key: null, failures: 0, ms: 0 };
  await store.accept([{ ...received(made, 0), receivedAt: begin + 60_000 }]);
  const plannedSeq = await store.lastSeq();
  const followerUntil = (ended: AbortController): EventProcessor =>
    processorOf({
      inbox: store,
      streams: new Set(),
      toHints: () => [{ module: 'base', kind: 'field', target: {} }],
      refresher: { changesStreams: () => true, async *refresh() {} },
      clock,
      plannedSeq,
      waitForEvents: async () => ended.abort(),
    });
  const before = new AbortController();
  const known = followerUntil(before);
  await known.run(openSink, before.signal);
  expect([known.needsNewPlan, (await store.stats()).pending]).toEqual([false, 0]);

  await store.accept([{ ...received(made, 1), receivedAt: begin - 60_000 }]);
  const changed = followerUntil(new AbortController());
  await changed.run(openSink, new AbortController().signal);
  expect([changed.needsNewPlan, (await store.stats()).pending]).toEqual([true, 1]);
});

test('while what events point at is read, their bodies are in memory no more', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const clock = new VirtualClock(begin);
  const ended = new AbortController();
  const bodies: WeakRef<object>[] = [];
  let held = Number.NaN;
  await store.register({ name: consumer, filter: {}, from: 'now' }, begin);
  await store.accept([received({ key: null, failures: 0, ms: 0 }, 0)]);
  const processor = processorOf({
    inbox: {
      claim: async (claim) => {
        const events = await store.claim(claim);
        bodies.push(...events.map(({ body }) => new WeakRef(body)));
        return events;
      },
      extend: (seqs, extension) => store.extend(seqs, extension),
      release: (seqs, holder) => store.release(seqs, holder),
      complete: (seqs, holder) => store.complete(seqs, holder),
      fail: (seqs, failure) => store.fail(seqs, failure),
    },
    refresher: {
      changesStreams: () => false,
      async *refresh() {
        // A weak reference holds what it was made of until the turn of the event loop ends.
        await new Promise(setImmediate);
        collectGarbage();
        held = bodies.filter((body) => body.deref() !== undefined).length;
        yield { kind: 'rows', stream: 'records', rows: [{ id: '0' }] };
      },
    },
    clock,
    waitForEvents: async () => ended.abort(),
  });
  await processor.run(openSink, ended.signal);
  expect([bodies.length, held]).toEqual([1, 0]);
});
