import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonValue, parseJson } from '../../util/json.ts';
import { Progress, splitWindows } from './progress.ts';
import { readState, writeState } from './state.ts';

const options = { lookbackMs: 30, lagMs: 2, windowMs: 10 };

/** Lists every window as empty. */
function finish(progress: Progress): void {
  for (const index of progress.order) progress.listed(index, 0);
}

function spans(progress: Progress): string[] {
  return progress.order.map((index) => `${progress.window(index).from}-${progress.window(index).to}`);
}

test('windows adjoin and none is wider than asked', () => {
  expect(splitWindows(0, 25, 10)).toEqual([
    { from: 0, to: 10 },
    { from: 10, to: 20 },
    { from: 20, to: 25 },
  ]);
  expect(splitWindows(5, 5, 10)).toEqual([]);
});

describe('the walk over one code', () => {
  test('begins at the start and later at the lookback, new windows first', () => {
    const first = new Progress({ ...options, state: undefined, start: 0, now: 100 });
    expect(spans(first)).toHaveLength(10);
    finish(first);
    const state = first.takeState();
    expect(state).toMatchObject({ start: 0, cursor: 98, floor: 70 });
    const second = new Progress({ ...options, state, start: 0, now: 115 });
    expect(spans(second)).toEqual(['90-100', '100-110', '110-115', '70-80', '80-90']);
  });

  test('moves only over what is done without a gap', () => {
    const progress = new Progress({ ...options, state: undefined, start: 0, now: 40 });
    progress.listed(1, 0);
    expect(progress.takeState()).toBeUndefined();
    progress.delivered(0);
    progress.listed(0, 2);
    expect(progress.takeState()).toBeUndefined();
    progress.delivered(0);
    expect(progress.takeState()).toMatchObject({ cursor: 20, floor: 10 });
  });

  test('an interrupted first load continues where it stopped', () => {
    const progress = new Progress({ ...options, state: undefined, start: 0, now: 100 });
    for (const index of progress.order.slice(0, 5)) progress.listed(index, 0);
    const resumed = new Progress({ ...options, state: progress.takeState(), start: 0, now: 101 });
    expect(spans(resumed)[0]).toBe('50-60');
    expect(resumed.order).toHaveLength(6);
  });

  test('comes further over what no state has covered, but not by the time that passes meanwhile', () => {
    const day = 86_400_000;
    const wide = { lookbackMs: 3 * day, lagMs: 2, windowMs: day, start: 0 };
    const progress = new Progress({ ...wide, state: undefined, now: 9 * day });
    progress.listed(0, 0);
    expect([progress.takeFurther(), progress.takeFurther()]).toEqual([true, false]);
    finish(progress);
    expect(progress.takeFurther()).toBe(true);
    const again = new Progress({ ...wide, state: progress.takeState(), now: 9 * day + day / 2 });
    finish(again);
    expect(again.takeFurther()).toBe(false);
  });

  test('begins anew, and keeps what it watches, when the start is moved back', () => {
    const state = { start: 50, cursor: 98, floor: 70, watch: new Map([['a', 0]]) };
    const progress = new Progress({ ...options, state, start: 0, now: 100 });
    expect(spans(progress)[0]).toBe('0-10');
    expect([...progress.watched]).toEqual([['a', 0]]);
    expect(new Progress({ ...options, state, start: 60, now: 100 }).window(0).from).toBe(70);
  });

  test('looks further back when the lookback grows, but never before the start', () => {
    const state = { start: 50, cursor: 98, floor: 70, watch: new Map() };
    const from = (lookbackMs: number): number =>
      new Progress({ ...options, lookbackMs, state, start: 50, now: 100 }).window(0).from;
    expect([from(10), from(30), from(40), from(90)]).toEqual([70, 70, 60, 50]);
  });

  test('watches what may still change', () => {
    const progress = new Progress({ ...options, state: undefined, start: 0, now: 100 });
    progress.watch('open', 0);
    progress.watch('final', undefined);
    progress.retry('failed', 500);
    progress.retry('open', 500);
    expect(Object.fromEntries(progress.takeState()?.watch ?? [])).toEqual({ open: 0, failed: 500 });
    progress.watch('open', 0);
    expect(progress.takeState()).toBeUndefined();
    progress.watch('failed', undefined);
    progress.forget('open');
    expect(progress.takeState()?.watch.size).toBe(0);
  });
});

test('an instance that goes on failing is dropped when its time is over', () => {
  const state = {
    start: 0,
    cursor: 98,
    floor: 70,
    watch: new Map([
      ['expired', 99],
      ['open', 0],
      ['still', 101],
    ]),
  };
  const progress = new Progress({ ...options, state, start: 0, now: 100 });
  for (const code of ['expired', 'open', 'still', 'new']) progress.retry(code, 200);
  expect(Object.fromEntries(progress.watched)).toEqual({ open: 0, still: 101, new: 200 });
});

describe('state', () => {
  test('the state of an approval code survives being written and read', () => {
    const state = { start: 1, cursor: 2, floor: 3, watch: new Map([['a', 5]]) };
    expect(readState(parseJson(JSON.stringify(writeState(state))))).toEqual(state);
  });

  test.each<[JsonValue | undefined]>([[undefined], [null], ['x'], [{ version: 2 }], [{ version: 1, cursor: 3 }]])(
    '%j is none',
    (json) => {
      expect(readState(json)).toBeUndefined();
    },
  );
});

