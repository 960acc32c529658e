interface Line {
  /** Ends with the last of the line, whether or not it has failed. */
  readonly last: Promise<unknown>;
  readonly length: number;
}

/** Lets works of one name come one after another, whether or not the one before has failed; works of different names do not wait. */
export class Turns {
  readonly #lines = new Map<string, Line>();

  /** How many works of the name have not ended: whoever takes what strangers send must bound it. */
  waiting(name: string): number {
    return this.#lines.get(name)?.length ?? 0;
  }

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.#lines.get(name);
    const mine = (before?.last ?? Promise.resolve()).then(work);
    this.#lines.set(name, { last: mine.catch(() => undefined), length: this.waiting(name) + 1 });
    try {
      return await mine;
    } finally {
      const { last, length } = this.#lines.get(name) ?? { last: mine, length: 1 };
      if (length <= 1) this.#lines.delete(name);
      else this.#lines.set(name, { last, length: length - 1 });
    }
  }
}
