import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RateLimit } from '../endpoint.ts';
import type { LoggedCall } from './call-log.ts';
import { Pacer } from './pacer.ts';

/** Milliseconds on the way there, in the server's work, and on the way back. */
interface Trip {
  readonly upMs: number;
  readonly workMs: number;
}

const downMs = 1;

interface Simulation {
  readonly limit: RateLimit;
  readonly scale?: number;
  /** When each call is asked for, in ascending order. */
  readonly demands: readonly number[];
  readonly trip: (index: number) => Trip;
  /** Takes one request after the other for this long each, as a busy server on one core does. */
  readonly takeMs?: number;
}

interface Outcome {
  readonly arrivals: readonly number[];
  readonly endedAt: number;
}

type Event = { readonly at: number; readonly happen: (now: number) => void };

/** Discrete events: arrivals keep the order of sending (one way to one server), the work may end in any order. */
function simulate({ limit, scale = 1, demands, trip, takeMs = 0 }: Simulation): Outcome {
  const pacer = new Pacer({ limit, scale, maxInFlight: 64 });
  const events: Event[] = [];
  const arrivals: number[] = [];
  let [waiting, sent, lastArrival, endedAt, wakeAt] = [0, 0, 0, 0, Number.POSITIVE_INFINITY];
  const schedule = (at: number, happen: (now: number) => void): void => {
    const after = events.findLastIndex((event) => event.at <= at);
    events.splice(after + 1, 0, { at, happen });
  };
  const send = (call: LoggedCall, now: number): void => {
    const { upMs, workMs } = trip(sent++);
    pacer.written(call, now);
    lastArrival = Math.max(lastArrival + takeMs, now + upMs);
    arrivals.push(lastArrival);
    schedule(lastArrival + workMs + downMs, (answeredAt) => {
      pacer.answered(call, answeredAt);
      pacer.ended();
      endedAt = Math.max(endedAt, answeredAt);
    });
  };
  const pump = (now: number): void => {
    while (waiting > 0 && pacer.freeAt(now) <= now) {
      waiting -= 1;
      send(pacer.grant(), now);
    }
    const freeAt = pacer.freeAt(now);
    if (waiting === 0 || !Number.isFinite(freeAt) || freeAt >= wakeAt) return;
    wakeAt = freeAt;
    schedule(freeAt, () => {
      wakeAt = Number.POSITIVE_INFINITY;
    });
  };
  for (const at of demands)
    schedule(at, () => {
      waiting += 1;
    });
  while (events.length > 0) {
    const next = events.shift();
    if (next === undefined) break;
    next.happen(next.at);
    pump(next.at);
  }
  return { arrivals, endedAt };
}

/** The most calls that any sliding window of a strict server has seen. */
function fullestWindow(arrivals: readonly number[], periodMs: number): number {
  const sorted = [...arrivals].sort((a, b) => a - b);
  let [from, most] = [0, 0];
  sorted.forEach((at, index) => {
    while ((sorted[from] ?? at) <= at - periodMs) from += 1;
    most = Math.max(most, index - from + 1);
  });
  return most;
}

const tierFour: RateLimit = { perSecond: 50, perMinute: 1000 };
const tierEight: RateLimit = { perSecond: 20 };
const atOnce = (calls: number): number[] => Array.from({ length: calls }, () => 0);