interface Instance {
  readonly created: number;
  readonly changes: readonly number[];
  /** The listing no longer names it once it is final. */
  readonly hides: boolean;
}

interface Run {
  readonly lookbackMs: number;
  readonly now: number;
  /** How many steps are done before the process dies. */
  readonly steps: number;
  readonly seed: number;
}

const instanceArbitrary = fc.record({
  created: fc.integer({ min: 0, max: 300 }),
  // The open time of an instance: from its creation to its last change.
  changes: fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 3 }),
  hides: fc.boolean(),
});
const runsArbitrary = fc.array(
  fc.record({ wait: fc.integer({ min: 0, max: 60 }), steps: fc.integer({ min: 0, max: 60 }), seed: fc.nat() }),
  { minLength: 1, maxLength: 6 },
);

/** Deterministic shuffling: which of the possible next steps comes first. */
function picker(seed: number): (size: number) => number {
  let state = seed >>> 0;
  return (size) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * size);
  };
}

/** How long a new instance is missing in the listing; less than the lag. */
const listingDelay = 1;

/** A tenant with a clock: what is listed, what an instance looks like at an instant, and what was delivered of it. */
class SimulatedTenant {
  readonly delivered = new Map<string, number>();
  readonly #instances: ReadonlyMap<string, Instance>;

  constructor(instances: readonly Instance[]) {
    this.#instances = new Map(instances.map((instance, index) => [`i${index}`, instance]));
  }

  /** Whether bounds belong to a window is unknown: here they do not, and a call asks for one more on either side. */
  list(from: number, to: number, now: number): string[] {
    return this.#visible(now).filter((code) => {
      const created = this.#instances.get(code)?.created ?? 0;
      return created > from - 1 && created < to + 1;
    });
  }

  versionAt(code: string, now: number): number {
    return this.#times(code).filter((time) => time <= now).length;
  }

  isOpen(code: string, now: number): boolean {
    return this.#times(code).some((time) => time > now);
  }

  /** What can be known of and is not delivered as it is now. */
  missed(now: number): string[] {
    const known = new Set([...this.#visible(now), ...this.delivered.keys()]);
    return [...known].filter((code) => this.delivered.get(code) !== this.versionAt(code, now));
  }

  #visible(now: number): string[] {
    const isHidden = (code: string, { hides }: Instance): boolean => hides && !this.isOpen(code, now);
    return [...this.#instances]
      .filter(([code, instance]) => instance.created + listingDelay <= now && !isHidden(code, instance))
      .map(([code]) => code);
  }

  #times(code: string): number[] {
    const { created, changes } = this.#instances.get(code) ?? { created: 0, changes: [] };
    return changes.map((_, index) => created + changes.slice(0, index + 1).reduce((sum, change) => sum + change, 0));
  }
}

/** One read that dies after `steps`; answers the last state that it gave out. Rows count once they are flushed, as the state does. */
function simulate(tenant: SimulatedTenant, state: JsonValue | undefined, run: Run): JsonValue | undefined {
  const { now, steps } = run;
  const pick = picker(run.seed);
  const progress = new Progress({ ...options, lookbackMs: run.lookbackMs, state: readState(state), start: 0, now });
  const pending: (() => void)[] = [];
  const claimed = new Set(progress.watched.keys());
  const uncommitted = new Map<string, number>();
  let saved = state;
  const fetch = (code: string, window: number | undefined) => (): void => {
    uncommitted.set(code, tenant.versionAt(code, now));
    progress.watch(code, tenant.isOpen(code, now) ? 0 : undefined);
    if (window !== undefined) progress.delivered(window);
  };
  for (const code of progress.watched.keys()) pending.push(fetch(code, undefined));
  for (const index of progress.order) {
    pending.push(() => {
      const { from, to } = progress.window(index);
      const codes = tenant.list(from, to, now).filter((code) => !claimed.has(code));
      for (const code of codes) {
        claimed.add(code);
        pending.push(fetch(code, index));
      }
      progress.listed(index, codes.length);
    });
  }
  for (let step = 0; step < steps && pending.length > 0; step++) {
    for (const act of pending.splice(pick(pending.length), 1)) act();
    if (pick(3) > 0 && pending.length > 0) continue;
    for (const [code, version] of uncommitted) tenant.delivered.set(code, version);
    uncommitted.clear();
    const next = progress.takeState();
    if (next !== undefined) saved = parseJson(JSON.stringify(writeState(next)));
  }
  return saved;
}

test('in any order and with any interruption, a read that ends has delivered everything in its present state', () => {
  const lookbacks = fc.constantFrom(0, 5, 30);
  fc.assert(
    fc.property(
      fc.array(instanceArbitrary, { maxLength: 25 }),
      runsArbitrary,
      lookbacks,
      (instances, runs, lookbackMs) => {
        const tenant = new SimulatedTenant(instances);
        let now = 60;
        let state: JsonValue | undefined;
        for (const { wait, steps, seed } of runs) {
          now += wait;
          state = simulate(tenant, state, { now, steps, seed, lookbackMs });
        }
        now += 5;
        simulate(tenant, state, { now, steps: Number.POSITIVE_INFINITY, seed: now, lookbackMs });
        expect(tenant.missed(now)).toEqual([]);
      },
    ),
    { numRuns: 3000 },
  );
});
