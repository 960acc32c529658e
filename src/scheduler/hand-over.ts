import type { Job, JobQueue } from '../model/service/job-queue.ts';
import { notBefore } from '../model/service/retry-delay.ts';
import type { ServiceRun } from '../model/service/service-run.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import { eachByItself } from '../util/each-by-itself.ts';

interface Told {
  readonly first: number;
  readonly last: number;
}

interface HandOverParts {
  readonly store: Pick<ServiceTables, 'runs' | 'pipelines' | 'integrations'>;
  readonly queue: Pick<JobQueue, 'add'>;
}

/** Queues of the service: what reads once, and what follows events without an end, have slots of their own. */
export const jobKinds = { once: 'run', live: 'live' } as const;

const batchSize = 5_000;
/** Of what a person waits for. Workers have slots that take only these. */
export const personsPriority = 10;
/** Of what has waited for so long: then not even those of people go before it. */
const agedPriority = 20;
const agedMs = 10 * 60_000;
/** What the queue was told of is told again after this time, should the queue have lost it. */
const repeatMs = 60_000;

/**
 * The runs of the table are the truth; the queue only hands them to workers. So what waits is told to the queue, again and again, and
 * whatever dies between table and queue loses no run; a job has the number of the attempt that it is for, so that none works twice.
 */
export class HandOver {
  readonly #parts: HandOverParts;
  /** Jobs that the queue was told of → when for the first time, and when last. */
  #told = new Map<string, Told>();

  constructor(parts: HandOverParts) {
    this.#parts = parts;
  }

  /** Tells the queue of all that waits; `now` is that of a clock that nobody sets. One of which it cannot be told keeps no other from it; then that is thrown. */
  async tell(now: number): Promise<void> {
    const told = new Map<string, Told>();
    const waiting = await this.#parts.store.runs.waiting(batchSize);
    try {
      await eachByItself(waiting, async (run) => {
        const id = jobId(run);
        const { first, last } = this.#told.get(id) ?? { first: now, last: Number.NEGATIVE_INFINITY };
        const isNew = now - last > repeatMs;
        if (isNew) await this.#add(id, run, now - first);
        told.set(id, { first, last: isNew ? now : last });
      });
    } finally {
      this.#told = told;
    }
  }

  async #add(id: string, run: ServiceRun, waitedMs: number): Promise<void> {
    const { pipelines, integrations, runs } = this.#parts.store;
    const pipeline = await pipelines.find(run.pipelineId);
    const integration = pipeline === undefined ? undefined : await integrations.find(pipeline.integrationId);
    if (pipeline === undefined || integration === undefined) return;
    const budget = `${integration.appId} ${pipeline.tenantKey ?? ''}`;
    const isLive = run.trigger === 'live';
    await this.#parts.queue.add({
      id,
      kind: isLive ? jobKinds.live : jobKinds.once,
      // A follower never ends: if it had the key of the budget, nothing else of the tenant would ever run.
      key: isLive ? pipeline.id : budget,
      group: budget,
      priority: priorityOf(run, waitedMs),
      notBefore: run.attempt === 0 ? undefined : notBefore(await runs.attempts(run.id), run.progress),
      data: { run: run.id, attempt: run.attempt + 1 },
    });
  }
}

function priorityOf({ trigger }: ServiceRun, waitedMs: number): number {
  if (waitedMs > agedMs) return agedPriority;
  return trigger === 'person' || trigger === 'retry' ? personsPriority : 0;
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
