import type { JsonObject } from '../../util/json.ts';

/** The queue that hands runs and tests to workers. It holds ids only, never a secret. */
export interface JobQueue {
  /** At most one of a key works at a time: the key is the app and tenant whose limits it uses. */
  add(job: Job): Promise<void>;
  /** Calls `work` for up to `slots` jobs at once, each with a signal that is aborted when the job was lost to another worker. */
  work(options: {
    readonly kind: string;
    readonly slots: number;
    /** More slots, which take only jobs of this priority. */
    readonly urgent?: { readonly slots: number; readonly priority: number } | undefined;
    readonly work: (job: Job, signal: AbortSignal) => Promise<void>;
  }): Promise<JobWork>;
  /** Takes no more, aborts the signals of what is under way, waits for it, closes. */
  close(): Promise<void>;
}

/** One call of `JobQueue.work`. */
export interface JobWork {
  /**
   * Takes no more. What is under way goes on to its end; with `isHandedBack` its signals are aborted, for work that has no end. Does not
   * wait for it.
   */
  end(options: { readonly isHandedBack: boolean }): Promise<void>;
}

/** What the queue hands out: ids only, for whoever looks into the queue sees them. */
export interface Job {
  /** Names the work, such as the run and the attempt that is to come: the same twice is once. */
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  /** Whose it is: among groups, turns are fair. */
  readonly group: string;
  readonly priority?: number | undefined;
  /** By the clock of the store, which compares it. */
  readonly notBefore?: number | undefined;
  readonly data?: JsonObject | undefined;
}
