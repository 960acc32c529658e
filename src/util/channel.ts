interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A bounded queue between one or several writers and one reader: `push` waits while the weight inside is at the bound, so
 * that a fast source never outgrows a slow destination. Iteration hands out what is inside, then ends after `close` or throws what `fail` was given.
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly #bound: number;
  readonly #weigh: (value: T) => number;
  readonly #values: T[] = [];
  #head = 0;
  #weight = 0;
  #writers: Waiter[] = [];
  #reader: Waiter | undefined;
  #closed = false;
  #failure: { readonly reason: unknown } | undefined;

  constructor(bound: number, weigh: (value: T) => number = () => 1) {
    this.#bound = bound;
    this.#weigh = weigh;
  }

  /** Resolves once the value is inside. Rejects when the channel has failed or its reader has left. */
  async push(value: T): Promise<void> {
    while (this.#weight >= this.#bound && this.#failure === undefined && !this.#closed) {
      await new Promise<void>((resolve, reject) => {
        this.#writers.push({ resolve, reject });
      });
    }
    if (this.#failure !== undefined) throw this.#failure.reason;
    if (this.#closed) throw new DOMException('The channel is closed', 'AbortError');
    this.#values.push(value);
    this.#weight += this.#weigh(value);
    this.#wakeReader();
  }

  close(): void {
    this.#closed = true;
    this.#wakeReader();
    this.#wakeWriters();
  }

  fail(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wakeReader();
    this.#wakeWriters();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    try {
      for (;;) {
        const value = this.#values[this.#head];
        if (value !== undefined) {
          this.#take(value);
          yield value;
        } else if (this.#failure !== undefined) {
          throw this.#failure.reason;
        } else if (this.#closed) {
          return;
        } else {
          await new Promise<void>((resolve, reject) => {
            this.#reader = { resolve, reject };
          });
        }
      }
    } finally {
      this.close();
    }
  }

  #take(value: T): void {
    this.#head++;
    this.#weight -= this.#weigh(value);
    if (this.#head > 1024 || this.#head === this.#values.length) {
      this.#values.splice(0, this.#head);
      this.#head = 0;
    }
    if (this.#weight < this.#bound) this.#wakeWriters();
  }

  #wakeReader(): void {
    this.#reader?.resolve();
    this.#reader = undefined;
  }

  #wakeWriters(): void {
    const writers = this.#writers;
    this.#writers = [];
    for (const writer of writers) writer.resolve();
  }
}
