/** Tells those who look at chats that something has changed there. */
export class Changes {
  readonly #watchers = new Set<() => void>();

  /** Calls back after each change. Gives what ends it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Looks again after each change. Gives whether it became true in time. */
  until(isTrue: () => boolean, withinMs: number): Promise<boolean> {
    if (isTrue()) return Promise.resolve(true);
    return new Promise((end) => {
      const look = (): void => settle(isTrue());
      // After the change, which may be told of while it is being made.
      const stop = this.watch(() => setImmediate(look));
      const giveUp = setTimeout(() => settle(isTrue(), true), withinMs);
      const settle = (is: boolean, isLast = false): void => {
        if (!is && !isLast) return;
        stop();
        clearTimeout(giveUp);
        end(is);
      };
    });
  }

  /** To be called after a change. */
  tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
