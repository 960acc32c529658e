import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultClientConfig } from './endpoint.ts';
import { initialState, type LongConnectionEvent, nextState } from './long-connection-state.ts';

const lost = { kind: 'failed', reason: { en: 'closed', zh: '已关闭' }, isFinal: false } as const;

describe('however the server behaves', () => {
  const event: fc.Arbitrary<LongConnectionEvent> = fc.oneof(
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
  const configs = fc.record({
    reconnectCount: fc.integer({ min: -1, max: 5 }),
    reconnectIntervalMs: fc.nat(200_000),
    reconnectNonceMs: fc.nat(60_000),
    pingIntervalMs: fc.integer({ min: 1, max: 200_000 }),
  });

  test('after a failure the next try has a time, never at once and never later than the configuration says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(event, fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true }), configs)),
        (steps) => {
          let [state, now] = [initialState(0), 0];
          for (const [one, passed, random, keep] of steps) {
            now += passed;
            state = nextState(state, one, { now, config: keep, random });
            const waits = state.state === 'failed' || (state.state === 'reconnecting' && one.kind === 'failed');
            if (one.kind !== 'heard') expect(state.nextRetryAt !== null).toBe(waits);
            if (state.nextRetryAt !== null && one.kind === 'failed') {
              expect(state.nextRetryAt - now).toBeGreaterThanOrEqual(500);
              expect(state.nextRetryAt - now).toBeLessThanOrEqual(Math.max(300_000, keep.reconnectIntervalMs));
            }
            expect(state.since).toBeLessThanOrEqual(now);
          }
        },
      ),
    );
  });
});

test('a server that accepts and closes again is dialled ever more seldom', () => {
  let [state, now] = [initialState(0), 0];
  const waits: number[] = [];
  for (let times = 0; times < 12; times++) {
    for (const event of [{ kind: 'dialing' }, { kind: 'opened' }, lost] as const)
      state = nextState(state, event, { now, config: { ...defaultClientConfig, reconnectNonceMs: 0 }, random: 1 });
    waits.push((state.nextRetryAt ?? 0) - now);
    now = state.nextRetryAt ?? now;
  }
  expect(waits).toEqual([500, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, ...Array(5).fill(120_000)]);
});

test('a drop after a long connection is reconnected soon', () => {
  const around = { config: defaultClientConfig, random: 0.1 };
  let state = initialState(0);
  for (const event of [
    { kind: 'dialing' },
    lost,
    { kind: 'dialing' },
    lost,
    { kind: 'dialing' },
    { kind: 'opened' },
  ] as const)
    state = nextState(state, event, { ...around, now: 0 });
  expect(state.failures).toBe(2);
  state = nextState(state, lost, { ...around, now: 3_600_000 });
  expect(state).toMatchObject({ state: 'reconnecting', failures: 1, nextRetryAt: 3_603_000, lastError: 'closed' });
});

test('a failure that needs a person is retried every five minutes', () => {
  const state = nextState(
    initialState(0),
    { ...lost, isFinal: true },
    { now: 0, config: defaultClientConfig, random: 0 },
  );
  expect(state).toMatchObject({ state: 'failed', nextRetryAt: 300_000 });
});
