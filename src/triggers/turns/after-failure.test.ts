import { expect, test } from 'vitest';
import { ConfigError, RecordError, StoppedError, TransientError } from '../../model/errors.ts';
import { untranslated } from '../../model/message.ts';
import {
  type AfterFailure,
  afterFailure,
  eventLadderMs,
  type Failure,
  mayBeTried,
  messageLadderMs,
} from './after-failure.ts';

const options = { code: 'internal.unexpected', message: untranslated('The handler does not answer') } as const;
const event = { id: 'ev_1', type: 'approval_instance', createdAt: 0, body: undefined };
const now = 1_000_000;

function after(changes: Partial<Failure> & { readonly failures?: number; readonly isEvent?: boolean }): AfterFailure {
  const { failures = 0, isEvent = false } = changes;
  const turn = { failures, firstAt: now, event: isEvent ? event : undefined, replay: undefined };
  return afterFailure({ turn, thrown: new TransientError(options), now, random: () => 0, staleMs: 0, ...changes });
}

test('a message is tried again soon, and dead after the last step; the person is told only then', () => {
  const dues = messageLadderMs.map((_, index) => after({ failures: index }));
  expect(dues.map(({ end }) => ('dueAt' in end ? end.dueAt - now : end.state))).toEqual(messageLadderMs);
  expect(dues.every(({ told }) => told === undefined)).toBe(true);
  expect(after({ failures: messageLadderMs.length })).toMatchObject({
    end: { state: 'dead', lastError: { en: 'The handler does not answer', zh: expect.any(String) } },
    told: { en: expect.any(String), zh: expect.any(String) },
  });
});

test('an event is tried again for three days, and nobody is told', () => {
  expect(eventLadderMs.reduce((sum, step) => sum + step, 0)).toBeGreaterThan(3 * 86_400_000);
  expect(after({ isEvent: true, failures: 8 }).end).toMatchObject({ state: 'retrying', dueAt: now + 24 * 3_600_000 });
  expect(after({ isEvent: true, failures: 9 })).toMatchObject({ end: { state: 'dead' }, told: undefined });
});

test('an answer that would come later than messages may is not tried for', () => {
  expect(after({ failures: 4, staleMs: 400_000 }).end.state).toBe('retrying');
  expect(after({ failures: 4, staleMs: 200_000 }).end.state).toBe('dead');
  expect(after({ failures: 4, staleMs: 200_000, isEvent: true }).end.state).toBe('retrying');
});

test('what was asked again is as old as that, and nobody is told a second time', () => {
  const turn = { failures: 0, firstAt: 0, event: undefined, replay: { asOf: 1, at: now } };
  expect(after({ turn, staleMs: 400_000 }).end.state).toBe('retrying');
  expect(after({ turn: { ...turn, failures: messageLadderMs.length } })).toMatchObject({
    end: { state: 'dead' },
    told: undefined,
  });
});

test('the handler may ask for more time, within a day, and chance adds a little', () => {
  const asking = (retryAfterMs: number) => new TransientError({ ...options, details: { retryAfterMs } });
  expect(after({ thrown: asking(90_000) }).end).toMatchObject({ dueAt: now + 90_000 });
  expect(after({ thrown: asking(1) }).end).toMatchObject({ dueAt: now + 2_000 });
  expect(after({ thrown: asking(1e12) }).end).toMatchObject({ dueAt: now + 86_400_000 });
  expect(after({ random: () => 0.5 }).end).toMatchObject({ dueAt: now + 2_200 });
});

test('a handler that is left in peace was not asked: no try is used up, within the time that the answer may take', () => {
  const details = { retryAfterMs: 60_000 };
  const thrown = new TransientError({ ...options, code: 'handler.paused', details });
  const waits = { state: 'retrying', dueAt: now + 60_000, usesNoTry: true };
  expect(after({ thrown, failures: 99 }).end).toMatchObject(waits);
  expect(after({ thrown, failures: 99, isEvent: true }).end).toMatchObject(waits);
  expect(after({ thrown, staleMs: 60_000 }).end).toMatchObject(waits);
  expect(after({ thrown, staleMs: 59_999 })).toMatchObject({
    end: { state: 'dead' },
    told: { en: expect.any(String) },
  });
  expect(after({ thrown, now: now + 86_400_000 }).end.state).toBe('dead');
  expect(after({ thrown, now: now + 86_400_000, isEvent: true }).end.state).toBe('retrying');
  expect(after({ thrown, now: now + 4 * 86_400_000, isEvent: true }).end.state).toBe('dead');
});

test('what no repeat mends is dead at once', () => {
  for (const thrown of [new ConfigError(options), new RecordError(options), new Error('a bug')]) {
    expect(after({ thrown }).end.state).toBe('dead');
  }
});

test('who is asked to stop leaves the turn to others', () => {
  expect(after({ thrown: new StoppedError(options) })).toMatchObject({
    end: { state: 'ready', dueAt: now },
    told: undefined,
  });
});

test('a turn that takes its worker down each time is not tried for ever', () => {
  const failed = [messageLadderMs.length, messageLadderMs.length + 1].map((failures) =>
    mayBeTried({ failures, event: undefined }),
  );
  expect(failed).toEqual([true, false]);
  expect(mayBeTried({ failures: messageLadderMs.length + 1, event })).toBe(true);
});
