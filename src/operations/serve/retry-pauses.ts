interface Failure {
  readonly version: number;
  readonly code: string;
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
  failed(key: string, { version, code, now }: { version: number; code: string; now: number }): boolean {
    const before = this.#failures.get(key);
    const isSame = before?.version === version;
    const pauseMs = isSame ? Math.min(maxPauseMs, before.pauseMs * 2) : firstPauseMs;
    this.#failures.set(key, { version, code, pauseMs, until: now + pauseMs });
    return !isSame || before.code !== code;
  }

  /** It has worked, or is gone. */
  forget(key: string): void {
    this.#failures.delete(key);
  }
}
