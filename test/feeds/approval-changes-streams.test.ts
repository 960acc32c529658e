import { afterEach, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { ApprovalSync } from '../support/approval-sync.ts';

const minuteMs = 60_000;
const startedAtMs = Date.UTC(2026, 4, 1);
const few = { streams: new Set(['approval_instances']) };

let sync: ApprovalSync | undefined;
afterEach(async () => await sync?.[Symbol.asyncDispose]());

async function play(): Promise<ApprovalSync> {
  const now = (): number => sync?.now ?? startedAtMs;
  const approvals = { definitions: 1, instancesPerDay: 2, days: 40 };
  const sandbox = await startSandbox({ limits: 'off', startedAtMs, now, approvals });
  sync = new ApprovalSync(sandbox, startedAtMs, { incremental: 'changes', lookback_days: 60 });
  return sync;
}

test('a stream that was not read before is filled with all that is in scope, though that be broken off', async () => {
  const sync = await play();
  await sync.run(few);
  sync.now += minuteMs;
  const stop = new AbortController();
  sync.purposes.length = 0;
  sync.onCall = () => {
    if (sync.purposes.filter((purpose) => purpose === 'changes').length === 60) stop.abort();
  };
  await expect(sync.run({ signal: stop.signal })).rejects.toThrow();
  sync.onCall = () => undefined;
  sync.now += minuteMs;
  await sync.run();
  sync.compare(sync.keys('approval_instances'));
  sync.now += minuteMs;
  sync.purposes.length = 0;
  await sync.run();
  expect(sync.purposes.filter((purpose) => purpose === 'changes').length).toBeLessThan(5);
});

test('what changed while some of the streams were read is in the others when they are read again', async () => {
  const sync = await play();
  await sync.run();
  sync.now += minuteMs;
  const pending = sync.keys('approval_instances').find((code) => sync.approvals.apiInstance(code).status === 'PENDING');
  sync.approvals.transfer(pending ?? '');
  await sync.run(few);
  sync.now += minuteMs;
  await sync.run();
  sync.compare(sync.keys('approval_instances'));
});
