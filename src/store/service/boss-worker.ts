import type { Job as BossJob, PgBoss } from 'pg-boss';
import { rest, systemClock } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import { isObject } from '../../util/json.ts';

const lookMs = 500;
const refreshMs = 3_000;

interface BossWorkerOptions {
  readonly boss: PgBoss;
  readonly kind: string;
  /** The most jobs at a time. */
  readonly slots: number;
  /** More slots, which take only jobs of this priority. */
  readonly urgent?: { readonly slots: number; readonly priority: number } | undefined;
  /** Its signal is aborted when the job was lost to another worker. */
  readonly work: (job: BossJob<unknown>, lost: AbortSignal) => Promise<void>;
  readonly onTrouble: (message: string) => void;
}

interface Held {
  readonly job: BossJob<unknown>;
  readonly lost: AbortController;
  readonly done: Promise<void>;
  /** In one of the slots for what is urgent. */
  readonly isUrgent: boolean;
}

/**
 * Takes jobs of pg-boss. Its own workers look for jobs and say that they are at work each for itself: of a thousand slots that would be thousands of
 * statements a second. Here one look serves all that are free, and one statement says it of all that are held.
 */
export class BossWorker {
  readonly #options: BossWorkerOptions;
  readonly #held = new Map<string, Held>();
  readonly #ended = new AbortController();
  #woken = new AbortController();
  readonly #loops: readonly Promise<void>[];

  constructor(options: BossWorkerOptions) {
    this.#options = options;
    this.#loops = [this.#look(), this.#refresh()];
  }

  /** There may be a job, or a slot has become free. */
  wake(): void {
    // With a reason, none is made with a trace.
    this.#woken.abort('woken');
  }

  /** Takes no more; what is under way goes on. */
  takeNoMore(): void {
    this.#ended.abort('ended');
  }

  /** Resolves when it has been ended and nothing is under way. */
  async settled(): Promise<void> {
    await this.#loops[0];
    await Promise.all([...this.#held.values()].map(({ done }) => done));
    await Promise.all(this.#loops);
  }

  async #look(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      this.#woken = new AbortController();
      try {
        while (await this.#takeNext());
      } catch (thrown) {
        this.#options.onTrouble(toLarkstreamError(thrown).message);
      }
      await rest(systemClock, lookMs, this.#ended.signal, this.#woken.signal);
    }
  }

  async #takeNext(): Promise<boolean> {
    const { slots, urgent } = this.#options;
    const urgentHeld = [...this.#held.values()].filter(({ isUrgent }) => isUrgent).length;
    if (this.#held.size - urgentHeld < slots) return await this.#take();
    return urgent !== undefined && urgentHeld < urgent.slots && (await this.#take(urgent.priority));
  }

  /** One at a time: of two with the same key one would keep the other from being taken. False when there is none. */
  async #take(priority?: number): Promise<boolean> {
    const { boss, kind } = this.#options;
    if (this.#ended.signal.aborted) return false;
    const only = priority === undefined ? {} : { minPriority: priority, maxPriority: priority };
    const [job] = await boss.fetch<unknown>(kind, only);
    if (job === undefined) return false;
    const lost = new AbortController();
    const done = this.#do(job, lost.signal).finally(() => {
      this.#held.delete(job.id);
      this.wake();
    });
    this.#held.set(job.id, { job, lost, done, isUrgent: priority !== undefined });
    return true;
  }

  /** Never rejects: what the queue cannot be told, it finds out when nothing is heard of the job. */
  async #do(job: BossJob<unknown>, lost: AbortSignal): Promise<void> {
    const { boss, kind, work, onTrouble } = this.#options;
    try {
      try {
        await work(job, lost);
        await boss.complete(kind, job);
      } catch (thrown) {
        const { code, message } = toLarkstreamError(thrown);
        await boss.fail(kind, job, { code, message });
      }
    } catch (thrown) {
      onTrouble(toLarkstreamError(thrown).message);
    }
  }

  /** Until the last job has ended. */
  async #refresh(): Promise<void> {
    while (!this.#ended.signal.aborted || this.#held.size > 0) {
      const ends = this.#ended.signal.aborted ? [...this.#held.values()].map(({ done }) => done) : [];
      const rested = new AbortController();
      // Whoever waits for the end does not wait for the next time.
      if (ends.length > 0) void Promise.all(ends).then(() => rested.abort('settled'));
      await rest(systemClock, refreshMs, rested.signal, ...(ends.length > 0 ? [] : [this.#ended.signal]));
      await this.#sayHeld().catch((thrown: unknown) => this.#options.onTrouble(toLarkstreamError(thrown).message));
    }
  }

  async #sayHeld(): Promise<void> {
    const { boss, kind } = this.#options;
    const held = [...this.#held.values()].filter(({ lost }) => !lost.signal.aborted);
    if (held.length === 0) return;
    const answer: unknown = await boss.touch(
      kind,
      held.map(({ job }) => job),
    );
    // Which it has refreshed, its types do not say. Without them nothing is known of any.
    if (!isObject(answer) || !Array.isArray(answer.settled)) return;
    const still = new Set<unknown>(answer.settled);
    for (const { job, lost } of held) if (!still.has(job.id)) lost.abort('lost');
  }
}
