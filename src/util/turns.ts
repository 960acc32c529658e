/** Lets works of one name come one after another, whether or not the one before has failed; works of different names do not wait. */
export class Turns {
  /** The last of each line; it ends whether or not its work has failed. */
  readonly #lines = new Map<string, Promise<unknown>>();

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#lines.get(name) ?? Promise.resolve()).then(work);
    const last = mine.catch(() => undefined);
    this.#lines.set(name, last);
    try {
      return await mine;
    } finally {
      if (this.#lines.get(name) === last) this.#lines.delete(name);
    }
  }
}
