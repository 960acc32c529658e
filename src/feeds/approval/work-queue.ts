/**
 * Runs jobs in the order in which they came, `concurrency` at a time; `add` waits while `backlog` jobs are waiting. `run`
 * must deal with its own failures: a rejection would be lost, so it is passed to `onBug`.
 */
export class WorkQueue<T extends object> {
  readonly #run: (job: T) => Promise<void>;
  readonly #onBug: (reason: unknown) => void;
  readonly #concurrency: number;
  readonly #backlog: number;
  #jobs: T[] = [];
  #head = 0;
  #running = 0;
  #waiting: (() => void)[] = [];
  #idle: (() => void)[] = [];

  constructor(options: {
    readonly concurrency: number;
    readonly backlog: number;
    readonly run: (job: T) => Promise<void>;
    readonly onBug: (reason: unknown) => void;
  }) {
    this.#run = options.run;
    this.#onBug = options.onBug;
    this.#concurrency = options.concurrency;
    this.#backlog = options.backlog;
  }

  async add(job: T): Promise<void> {
    while (this.#jobs.length - this.#head >= this.#backlog) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#jobs.push(job);
    this.#start();
  }

  /** Resolves when nothing runs and nothing waits to run. */
  async idle(): Promise<void> {
    while (this.#running > 0 || this.#head < this.#jobs.length) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  #start(): void {
    while (this.#running < this.#concurrency) {
      const job = this.#jobs[this.#head];
      if (job === undefined) break;
      this.#head++;
      this.#running++;
      void this.#run(job)
        .catch(this.#onBug)
        .finally(() => this.#ended());
    }
    if (this.#head > 1024) {
      this.#jobs = this.#jobs.slice(this.#head);
      this.#head = 0;
    }
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #ended(): void {
    this.#running--;
    this.#start();
    if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}
