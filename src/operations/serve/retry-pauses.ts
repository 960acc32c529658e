interface Failure {
  readonly version: number;
  readonly code: string;
  /** It may pass by itself: nobody has to act. */
  readonly mayPass: boolean;
  readonly pauseMs: number;
  readonly until: number;
}

const firstPauseMs = 5_000;
const maxPauseMs = 60_000;

/** When what has failed is tried again: each thing by itself, after a growing pause, and at once when somebody has changed it. */
export class RetryPauses {
  readonly #failures = new Map<string, Failure>();

  isDue(key: string, version: number, now: number): boolean {
    const failure = this.#failures.get(key);
    return failure === undefined || failure.version !== version || now >= failure.until;
  }

  /** Whether it is news: not the same failure of the same version once more. */
  failed(key: string, { now, ...failure }: Omit<Failure, 'pauseMs' | 'until'> & { readonly now: number }): boolean {
    const { version, code } = failure;
    const before = this.#failures.get(key);
    const isSame = before?.version === version;
    const pauseMs = isSame ? Math.min(maxPauseMs, before.pauseMs * 2) : firstPauseMs;
    this.#failures.set(key, { ...failure, pauseMs, until: now + pauseMs });
    return !isSame || before.code !== code;
  }

  /** Whether it has failed for what may pass. */
  mayPass(key: string): boolean {
    return this.#failures.get(key)?.mayPass === true;
  }

  /** It has worked. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** What is not among these is gone. */
  keepOnly(keys: ReadonlyMap<string, unknown>): void {
    for (const key of this.#failures.keys()) if (!keys.has(key)) this.#failures.delete(key);
  }
}
