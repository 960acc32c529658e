import { expect, test } from 'vitest';
import { ConfigError, TransientError } from '../model/errors.ts';
import { type RunReport, reportError } from '../model/run-report.ts';
import { type Circumstances, conclude } from './conclude.ts';

const plain: Circumstances = {
  isCancelled: false,
  isHandedBack: false,
  isOverdue: false,
  isLive: false,
  failuresBefore: 0,
};
const message = { en: 'm', zh: 'm' };
const transient = reportError(new TransientError({ code: 'destination.locked', message }));
const config = reportError(new ConfigError({ code: 'config.setting.invalid', message }));
const report = (outcome: RunReport['outcome'], error?: RunReport['error']): RunReport => ({
  version: 2,
  runId: 'run_1',
  sourceId: 's',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: '2026-01-01T00:00:00Z',
  outcome,
  streams: [],
  commits: 0,
  warnings: [],
  ...(error === undefined ? {} : { error }),
});
const states = (result: Parameters<typeof conclude>[0], about: Partial<Circumstances> = {}): string => {
  const { state, attemptState } = conclude(result, { ...plain, ...about });
  return `${state} ${attemptState}`;
};

test.each([
  ['done', {}, 'succeeded succeeded'],
  ['incomplete', {}, 'incomplete succeeded'],
  ['stopped', { isCancelled: true }, 'cancelled cancelled'],
  ['stopped', { isHandedBack: true }, 'requeue cancelled'],
  ['stopped', { isOverdue: true }, 'requeue failed'],
  // A person's word comes first.
  ['stopped', { isCancelled: true, isHandedBack: true }, 'cancelled cancelled'],
  // It had ended before the stop reached it.
  ['done', { isCancelled: true }, 'succeeded succeeded'],
] as const)('a report that says %s, with %j: %s', (outcome, about, wanted) => {
  expect(states({ kind: 'report', report: report(outcome) }, about)).toBe(wanted);
});

test('what passes is tried five times, what a person must mend once', () => {
  for (const kind of ['error', 'died'] as const) {
    const tries = [0, 1, 2, 3, 4].map((failuresBefore) => states({ kind, error: transient }, { failuresBefore }));
    expect(tries).toEqual([...new Array<string>(4).fill('requeue failed'), 'failed failed']);
  }
  const overdue = [3, 4].map((failuresBefore) =>
    states({ kind: 'report', report: report('stopped') }, { isOverdue: true, failuresBefore }),
  );
  expect(overdue).toEqual(['requeue failed', 'failed failed']);
  expect(states({ kind: 'report', report: report('failed', transient) })).toBe('requeue failed');
  expect(states({ kind: 'report', report: report('failed', config) })).toBe('failed failed');
  expect(states({ kind: 'error', error: config }, { isLive: true })).toBe('failed failed');
  expect(states({ kind: 'error', error: transient }, { isLive: true, failuresBefore: 99 })).toBe('requeue failed');
});

test('a live run that ends without being asked is begun again', () => {
  expect(states({ kind: 'report', report: undefined }, { isLive: true })).toBe('requeue failed');
  expect(states({ kind: 'report', report: undefined }, { isLive: true, isCancelled: true })).toBe(
    'cancelled cancelled',
  );
});
