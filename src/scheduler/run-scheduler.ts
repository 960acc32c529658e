import { type Clock, rest } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { JobQueue } from '../model/service/job-queue.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import { eachByItself } from '../util/each-by-itself.ts';
import type { AlarmWithin } from './after-run.ts';
import { BringForward } from './bring-forward.ts';
import type { EndingStore } from './end-run.ts';
import { HandOver } from './hand-over.ts';
import { isFullBatch, type Scheduled, scheduleDue } from './schedule-due.ts';
import { TakeBack } from './take-back.ts';

/** The store, as far as the scheduler uses it. `watch` calls back soon after something has changed. */
export interface SchedulerStore
  extends EndingStore,
    Pick<ServiceTables, 'now' | 'runs' | 'pipelines' | 'integrations'> {
  bringBack(): Promise<void>;
  watch(onChange: () => void, signal: AbortSignal): void;
}

/** `bytes` gives unguessable bytes for ids. */
export interface SchedulerOptions {
  readonly store: SchedulerStore;
  readonly queue: Pick<JobQueue, 'add'>;
  readonly alarmWithin: AlarmWithin;
  readonly clock: Clock;
  readonly bytes: (count: number) => Uint8Array;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Told of each pipeline that was due. */
  readonly onScheduled?: (scheduled: Scheduled) => void;
}

/** The longest that anything waits when no sign of it has come. */
const pollMs = 2_000;
/** Signs come by the second from each run: so often it is looked at most. */
const gapMs = 100;

/**
 * Until the signal is aborted: begins runs of what is due, hands those that wait to the queue, and takes back those whose worker has died.
 * Any number of them may run at once.
 */
export async function runScheduler(options: SchedulerOptions): Promise<void> {
  const { store, clock, signal, logger } = options;
  const scheduler = new Scheduler(options);
  const takingBack = new TakeBack(options).follow(signal);
  let doorbell = new AbortController();
  store.watch(() => doorbell.abort(), signal);
  while (!signal.aborted) {
    let waitMs = pollMs;
    try {
      waitMs = await scheduler.pass();
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('The scheduler could not do its work', { code, message });
    }
    await rest(clock, Math.max(gapMs, waitMs), signal, doorbell.signal);
    if (doorbell.signal.aborted) {
      await rest(clock, gapMs, signal);
      doorbell = new AbortController();
    }
  }
  await takingBack;
}

class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #handOver: HandOver;
  readonly #bringForward: BringForward;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#handOver = new HandOver(options);
    this.#bringForward = new BringForward(options);
  }

  /** Gives how long nothing is due, as far as it is known. */
  async pass(): Promise<number> {
    const { store, clock } = this.#options;
    const [now, began] = [await store.now(), clock.elapsed()];
    // Where nothing can be begun, what waits is handed over all the same.
    const parts = [() => this.#bringForward.look(now), () => this.#beginDue(now), () => this.#handOver.tell(began)];
    await eachByItself(parts, (part) => part());
    const dueAt = await store.pipelines.nextDueAt();
    return Math.min(pollMs, Math.max(0, (dueAt ?? Number.POSITIVE_INFINITY) - now - (clock.elapsed() - began)));
  }

  async #beginDue(now: number): Promise<void> {
    const { store, bytes } = this.#options;
    for (let isFull = true; isFull; ) {
      const scheduled = await scheduleDue({ store, now, bytes });
      for (const one of scheduled) this.#told(one);
      isFull = isFullBatch(scheduled);
    }
  }

  #told(scheduled: Scheduled): void {
    const { onScheduled, logger } = this.#options;
    onScheduled?.(scheduled);
    const { run, pipelineId, dueAt, isLive } = scheduled;
    if (run === undefined && !isLive) {
      logger.info('A pipeline was due while a run of it was open: passed over', { pipeline: pipelineId, dueAt });
    }
  }
}
