import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { untranslated } from '../model/message.ts';
import { fromStored, toStored } from '../model/source-state.ts';
import type { Continuation, Stream } from '../model/stream.ts';
import type { SyncMode } from './catalog.ts';
import { planWalks, type Walk } from './plan-walks.ts';
import { readStreamState, type StreamState, writeStreamState } from './stream-state.ts';

function stream(name: string, continuation: Continuation, module: Stream['module'] = 'approval'): Stream {
  return {
    name,
    title: untranslated(name),
    description: untranslated(''),
    module,
    primaryKey: ['id'],
    columns: [],
    continuation,
  };
}

const a = stream('a', 'incremental');
const b = stream('b', 'incremental');
const fullOnly = stream('w', 'full');
const table = stream('t', 'resumable', 'base');

const incremental = (one: Stream) => ({ stream: one, mode: 'incremental' as SyncMode });
const full = (one: Stream) => ({ stream: one, mode: 'full_refresh' as SyncMode });

function state(over: Partial<StreamState>): StreamState {
  const plain = {
    lineage: 'L',
    sequence: 1,
    until: 100,
    isComplete: true,
    isFull: true,
    rows: 5,
    rowsBefore: undefined,
  };
  return { ...plain, slices: fromStored([['approval/c', { at: over.sequence ?? 1 }]]), ...over };
}

const names = (walks: readonly Walk[]) => walks.map(({ streams }) => streams.map(({ name }) => name));
let made = 0;
const newLineage = () => `new-${++made}`;

describe('which streams walk together', () => {
  test('a first read is one walk for each module', () => {
    const walks = planWalks([incremental(a), full(b), full(fullOnly), full(table)], new Map(), newLineage);
    expect(names(walks)).toEqual([['a', 'b', 'w'], ['t']]);
    expect(walks.every(({ isFull, resumeSince }) => isFull && resumeSince === undefined)).toBe(true);
  });

  test('states of one lineage go on from the oldest', () => {
    const states = new Map([
      ['a', state({ sequence: 7 })],
      ['b', state({ sequence: 4 })],
    ]);
    const [walk, ...others] = planWalks([incremental(a), incremental(b)], states, newLineage);
    expect(others).toEqual([]);
    expect(walk).toMatchObject({ lineage: 'L', sequence: 7, isFull: false });
    expect(walk?.slices.get('c')).toEqual({ at: 4 });
  });

  test('a stream that begins anew walks apart, and what can only be read in full rides with the others', () => {
    const states = new Map([['a', state({})]]);
    const walks = planWalks([incremental(a), incremental(b), full(fullOnly)], states, newLineage);
    expect(names(walks)).toEqual([['a', 'w'], ['b']]);
    expect(walks.map(({ slices }) => slices.size)).toEqual([1, 0]);
  });

  test('a full refresh begins anew after a complete one, and goes on after one that was broken off', () => {
    const done = planWalks([full(a)], new Map([['a', state({})]]), newLineage);
    expect(done[0]).toMatchObject({ isFull: true, resumeSince: undefined });
    expect(done[0]?.slices.size).toBe(0);

    const broken = new Map([['t', state({ isComplete: false, until: 55, rows: 40 })]]);
    const [walk] = planWalks([full(table)], broken, newLineage);
    expect(walk).toMatchObject({ isFull: true, resumeSince: 55, lineage: 'L' });
    expect(walk?.rowsSoFar.get('t')).toBe(40);
    // The state of an incremental read is of no use to a full one, complete or not.
    const foreign = new Map([['a', state({ isComplete: false, isFull: false })]]);
    expect(planWalks([full(a)], foreign, newLineage)[0]?.slices.size).toBe(0);
  });

  test('how many records the last full read brought is known until the next has come to its end', () => {
    const rowsBefore = (kept: StreamState) =>
      planWalks([full(table)], new Map([['t', kept]]), newLineage)[0]?.rowsBefore;
    expect(rowsBefore(state({ rows: 40 }))).toEqual(new Map([['t', 40]]));
    expect(rowsBefore(state({ rows: 3, isComplete: false, rowsBefore: 40 }))).toEqual(new Map([['t', 40]]));
    expect(rowsBefore(state({ rows: 3, isComplete: false }))?.size).toBe(0);
  });

  test('a stream that cannot continue is read in full, even in incremental mode', () => {
    const [walk] = planWalks([incremental(fullOnly), incremental(table)], new Map([['w', state({})]]), newLineage);
    expect(walk).toMatchObject({ isFull: true });
    expect(walk?.slices.size).toBe(0);
  });

  test('complete states of two lineages are merged into the older, incomplete ones are not', () => {
    const two = (over: Partial<StreamState>) =>
      new Map([
        ['a', state({ lineage: 'A', until: 300, sequence: 3 })],
        ['b', state({ lineage: 'B', until: 200, sequence: 9, ...over })],
      ]);
    const merged = planWalks([incremental(a), incremental(b)], two({}), newLineage);
    expect(names(merged)).toEqual([['a', 'b']]);
    expect(merged[0]).toMatchObject({ lineage: 'B', sequence: 9 });
    const apart = planWalks([incremental(a), incremental(b)], two({ isComplete: false }), newLineage);
    expect(names(apart)).toEqual([['a'], ['b']]);
  });
});

