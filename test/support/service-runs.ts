import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { AlertKind } from '../../src/model/service/alert.ts';
import type { Pipeline } from '../../src/model/service/pipeline.ts';
import type { NewResource } from '../../src/model/service/resource.ts';
import type { ServiceStore } from '../../src/model/service/service-store.ts';
import type {
  AttemptListener,
  AttemptOrder,
  AttemptResult,
  AttemptStarter,
  RunningAttempt,
} from '../../src/scheduler/attempt.ts';
import { jobKinds } from '../../src/scheduler/hand-over.ts';
import { runScheduler } from '../../src/scheduler/run-scheduler.ts';
import { RunWorker } from '../../src/scheduler/run-worker.ts';
import { BossQueue } from '../../src/store/service/boss-queue.ts';
import { newDestination, newIntegration, newPipeline } from './service-things.ts';

/** What its worker does each second: without it an attempt commits nothing after some seconds. */
export function keepHeard<A extends RunningAttempt>(attempt: A): A {
  const hearing = setInterval(() => attempt.goOn(), 1_000);
  void attempt.ended.finally(() => clearInterval(hearing));
  return attempt;
}

/** An attempt of a test, which ends as the test says. */
export interface HeldAttempt {
  readonly order: AttemptOrder;
  readonly listener: AttemptListener;
  readonly end: (result: AttemptResult) => void;
  isStopped: boolean;
  isKilled: boolean;
}

/** Attempts without processes: the test holds them. */
export class HeldAttempts implements AttemptStarter {
  readonly all: HeldAttempt[] = [];

  start(order: AttemptOrder, listener: AttemptListener): ReturnType<AttemptStarter['start']> {
    const { promise, resolve } = Promise.withResolvers<AttemptResult>();
    const attempt: HeldAttempt = { order, listener, end: resolve, isStopped: false, isKilled: false };
    this.all.push(attempt);
    return {
      ended: promise,
      goOn: () => undefined,
      stop: () => {
        attempt.isStopped = true;
      },
      kill: () => {
        attempt.isKilled = true;
        resolve({ kind: 'report', report: undefined });
      },
    };
  }
}

export interface RunningService extends AsyncDisposable {
  readonly alerts: string[];
}

/** A scheduler and a worker in this process, on the store at the address. */
export async function startRuns(
  url: string,
  store: ServiceStore,
  given: { starter: AttemptStarter; slots?: number; worker?: string; timeLimitMs?: number; clock?: Clock },
): Promise<RunningService> {
  const { starter, slots = 4, worker = 'here', timeLimitMs = 3_600_000, clock = systemClock } = given;
  const stop = new AbortController();
  const queue = await BossQueue.open({ url: new Secret(url), kinds: Object.values(jobKinds), logger: silentLogger });
  const alerts: string[] = [];
  const alarm = {
    raise: async ({ kind, subjectId }: { kind: AlertKind; subjectId: string }) =>
      void alerts.push(`${kind} ${subjectId}`),
    recover: async (kind: AlertKind, subjectId: string) => void alerts.push(`recovered ${kind} ${subjectId}`),
  };
  const shared = { store, alarmWithin: () => alarm, clock: systemClock, logger: silentLogger };
  const load = async () => ({ text: '{}', secrets: {} });
  const runs = new RunWorker({ ...shared, clock, worker, starter, load, timeLimitMs });
  for (const kind of Object.values(jobKinds)) {
    await queue.work({ kind, slots, work: (job, signal) => runs.work(job, signal) });
  }
  const scheduling = runScheduler({ ...shared, queue, bytes: randomBytes, signal: stop.signal });
  return {
    alerts,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await queue.close();
      await scheduling;
    },
  };
}

/** An active pipeline with what it hangs on: the id of its app says whose budget it spends. */
export async function addPipeline(
  store: ServiceStore,
  id: string,
  given: Partial<NewResource<Pipeline>> = {},
): Promise<Pipeline> {
  const own = id.replace(/^pl_/, '');
  const integrationId = given.integrationId ?? `in_${own}`;
  if ((await store.integrations.find(integrationId)) === undefined) {
    await store.integrations.insert(newIntegration(integrationId));
  }
  const destinationId = `ds_${own}`;
  await store.destinations.insert(newDestination(destinationId));
  return await store.pipelines.insert(newPipeline(id, { state: 'active', destinationId, ...given, integrationId }));
}
