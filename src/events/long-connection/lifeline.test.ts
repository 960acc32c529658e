import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultRules } from './endpoint.ts';
import { type LifelineEvent, newLifeline, nextLifeline } from './lifeline.ts';

const lost = { kind: 'failed', reason: { en: 'closed', zh: '已关闭' }, isFinal: false } as const;

describe('however the server behaves', () => {
  const event: fc.Arbitrary<LifelineEvent> = fc.oneof(
    fc.constant({ kind: 'dialing' } as const),
    fc.constant({ kind: 'opened' } as const),
    fc.record({ kind: fc.constant('heard' as const), isPong: fc.boolean() }),
    fc.record({
      kind: fc.constant('failed' as const),
      reason: fc.record({ en: fc.string(), zh: fc.string() }),
      isFinal: fc.boolean(),
    }),
    fc.constant({ kind: 'stopped', reason: null } as const),
  );
  const rules = fc.record({
    reconnectCount: fc.integer({ min: -1, max: 5 }),
    reconnectIntervalMs: fc.nat(200_000),
    reconnectNonceMs: fc.nat(60_000),
    pingIntervalMs: fc.integer({ min: 1, max: 200_000 }),
  });

  test('a next try is always known after a failure, never at once, and never further off than is told', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(event, fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true }), rules)),
        (steps) => {
          let [line, now] = [newLifeline(0), 0];
          for (const [one, passed, random, keep] of steps) {
            now += passed;
            line = nextLifeline(line, one, { now, rules: keep, random });
            const waits = line.state === 'failed' || (line.state === 'reconnecting' && one.kind === 'failed');
            if (one.kind !== 'heard') expect(line.nextRetryAt !== null).toBe(waits);
            if (line.nextRetryAt !== null && one.kind === 'failed') {
              expect(line.nextRetryAt - now).toBeGreaterThanOrEqual(500);
              expect(line.nextRetryAt - now).toBeLessThanOrEqual(Math.max(300_000, keep.reconnectIntervalMs));
            }
            expect(line.since).toBeLessThanOrEqual(now);
          }
        },
      ),
    );
  });
});

test('a server that accepts and closes again is dialled ever more seldom', () => {
  let [line, now] = [newLifeline(0), 0];
  const waits: number[] = [];
  for (let times = 0; times < 12; times++) {
    for (const event of [{ kind: 'dialing' }, { kind: 'opened' }, lost] as const)
      line = nextLifeline(line, event, { now, rules: { ...defaultRules, reconnectNonceMs: 0 }, random: 1 });
    waits.push((line.nextRetryAt ?? 0) - now);
    now = line.nextRetryAt ?? now;
  }
  expect(waits).toEqual([500, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, ...Array(5).fill(120_000)]);
});

test('one drop after a long time is made good soon', () => {
  const around = { rules: defaultRules, random: 0.1 };
  let line = newLifeline(0);
  for (const event of [
    { kind: 'dialing' },
    lost,
    { kind: 'dialing' },
    lost,
    { kind: 'dialing' },
    { kind: 'opened' },
  ] as const)
    line = nextLifeline(line, event, { ...around, now: 0 });
  expect(line.failures).toBe(2);
  line = nextLifeline(line, lost, { ...around, now: 3_600_000 });
  expect(line).toMatchObject({ state: 'reconnecting', failures: 1, nextRetryAt: 3_603_000, lastError: 'closed' });
});

test('what a person must mend is looked at again every five minutes', () => {
  const line = nextLifeline(newLifeline(0), { ...lost, isFinal: true }, { now: 0, rules: defaultRules, random: 0 });
  expect(line).toMatchObject({ state: 'failed', nextRetryAt: 300_000 });
});
