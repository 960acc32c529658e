/** Tells those who look at chats that something has changed there. */
export class Changes {
  readonly #watchers = new Set<() => void>();

  /** Calls back after each change. Gives what ends it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** To be called after a change. */
  tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
