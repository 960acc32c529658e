import { TransientError } from '../model/errors.ts';
import { reportError } from '../model/run-report.ts';
import { failuresInRow, notBefore } from '../model/service/retry-delay.ts';
import type { Attempt, AttemptEnd, Job, JobQueue, ServiceRun } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import type { AlarmWithin } from './after-run.ts';
import type { AttemptLine } from './attempt.ts';
import { endLines } from './end-lines.ts';
import { type EndingStore, endRun } from './end-run.ts';

interface Store extends Pick<ServiceTables, 'runs' | 'pipelines' | 'integrations'>, EndingStore {}

interface HandOverParts {
  readonly store: Store;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly alarmWithin: AlarmWithin;
}

/** Queues of the service: what reads once, and what follows events without an end, have slots of their own. */
export const jobKinds = { once: 'run', live: 'live' } as const;

const batchSize = 5_000;
const personsPriority = 10;
/** A run whose workers were lost so often in a row takes them along. */
const maxLost = 6;
/** What the queue was told of is told again after this time, should the queue have lost it. */
const repeatMs = 60_000;

/**
 * The runs of the table are the truth; the queue only hands them to workers. So what waits is told to the queue, again and again, and
 * whatever dies between table and queue loses no run; a job has the number of the attempt that it is for, so that none works twice.
 */
export class HandOver {
  readonly #parts: HandOverParts;
  /** Jobs that the queue was told of → when. */
  #told = new Map<string, number>();

  constructor(parts: HandOverParts) {
    this.#parts = parts;
  }

  /** Tells the queue of all that waits; says how many were new to it. */
  async tell(now: number): Promise<number> {
    const told = new Map<string, number>();
    let count = 0;
    for (const run of await this.#parts.store.runs.waiting(batchSize)) {
      const id = jobId(run);
      const before = this.#told.get(id);
      const isNew = before === undefined || now - before > repeatMs;
      if (isNew && (await this.#add(id, run))) count++;
      told.set(id, isNew ? now : before);
    }
    this.#told = told;
    return count;
  }

  /** Takes back the runs whose attempt nobody has heard of for so long: the next attempt goes on from their last commit. */
  async takeBack(silentMs: number, now: number): Promise<readonly ServiceRun[]> {
    const { store, alarmWithin } = this.#parts;
    const taken: ServiceRun[] = [];
    for (const run of await store.runs.lost({ silentMs, limit: batchSize })) {
      // The one that is lost is not over yet.
      const before = (await store.runs.attempts(run.id)).filter(({ number }) => number < run.attempt);
      const failures = failuresInRow(before, run.progress);
      const end = endOfLost(run, failures, now);
      const about = { failuresBefore: failures.length, isAfterSteady: false, lines: linesOfLost(run, end) };
      if (await endRun(store, { run, number: run.attempt, end, alarmWithin, ...about })) taken.push(run);
    }
    return taken;
  }

  async #add(id: string, run: ServiceRun): Promise<boolean> {
    const { pipelines, integrations, runs } = this.#parts.store;
    const pipeline = await pipelines.find(run.pipelineId);
    const integration = pipeline === undefined ? undefined : await integrations.find(pipeline.integrationId);
    if (pipeline === undefined || integration === undefined) return false;
    const budget = `${integration.appId} ${pipeline.tenantKey ?? ''}`;
    const isLive = run.trigger === 'live';
    await this.#parts.queue.add({
      id,
      kind: isLive ? jobKinds.live : jobKinds.once,
      // A follower never ends: if it had the key of the budget, nothing else of the tenant would ever run.
      key: isLive ? pipeline.id : budget,
      group: budget,
      priority: run.trigger === 'person' || run.trigger === 'retry' ? personsPriority : 0,
      notBefore: run.attempt === 0 ? undefined : notBefore(await runs.attempts(run.id), run.progress),
      data: { run: run.id, attempt: run.attempt + 1 },
    });
    return true;
  }
}

/** The job of the next attempt of a run. */
function jobId({ id, attempt }: ServiceRun): string {
  return `${id}#${attempt + 1}`;
}

/** The run that a job is for, and the attempt; undefined for a job of something else. */
export function runOfJob({ data }: Job): { readonly run: string; readonly attempt: number } | undefined {
  const { run, attempt } = data ?? {};
  return typeof run === 'string' && typeof attempt === 'number' ? { run, attempt } : undefined;
}

function linesOfLost({ attempt: number, trigger }: ServiceRun, end: AttemptEnd): readonly AttemptLine[] {
  const message = { en: 'Its worker was not heard of any more.', zh: '其工作进程已失联。' };
  const rest = endLines({ ...end, number, isLive: trigger === 'live', nextAt: undefined });
  return [{ at: end.now, level: 'warn', message }, ...rest];
}

function endOfLost(run: ServiceRun, before: readonly Attempt[], now: number): AttemptEnd {
  if (run.cancelAskedAt !== undefined) return { state: 'cancelled', attemptState: 'lost', now };
  const lost = before.filter(({ state }) => state === 'lost').length;
  if (lost + 1 < maxLost) return { state: 'requeue', attemptState: 'lost', now };
  const error = new TransientError({
    code: 'run.lost',
    message: {
      en: `The worker of the run was lost ${lost + 1} times in a row`,
      zh: `运行的工作进程连续失联 ${lost + 1} 次`,
    },
  });
  return { state: 'failed', attemptState: 'lost', error: reportError(error), now };
}
