/**
 * Bounds how many rows are requested but not yet delivered. Answers have no pages, so fifty people times thirty days times
 * all calls in flight would be a lot of memory whenever the destination is slower than the platform.
 */
export class RowAllowance {
  readonly #bound: number;
  #used = 0;
  #waiting: (() => void)[] = [];

  constructor(bound: number) {
    this.#bound = bound;
  }

  /** Resolves once there is room; one request always fits, however large. */
  async take(rows: number): Promise<void> {
    while (this.#used > 0 && this.#used + rows > this.#bound) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#used += rows;
  }

  give(rows: number): void {
    this.#used -= rows;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
