import { type Clock, systemClock } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import type { Job, JobQueue, JobWork } from '../../model/service/job-queue.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { Tracer } from '../../model/tracer.ts';
import type { AlarmWithin } from '../../scheduler/after-run.ts';
import { jobKinds, personsPriority } from '../../scheduler/hand-over.ts';
import { RunWorker, type RunWorkerOptions, type WorkerStore } from '../../scheduler/run-worker.ts';
import { RunProcesses } from './run-processes.ts';

/** What a process with the role `worker` works with. */
export interface WorkerOptions {
  /** Names the process among all of the service. */
  readonly worker: string;
  readonly store: WorkerStore;
  /** Its closing hands back what is under way. */
  readonly queue: JobQueue;
  readonly load: (pipeline: Pipeline) => Promise<LoadedConfig>;
  /** See `RunWorkerOptions`. */
  readonly giveToken?: RunWorkerOptions['giveToken'];
  readonly alarmWithin: AlarmWithin;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly environment: NodeJS.ProcessEnv;
  /** See `RunProcesses`. */
  readonly codeCache?: string | undefined;
  readonly limits: WorkerLimits;
  readonly tracer?: Tracer;
}

/** How much of its machine a worker uses. */
export interface WorkerLimits {
  /** Runs that read once, at a time; one more when a person has asked for it. */
  readonly slots: number;
  /** Live runs at a time: they have slots of their own, for they never end. */
  readonly liveSlots: number;
  /** Heap of each process, in megabytes. */
  readonly memoryMb: number;
  /** How long an attempt that reads once may take. */
  readonly timeLimitMs: number;
}

/** What fits a small machine. */
export const defaultWorkerLimits: WorkerLimits = {
  slots: 4,
  liveSlots: 8,
  memoryMb: 512,
  timeLimitMs: 23 * 3_600_000,
};

/** A worker that takes jobs. Close the queue first: that hands back what is under way. */
export interface StartedWorker {
  /** Runs that it works on now. */
  readonly busy: () => number;
  /** Takes no more runs: those that read once go on to their end, live ones are handed back, for they have none. */
  pause(): Promise<void>;
  /** Takes runs again. */
  resume(): Promise<void>;
  close(): void;
}

/** Takes runs from the queue, each attempt into a process of its own. */
export async function startWorker(options: WorkerOptions): Promise<StartedWorker> {
  const { queue, environment, codeCache, limits, clock = systemClock } = options;
  const processes = new RunProcesses({ memoryMb: limits.memoryMb, environment, codeCache });
  const worker = new RunWorker({ ...options, clock, starter: processes, timeLimitMs: limits.timeLimitMs });
  let busy = 0;
  const work = async (job: Job, signal: AbortSignal): Promise<void> => {
    busy++;
    try {
      await worker.work(job, signal);
    } finally {
      busy--;
    }
  };
  // What a person has asked for does not wait until one of those that read for hours has ended.
  const urgent = { slots: 1, priority: personsPriority };
  const wanted = [
    { kind: jobKinds.once, slots: limits.slots, urgent, isHandedBack: false },
    { kind: jobKinds.live, slots: limits.liveSlots, urgent: undefined, isHandedBack: true },
  ].filter(({ slots }) => slots > 0);
  /** By kind. One leaves when it has ended, and joins when it has begun: what fails in between is done again. */
  const taking = new Map<string, JobWork>();
  const resume = async (): Promise<void> => {
    for (const { kind, slots, urgent } of wanted)
      if (!taking.has(kind)) taking.set(kind, await queue.work({ kind, slots, urgent, work }));
  };
  await resume();
  return {
    busy: () => busy,
    pause: async () => {
      for (const { kind, isHandedBack } of wanted) {
        await taking.get(kind)?.end({ isHandedBack });
        taking.delete(kind);
      }
    },
    resume,
    close: () => processes.close(),
  };
}