/**
 * A model of what happens: one slice whose state is how far it has come; every walk delivers from its state on; a platform
 * that keeps any earlier state of each stream; breaks at any point. No stream may miss a record that its kept state claims.
 */
test('with any combination of kept states, no stream misses a record', () => {
  const step = fc.record({
    modes: fc.tuple(fc.constantFrom<SyncMode>('incremental', 'full_refresh'), fc.constant<SyncMode>('incremental')),
    stopAfter: fc.nat(6),
    grows: fc.nat(3),
    kept: fc.tuple(fc.nat(8), fc.nat(8)),
    reset: fc.constantFrom('none', 'none', 'none', 'a', 'b'),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const kept = new Map<string, StreamState>();
      /** What the destination has of each stream, as far as the kept state vouches for it. */
      const safe = new Map<string, Set<number>>([
        ['a', new Set()],
        ['b', new Set()],
      ]);
      let total = 1;
      let clock = 1000;
      for (const { modes, stopAfter, grows, kept: picks, reset } of steps) {
        clock += 1000;
        total += grows;
        if (reset !== 'none') {
          kept.delete(reset);
          safe.set(reset, new Set());
        }
        const wanted = [
          { stream: a, mode: modes[0] },
          { stream: b, mode: modes[1] },
        ];
        for (const walk of planWalks(wanted, kept, newLineage)) {
          const from = Number(walk.slices.get('c') ?? 0);
          const until = walk.resumeSince ?? clock;
          const told: { readonly state: StreamState; readonly upTo: number }[] = [];
          const end = Math.min(total, from + stopAfter);
          for (let at = from + 1; at <= end; at++) {
            const isComplete = at === total;
            told.push({
              upTo: at,
              state: {
                lineage: walk.lineage,
                sequence: walk.sequence + told.length + 1,
                until,
                isComplete,
                isFull: walk.isFull,
                rows: 0,
                rowsBefore: undefined,
                slices: fromStored([['approval/c', at]]),
              },
            });
          }
          for (const { name } of walk.streams) {
            const pick = told[Math.min(told.length - 1, picks[name === 'a' ? 0 : 1])];
            if (pick === undefined) continue;
            // A full refresh that began anew replaces what was there.
            const mode = wanted.find(({ stream: one }) => one.name === name)?.mode;
            const begins = mode === 'full_refresh' && from === 0;
            const had = begins ? new Set<number>() : (safe.get(name) ?? new Set());
            for (let at = from + 1; at <= pick.upTo; at++) had.add(at);
            safe.set(name, had);
            kept.set(name, pick.state);
          }
        }
        for (const [name, one] of kept) {
          const claims = Number(one.slices.get('approval')?.get('c') ?? 0);
          for (let at = 1; at <= claims; at++) expect(safe.get(name)?.has(at), `${name} ${at}`).toBe(true);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a state is read as it was written', () => {
  const one = state({ rows: 12, isComplete: false });
  const text = writeStreamState(one, JSON.stringify(Object.fromEntries(toStored(one.slices))));
  expect(readStreamState(JSON.parse(text))).toEqual(one);
});