describe('as fast as permitted', () => {
  test('tier 4 takes the first 1000 calls in 20 s, then waits for the minute', () => {
    const { arrivals, endedAt } = simulate({
      limit: tierFour,
      demands: atOnce(2500),
      trip: () => ({ upMs: 10, workMs: 20 }),
    });
    expect(arrivals.filter((at) => at <= 20_000).length).toBeGreaterThanOrEqual(1000 - 50);
    expect(arrivals.filter((at) => at <= 60_000)).toHaveLength(1000);
    expect(endedAt).toBeLessThan(129_000 * 1.01 + 500);
    expect(fullestWindow(arrivals, 1000)).toBe(50);
    expect(fullestWindow(arrivals, 60_000)).toBe(1000);
  });

  test.each([
    { name: 'steady answers', trip: () => ({ upMs: 20, workMs: 60 }), limit: 1.02 },
    { name: 'uneven answers', trip: (n: number) => ({ upMs: 5, workMs: 20 + ((n * 37) % 31) }), limit: 1.03 },
    { name: 'a busy server', trip: () => ({ upMs: 2, workMs: 0 }), takeMs: 4, limit: 1.02 },
  ])('a long run of 50 calls a second keeps within a few percent: $name', ({ trip, takeMs = 0, limit }) => {
    const { arrivals, endedAt } = simulate({ limit: { perSecond: 50 }, demands: atOnce(1500), trip, takeMs });
    expect(fullestWindow(arrivals, 1000)).toBeLessThanOrEqual(50);
    expect(endedAt).toBeLessThan(29_000 * limit + 200);
  });

  test('slow answers do not hold the slots of calls that have arrived', () => {
    const trip = (n: number): Trip => ({ upMs: 5, workMs: n % 10 === 0 ? 900 : 30 });
    const { endedAt } = simulate({ limit: tierEight, demands: atOnce(400), trip });
    // A later answer proves arrival only from some distance on, which costs up to a quarter of each of these seconds
    // instead of the whole 900 ms.
    expect(endedAt).toBeLessThan(19_000 * 1.16 + 1000);
  });

  test('scale 0 does not pace, scale 10 allows ten times as much, scale 0.5 half', () => {
    const run = (scale: number): number =>
      simulate({ limit: tierEight, scale, demands: atOnce(400), trip: () => ({ upMs: 1, workMs: 1 }) }).endedAt;
    expect(run(0)).toBeLessThan(100);
    expect(run(10)).toBeLessThan(1100);
    expect(run(0.5)).toBeGreaterThan(38_000);
    expect(run(0.01)).toBeGreaterThan(399 * 5000);
  });
});

describe('never faster', () => {
  const trips = fc.array(
    fc.record({ upMs: fc.integer({ min: 3, max: 80 }), workMs: fc.integer({ min: 0, max: 400 }) }),
    {
      minLength: 1,
      maxLength: 60,
      size: 'max',
    },
  );
  const pauses = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 })), {
    minLength: 100,
    maxLength: 300,
    size: 'max',
  });

  test('no window of a strict server is exceeded, whatever the demand and the delays', () => {
    fc.assert(
      fc.property(trips, pauses, fc.integer({ min: 0, max: 5 }), (delays, gaps, takeMs) => {
        let now = 0;
        const demands = gaps.map((gap) => (now += gap));
        // Now and then a call meets the shortest way and no work: the smallest round trip is known.
        const trip = (index: number): Trip =>
          index % 7 === 0 ? { upMs: 3, workMs: 0 } : (delays[index % delays.length] ?? { upMs: 3, workMs: 0 });
        const limit = { perSecond: 10, perMinute: 120 };
        const { arrivals } = simulate({ limit, demands, trip, takeMs });
        expect(arrivals).toHaveLength(demands.length);
        expect(fullestWindow(arrivals, 1000)).toBeLessThanOrEqual(10);
        expect(fullestWindow(arrivals, 60_000)).toBeLessThanOrEqual(120);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  test('a first burst at a cold server does not make the second one too early', () => {
    // The first answers take long, later ones are quick: the shortest round trip is not known when the second burst goes.
    const trip = (index: number): Trip => (index < 50 ? { upMs: 40, workMs: 0 } : { upMs: 2, workMs: 0 });
    const { arrivals } = simulate({ limit: { perSecond: 50 }, demands: atOnce(300), trip, takeMs: 1 });
    expect(fullestWindow(arrivals, 1000)).toBeLessThanOrEqual(50);
  });
});

describe('when the platform says that it is too much', () => {
  test('a throttled pacer waits until the named moment, then uses a smaller share and recovers', () => {
    const pacer = new Pacer({ limit: { perSecond: 10 }, scale: 1, maxInFlight: 64 });
    const goes = (now: number): number => {
      let calls = 0;
      while (pacer.freeAt(now) <= now) {
        const call = pacer.grant();
        pacer.written(call, now);
        pacer.answered(call, now);
        pacer.ended();
        calls += 1;
      }
      return calls;
    };
    expect(goes(0)).toBe(10);
    const call = pacer.grant();
    pacer.written(call, 1010);
    pacer.throttled(call, { now: 1020, until: 5000 });
    pacer.throttled(call, { now: 1030, until: 4000 });
    pacer.answered(call, 1020);
    pacer.ended();
    expect(goes(4999)).toBe(0);
    expect(goes(5000)).toBe(8);
    expect(goes(200_000)).toBe(10);
  });
});
