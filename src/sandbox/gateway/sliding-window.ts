/** Instants of the last `windowMs`, oldest first: (t − windowMs, t]. */
export class SlidingWindow {
  readonly windowMs: number;
  #instants: number[] = [];
  #head = 0;

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  add(atMs: number): void {
    this.#instants.push(atMs);
  }

  /** How many instants the window that ends at `atMs` holds; forgets what is older. */
  countAt(atMs: number): number {
    while ((this.#instants[this.#head] ?? atMs) <= atMs - this.windowMs) this.#head++;
    if (this.#head > 4_096 && this.#head * 2 > this.#instants.length) {
      this.#instants = this.#instants.slice(this.#head);
      this.#head = 0;
    }
    return this.#instants.length - this.#head;
  }

  /** Milliseconds from `atMs` until the oldest instant leaves the window; 0 when it is empty. */
  msUntilNextLeaves(atMs: number): number {
    const oldest = this.#instants[this.#head];
    return oldest === undefined ? 0 : Math.max(0, oldest + this.windowMs - atMs);
  }
}
