import { describe, expect, test } from 'vitest';
import type { Attempt, RunProgress } from '../model/service/service-run.ts';
import { Steadiness, steadyMs } from './steadiness.ts';

const progress = (given: Partial<RunProgress> = {}): RunProgress => ({
  at: 0,
  phase: 'snapshot',
  rows: 0,
  calls: 0,
  commits: 0,
  streams: {},
  ...given,
});
const failures: readonly Attempt[] = [1, 2].map((number) => ({
  runId: 'run_1',
  number,
  worker: 'w',
  startedAt: 0,
  seenAt: 0,
  silentMs: 0,
  finishedAt: 0,
  state: 'failed',
  error: undefined,
}));
const began = (trigger: 'live' | 'schedule', before?: Partial<RunProgress>, number = 3): Steadiness =>
  new Steadiness(
    { trigger, progress: before === undefined ? undefined : progress(before) },
    { number, startedAt: 0, failures },
  );
const standstill = {
  error: { family: 'transient', code: 'destination.locked', message: 'm', cure: 'c', details: {} },
  failures: 1,
} as const;

describe('a live attempt', () => {
  test('that has followed events for long goes steadily, whatever it meets later', () => {
    const one = began('live', {});
    one.heard(progress({ phase: 'streaming' }), 5);
    one.heard(progress({ phase: 'streaming' }), 4 + steadyMs);
    expect([one.isSteady, one.failuresBefore.length]).toEqual([false, 2]);
    one.heard(progress({ phase: 'streaming' }), 5 + steadyMs);
    one.heard(progress({ phase: 'streaming', standstill }), 6 + steadyMs);
    expect([one.isSteady, one.failuresBefore.length]).toEqual([true, 0]);
    expect(one.progress?.soFar).toEqual({ steadyAttempt: 3, mostCommits: 0, movedAttempt: 3 });
  });

  test('that reads for long before it fails does not', () => {
    const one = began('live', {});
    for (const hour of [0, 1, 9]) one.heard(progress({ commits: hour }), hour * 3_600_000);
    one.heard(progress({ phase: 'streaming', commits: 9 }), 9 * 3_600_000);
    expect(one.isSteady).toBe(false);
  });

  test('moves once it follows, or reads further than those that failed just before it', () => {
    const moved = (
      before: Partial<RunProgress>,
      given: Partial<RunProgress>,
      failed: readonly Attempt[] = failures,
    ) => {
      const one = new Steadiness(
        { trigger: 'live', progress: progress(before) },
        { number: 3, startedAt: 0, failures: failed },
      );
      one.heard(progress(given), 1);
      return one.progress?.soFar?.movedAttempt ?? 0;
    };
    const soFar = { steadyAttempt: 1, mostCommits: 7, movedAttempt: 2 };
    expect(moved({ soFar }, { phase: 'starting' })).toBe(2);
    expect(moved({ soFar }, { commits: 7 })).toBe(2);
    expect(moved({ soFar }, { commits: 8 })).toBe(3);
    expect(moved({ soFar }, { commits: 1, advances: 1 })).toBe(3);
    expect(moved({ soFar }, { phase: 'streaming' })).toBe(3);
    // The one before it was handed back, or had followed for long.
    expect(moved({ soFar }, { commits: 1 }, [])).toBe(3);
  });

  test('that stands still does not', () => {
    const one = began('live', {});
    one.heard(progress({ phase: 'streaming' }), 0);
    one.heard(progress({ phase: 'streaming', standstill }), 1);
    one.heard(progress({ phase: 'streaming' }), 2);
    one.heard(progress({ phase: 'streaming' }), 1 + steadyMs);
    expect(one.isSteady).toBe(false);
  });
});

describe('an attempt that reads once', () => {
  test.each([
    ['more than any before, after long', { commits: 8 }, steadyMs, true],
    ['more than any before, but soon', { commits: 8 }, steadyMs - 1, false],
    ['as much as the best one', { commits: 7 }, 9 * steadyMs, false],
  ])('and has committed %s', (_, given, ms, isSteady) => {
    const one = began('schedule', { commits: 2, soFar: { steadyAttempt: 1, mostCommits: 7, movedAttempt: 1 } });
    one.heard(progress(given), ms);
    expect(one.isSteady).toBe(isSteady);
    expect(one.progress?.soFar?.steadyAttempt).toBe(isSteady ? 3 : 1);
    expect(one.progress?.soFar?.mostCommits).toBe(Math.max(7, given.commits));
  });

  test('as the first one is measured by none; the next one is measured by it', () => {
    const first = began('schedule', undefined, 1);
    first.heard(progress({ commits: 4 }), steadyMs);
    expect(first.isSteady).toBe(false);
    expect(first.progress?.soFar).toEqual({ steadyAttempt: 0, mostCommits: 4, movedAttempt: 1 });
    const again = began('schedule', first.progress, 2);
    again.heard(progress({ commits: 4 }), steadyMs);
    expect(again.isSteady).toBe(false);
    const further = began('schedule', first.progress, 2);
    further.heard(progress({ commits: 5 }), steadyMs);
    expect(further.isSteady).toBe(true);
  });

  test.each([
    ['goes on where the one before it was broken off', [5, 4, 3], 1, [false, true, true]],
    ['begins anew each time', [5, 5, 5], 0, [false, false, false]],
  ])('and %s', (_, commits, advances, isSteady) => {
    let before: RunProgress | undefined;
    const seen = commits.map((count, at) => {
      const one = began('schedule', before, at + 1);
      one.heard(progress({ commits: count, advances }), steadyMs);
      before = one.progress;
      return one.isSteady;
    });
    expect(seen).toEqual(isSteady);
  });

  test('and takes longer than it may has failed like any other, and what it was measured by stays', () => {
    const one = began('schedule', { soFar: { steadyAttempt: 1, mostCommits: 7, movedAttempt: 1 } });
    one.heard(progress({ commits: 9 }), steadyMs);
    one.overran();
    expect([one.isSteady, one.failuresBefore.length]).toEqual([false, 2]);
    expect(one.progress?.soFar).toEqual({ steadyAttempt: 1, mostCommits: 9, movedAttempt: 3 });
  });
});
