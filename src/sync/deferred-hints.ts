import type { Hint } from '../model/hint.ts';

/** Hints that are still to be acted on, each once: a record that changes a thousand times is read once. */
export class DeferredHints implements Iterable<Hint> {
  readonly #hints = new Map<string, Hint>();

  /** One by one: a long snapshot defers more hints than a function takes arguments. */
  add(hints: Iterable<Hint>): void {
    for (const hint of hints) this.#hints.set(JSON.stringify(hint), hint);
  }

  [Symbol.iterator](): Iterator<Hint> {
    return this.#hints.values();
  }
}
