import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { act, approvalAct } from '../support/approval-acts.ts';
import { ApprovalPromise } from '../support/approval-promise.ts';
import { ApprovalSync } from '../support/approval-sync.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
const startedAtMs = Date.UTC(2026, 4, 1);
const auditHours = 6;

const broken = fc.record({
  by: fc.constantFrom('call', 'change'),
  after: fc.oneof(fc.nat(8), fc.nat(60)),
});
type Broken = typeof broken extends fc.Arbitrary<infer T> ? T : never;
const brokenNowAndThen = fc.option(broken, { freq: 2, nil: undefined });
const step = fc.record({
  // Short ones, so that what comes late into the index is late for a run.
  minutes: fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 7 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 90 }) },
  ),
  acts: fc.array(approvalAct, { maxLength: 6 }),
  broken: brokenNowAndThen,
});

const tenant = fc.record({
  seed: fc.nat(1_000),
  approvals: fc.constantFrom(
    { definitions: 1, instancesPerDay: 3, days: 34 },
    { definitions: 2, instancesPerDay: 1, days: 34 },
  ),
  lag: fc.constantFrom([0, 0], [300, 0], [300, 300], [400, 400], [1_200, 600], [3_000, 3_000]),
  approvalShortPages: fc.boolean(),
  approvalDeletedInstances: fc.constantFrom('readable' as const, 'gone' as const),
  approvalRevokeLeaves: fc.constantFrom('CANCELED' as const, 'PENDING' as const),
});
type Tenant = typeof tenant extends fc.Arbitrary<infer T> ? T : never;

async function start({ seed, approvals, lag, ...more }: Tenant): Promise<ApprovalSync> {
  let sync: ApprovalSync | undefined;
  const now = (): number => sync?.now ?? startedAtMs;
  const [approvalIndexDelaySeconds = 0, approvalIndexJitterSeconds = 0] = lag;
  const switches = { ...more, approvalIndexDelaySeconds, approvalIndexJitterSeconds };
  const sandbox = await startSandbox({ limits: 'off', startedAtMs, now, seed, approvals, switches });
  sync = new ApprovalSync(sandbox, startedAtMs, { incremental: 'changes', audit_hours: auditHours });
  // What it has is saved after each call, so that a break leaves a part.
  sync.callMs = 6_000;
  return sync;
}

/** Gives whether the read came to its end. */
async function read(sync: ApprovalSync, broken: Broken | undefined): Promise<boolean> {
  const stop = new AbortController();
  let left = broken?.after ?? Number.POSITIVE_INFINITY;
  sync.onCall = () => {
    if (broken?.by === 'call' && --left < 0) stop.abort();
  };
  let hasLeft = false;
  const leaves = (): boolean => {
    hasLeft = broken?.by === 'change' && --left < 0;
    return hasLeft;
  };
  try {
    await sync.run({ signal: stop.signal }, leaves);
    return !hasLeft;
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
    return false;
  } finally {
    sync.onCall = () => undefined;
  }
}

test('whatever happens, each row is the truth of a moment not older than the audit, and what the signs show is there at once', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      tenant,
      brokenNowAndThen,
      fc.array(step, { minLength: 4, maxLength: 14 }),
      async (settings, first, steps) => {
        await using sync = await start(settings);
        const promise = new ApprovalPromise(sync, auditHours * hourMs);
        const last = { minutes: 1, acts: [], broken: undefined };
        for (const { minutes, acts, broken } of [{ minutes: 0, acts: [], broken: first }, ...steps, last]) {
          sync.now += minutes * minuteMs;
          for (const one of acts) act(sync, one);
          promise.note();
          if (await read(sync, broken)) promise.whole();
          else promise.broken();
        }
        expect(sync.complaints).toEqual([]);
      },
    ),
    { numRuns: Number(process.env.SEQUENCES ?? 10), seed: Number(process.env.SEED ?? 7) },
  );
});
