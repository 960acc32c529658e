/** Milliseconds since some moment long ago. */
interface Elapsing {
  elapsed(): number;
}

const mostKept = 10_000;

/** Answers that are kept for a while, by key. Those who ask at once share one question; a fault is not kept. */
export class KeptAnswers<T> {
  readonly #clock: Elapsing;
  readonly #keepMs: (answer: T) => number;
  readonly #kept = new Map<string, { readonly answer: Promise<T>; last: T | undefined; until: number }>();

  constructor(clock: Elapsing, keepMs: (answer: T) => number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  /** All of it is asked anew. */
  clear(): void {
    this.#kept.clear();
  }

  /** Whether it is known, or on its way. */
  has(key: string): boolean {
    const kept = this.#kept.get(key);
    return kept !== undefined && kept.until > this.#clock.elapsed();
  }

  /** `before`: what was answered last, if that is still here. */
  async get(key: string, ask: (before: T | undefined) => Promise<T>): Promise<T> {
    const known = this.#kept.get(key);
    if (known !== undefined && known.until > this.#clock.elapsed()) return await known.answer;
    const kept = { answer: ask(known?.last), last: known?.last, until: Number.POSITIVE_INFINITY };
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, kept);
    try {
      const answer = await kept.answer;
      kept.last = answer;
      kept.until = this.#clock.elapsed() + this.#keepMs(answer);
      return answer;
    } catch (error) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      throw error;
    }
  }
}
