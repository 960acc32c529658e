import { describe, expect, test } from 'vitest';
import { sendFaultOf } from '../../model/triggers/send-faults.ts';
import { afterRefusal } from './after-refusal.ts';

const hourMs = 3_600_000;
const refused = (code: number, { attempts = 1, ageMs = 0, isUnknown = false, random = 1 } = {}) =>
  afterRefusal({
    stored: { attempts, createdAt: 1_000 },
    fault: { ...sendFaultOf('reply', code), isUnknown },
    code,
    done: { cardId: 'c' },
    now: 1_000 + ageMs,
    random: () => random,
  });

describe('a refusal', () => {
  test('that passes is met with growing pauses, up to five minutes', () => {
    const pauses = [1, 2, 3, 20].map((attempts) => refused(230020, { attempts }));
    expect(pauses.map((end) => (end.state === 'queued' ? end.nextAt - 1_000 : end))).toEqual([
      1_000, 2_000, 4_000, 300_000,
    ]);
    expect(refused(230020, { random: 0 })).toMatchObject({ nextAt: 1_500, done: { cardId: 'c' } });
    expect(refused(230049, { attempts: 9 })).toMatchObject({ state: 'queued', nextAt: 2_500 });
  });

  test('is not met for longer than anybody waits', () => {
    expect(refused(230020, { ageMs: hourMs }).state).toBe('failed');
    expect(refused(230020, { ageMs: hourMs, isUnknown: true }).state).toBe('queued');
    expect(refused(230020, { ageMs: 24 * hourMs, isUnknown: true }).state).toBe('failed');
  });

  test.each([230011, 231003])('%i: what it answers to is gone, so nothing is said, and it says why', (code) => {
    expect(refused(code)).toMatchObject({
      state: 'given_up',
      lastError: { en: expect.stringMatching(`\\(${code}\\)$`), zh: expect.stringMatching(`（${code}）$`) },
    });
  });

  test('of the chat is a fault', () => {
    expect(refused(230002)).toEqual({
      state: 'failed',
      done: { cardId: 'c' },
      lastError: { en: 'The bot is not in the chat (230002)', zh: expect.stringMatching(/（230002）$/) },
    });
  });
});
