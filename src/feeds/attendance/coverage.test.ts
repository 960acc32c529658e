import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StateChange } from '../../model/change.ts';
import type { JsonValue } from '../../util/json.ts';
import { toConfig } from './config.ts';
import { Coverage } from './coverage.ts';

type State = Map<string, JsonValue>;

const settings = toConfig({});

function apply(state: State, changes: Iterable<StateChange>): State {
  const next = new Map(state);
  for (const { slice, state: value } of changes) {
    if (value === null) next.delete(slice);
    else next.set(slice, JSON.parse(JSON.stringify(value)));
  }
  return next;
}

const people = (count: number): string[] => Array.from({ length: count }, (_, index) => `e${index}`);

/** One run: some are read, all others stay; only the first `kept` states reach the destination. */
function run(state: State, cursor: number, read: readonly string[], kept = Number.POSITIVE_INFINITY): State {
  const coverage = new Coverage({ kind: 'user_flows', settings, cursor }, state);
  const changes = [...coverage.cover(read), ...coverage.finish(() => 'present')];
  return apply(state, changes.slice(0, kept));
}

const cursors = (state: State, ids: readonly string[]): (number | undefined)[] => {
  const coverage = new Coverage({ kind: 'user_flows', settings, cursor: 0 }, state);
  return ids.map((id) => coverage.cursorOf(id));
};

test('after an interrupted run the later of two cursors counts', () => {
  const ids = people(1500);
  const first = run(new Map(), 100, ids);
  const second = run(first, 200, ids, 1);
  expect(new Set(cursors(second, ids.slice(0, 1000)))).toEqual(new Set([200]));
  expect(new Set(cursors(second, ids.slice(1000)))).toEqual(new Set([100]));
});

test('slices of other streams are left alone', () => {
  const other: State = new Map([
    ['user_tasks/1-0', { version: 1, employee_type: 'employee_id', cursor: 5, ids: ['e0'] }],
  ]);
  const state = run(other, 100, ['e1']);
  expect(state.has('user_tasks/1-0')).toBe(true);
  expect(cursors(state, ['e0', 'e1'])).toEqual([undefined, 100]);
});

test('damaged slices count for nothing', () => {
  const state: State = new Map<string, JsonValue>([
    ['user_flows/1-0', 'what'],
    ['user_flows/1-1', { version: 99, cursor: 1, ids: ['e0'] }],
    ['user_flows/1-2', { version: 1, employee_type: 'employee_id', ids: ['e0'] }],
  ]);
  expect(cursors(state, ['e0'])).toEqual([undefined]);
  expect(cursors(run(state, 7, ['e0']), ['e0'])).toEqual([7]);
});

test('after any interruption, no person counts as read beyond what was read, and none is forgotten', () => {
  const runs = fc.array(
    fc.record({
      read: fc.array(fc.nat({ max: 2999 }), { maxLength: 2500 }),
      kept: fc.nat({ max: 6 }),
      whole: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  );
  void fc.assert(
    fc.property(runs, (steps) => {
      let state: State = new Map();
      const least = new Map<string, number>();
      const most = new Map<string, number>();
      for (const [index, { read, kept, whole }] of steps.entries()) {
        const ids = [...new Set(read)].map((number) => `e${number}`);
        state = run(state, index + 1, ids, whole ? undefined : kept);
        for (const id of ids) {
          most.set(id, index + 1);
          if (whole) least.set(id, index + 1);
        }
      }
      for (const id of most.keys()) {
        const [cursor] = cursors(state, [id]);
        expect(cursor ?? 0).toBeGreaterThanOrEqual(least.get(id) ?? 0);
        expect(cursor ?? 0).toBeLessThanOrEqual(most.get(id) ?? 0);
      }
    }),
    { numRuns: 30 },
  );
});

test('a read comes further by people of whom nothing was remembered, and never where it begins anew', () => {
  const further = (state: State, read: readonly string[], isFresh = false): boolean[] => {
    const coverage = new Coverage({ kind: 'user_flows', settings, cursor: 200, isFresh }, state);
    return [...coverage.cover(read)].map(({ isFurther = false }) => isFurther);
  };
  const known = run(new Map(), 100, people(1000));
  expect(further(new Map(), people(2000))).toEqual([true, true]);
  expect(further(known, people(2000))).toEqual([false, true]);
  expect(further(known, people(2000), true)).toEqual([false, false]);
});
