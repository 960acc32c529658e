import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sessionOf } from '../../../test/support/trigger-things.ts';
import type { Session } from '../../model/triggers/conversation.ts';
import { isLive, keptAfterChoiceMs, type SessionAct, stepSession } from './session-acts.ts';

const hourMs = 3_600_000;
const times = { now: 10_000, idleMs: hourMs };

function done(session: Session, act: SessionAct, at = times): Session {
  const step = stepSession(session, act, at);
  if ('refused' in step) throw new Error(step.refused.en);
  return { ...session, ...step.change };
}

test('whatever is said puts off when it goes idle, by its own clock', () => {
  expect(done(sessionOf(), { kind: 'speak' })).toMatchObject({ lastActiveAt: 10_000, expiresAt: 10_000 + hourMs });
});

test('it goes idle when its time is up, not before, and never while it is pinned', () => {
  const session = sessionOf({ expiresAt: 20_000 });
  expect(done(session, { kind: 'expire' }, { ...times, now: 19_999 }).state).toBe('open');
  expect(done(session, { kind: 'expire' }, { ...times, now: 20_000 })).toMatchObject({
    state: 'idle',
    closedWhy: 'timeout',
    expiresAt: undefined,
  });
  const pinned = done(session, { kind: 'pin' });
  expect(done(pinned, { kind: 'expire' }, { ...times, now: 1e12 }).state).toBe('open');
  expect(done(pinned, { kind: 'unpin' }).expiresAt).toBe(10_000 + hourMs);
});

test('who goes on with an old one by choice keeps it for a week, whatever is said meanwhile', () => {
  const idle = done(sessionOf({ expiresAt: 5_000 }), { kind: 'expire' });
  const again = done(idle, { kind: 'continue' });
  expect(again).toMatchObject({ state: 'open', closedWhy: undefined, expiresAt: 10_000 + keptAfterChoiceMs });
  expect(done(again, { kind: 'speak' }, { ...times, now: 11_000 }).expiresAt).toBe(10_000 + keptAfterChoiceMs);
});

test('while a person answers it does not go idle, and then the handler has it again', () => {
  const handed = done(sessionOf(), { kind: 'hand_over' });
  expect(handed).toMatchObject({ state: 'handed_over', expiresAt: undefined });
  expect(done(handed, { kind: 'speak' })).toMatchObject({ state: 'handed_over', expiresAt: undefined });
  expect(done(handed, { kind: 'take_back' })).toMatchObject({ state: 'open', expiresAt: 10_000 + hourMs });
});

test('what has ended takes nothing, and one whose beginning was recalled stays ended', () => {
  const closed = done(sessionOf(), { kind: 'close', why: 'command' });
  expect(closed).toMatchObject({ state: 'closed', closedWhy: 'command', expiresAt: undefined });
  for (const kind of ['speak', 'hand_over', 'take_back'] as const) {
    expect(stepSession(closed, { kind }, times)).toHaveProperty('refused');
  }
  const recalled = done(sessionOf(), { kind: 'close', why: 'recall' });
  expect(stepSession(recalled, { kind: 'continue' }, times)).toHaveProperty('refused');
});

const acts: fc.Arbitrary<SessionAct> = fc.oneof(
  fc
    .constantFrom('speak', 'expire', 'pin', 'unpin', 'hand_over', 'take_back', 'continue')
    .map((kind): SessionAct => ({ kind })),
  fc.constantFrom('command', 'person', 'recall', 'superseded').map((why): SessionAct => ({ kind: 'close', why })),
);

test('whatever happens in whatever order, a session is in one state that makes sense', () => {
  const steps = fc.array(fc.tuple(acts, fc.integer({ min: -1_000, max: 2 * hourMs })), { maxLength: 30 });
  fc.assert(
    fc.property(steps, fc.constantFrom(0, hourMs), (sequence, idleMs) => {
      let session = sessionOf();
      let now = 10_000;
      for (const [act, passed] of sequence) {
        now += passed;
        const step = stepSession(session, act, { now, idleMs });
        if ('refused' in step) continue;
        const next = { ...session, ...step.change };
        // Only what is open and not pinned can expire, and only what has ended has a reason.
        if (next.state !== 'open' || next.isPinned) expect(next.expiresAt).toBeUndefined();
        expect(next.closedWhy !== undefined).toBe(!isLive(next));
        expect(next.lastActiveAt).toBeGreaterThanOrEqual(session.lastActiveAt);
        if (act.kind !== 'expire' && next.expiresAt !== undefined && step.change.expiresAt !== session.expiresAt) {
          expect(next.expiresAt).toBeGreaterThan(now);
        }
        // Told twice, it changes nothing more.
        const again = stepSession(next, act, { now, idleMs });
        expect('change' in again ? again.change.state : next.state).toBe(next.state);
        session = next;
      }
    }),
    { numRuns: 300, seed: 15 },
  );
});
