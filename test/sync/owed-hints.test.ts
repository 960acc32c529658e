import { expect, test } from 'vitest';
import { rest } from '../../src/model/clock.ts';
import { RecordError, TransientError } from '../../src/model/errors.ts';
import type { ClaimedEvent } from '../../src/model/event.ts';
import type { Hint } from '../../src/model/hint.ts';
import { untranslated } from '../../src/model/message.ts';
import { OwedHints } from '../../src/sync/owed-hints.ts';
import { openSink, processorOf } from '../support/event-processor.ts';
import { receivedEvent } from '../support/received-event.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const begin = 1_800_000_000_000;
const refused = new TransientError({ code: 'source.scan.unstable', message: untranslated('HTTP 503') });
const lost = new RecordError({ code: 'store.value.refused', message: untranslated('no such record') });
const owedHint: Hint = { module: 'base', kind: 'record', target: { id: 'owed' } };
const event = (seq: number): ClaimedEvent => ({ ...receivedEvent(String(seq), { at: begin }), seq, attempts: 1 });

/**
 * Works for a time on what is owed, which fails the first times, and on an event that comes a second after each such failure. Gives when
 * what is owed was tried, in seconds after the beginning, and the events that were done.
 */
async function work(
  failures: number,
  how: 'refused' | 'partly',
  seconds: number,
): Promise<[number[], number[], OwedHints]> {
  const clock = new VirtualClock(begin);
  const ended = new AbortController();
  void rest(clock, seconds * 1_000, ended.signal).then(() => ended.abort());
  const owed = new OwedHints([owedHint], () => 1);
  const tried: number[] = [];
  const done: number[] = [];
  let due: number[] = [];
  const processor = processorOf({
    inbox: {
      claim: async () => {
        const seqs = due;
        due = [];
        return seqs.map(event);
      },
      complete: async (seqs) => done.push(...seqs),
      extend: async (seqs) => seqs.length,
      fail: async (seqs) => seqs.length,
      release: async (seqs) => seqs.length,
    },
    refresher: {
      changesStreams: () => false,
      async *refresh({ hints }) {
        if (!hints.includes(owedHint)) return;
        tried.push((clock.now() - begin) / 1_000);
        if (tried.length > failures) return;
        due = [tried.length];
        if (how === 'refused') throw refused;
        yield { kind: 'incomplete', streams: ['records'], error: lost };
      },
    },
    clock,
    // Nothing wakes the processor but the time.
    waitForEvents: (until) => rest(clock, 100_000_000, until),
  });
  await processor.run(openSink, ended.signal, owed);
  return [tried, done, owed];
}

test.each(['refused', 'partly'] as const)(
  'what is owed and is %s is tried again after growing pauses until it is done, and holds up no event',
  async (how) => {
    const [tried, done, owed] = await work(4, how, 3_600);
    const pauses = tried.slice(1).map((at, index) => at - (tried[index] ?? 0));
    expect(pauses.map(Math.floor)).toEqual([5, 10, 20, 40]);
    expect(done).toEqual([1, 2, 3, 4]);
    expect(owed.isDone).toBe(true);
  },
);

test('what is owed and never works is tried at most every ten minutes, and stays owed', async () => {
  const [tried, , owed] = await work(1_000, 'refused', 7_200);
  expect(tried.length).toBeGreaterThan(10);
  expect(tried.length).toBeLessThan(20);
  expect((tried.at(-1) ?? 0) - (tried.at(-2) ?? 0)).toBeGreaterThanOrEqual(600);
  expect(owed.isDone).toBe(false);
});
