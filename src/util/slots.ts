interface SlotLimits {
  /** At once. */
  readonly most: number;
  /** At once for one who asks. */
  readonly mostOfOne: number;
  /** Of one who asks, beyond those at work. */
  readonly mostWaitingOfOne: number;
}

interface Asking {
  readonly who: string;
  /** Ends the wait of an asker who has gone. */
  readonly signal: AbortSignal;
  /** What is thrown when as many of them wait as may. */
  readonly onFull: () => Error;
}

interface Waiting {
  readonly who: string;
  readonly begin: () => void;
}

/** Bounds how many works there are at once, of all and of each who asks; whoever has the fewest at work comes first. */
export class Slots {
  readonly #limits: SlotLimits;
  readonly #working = new Map<string, number>();
  #count = 0;
  #line: Waiting[] = [];

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  async during<T>(asking: Asking, work: () => Promise<T>): Promise<T> {
    const { who, signal } = asking;
    signal.throwIfAborted();
    if (this.#mayBegin(who)) this.#begin(who);
    else await this.#wait(asking);
    try {
      return await work();
    } finally {
      this.#end(who);
    }
  }

  async #wait({ who, signal, onFull }: Asking): Promise<void> {
    if (this.#line.filter((one) => one.who === who).length >= this.#limits.mostWaitingOfOne) throw onFull();
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#line = this.#line.filter((one) => one !== mine);
        reject(signal.reason);
      };
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const mine = { who, begin };
      this.#line.push(mine);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #mayBegin(who: string): boolean {
    return this.#count < this.#limits.most && this.#workingOf(who) < this.#limits.mostOfOne;
  }

  #begin(who: string): void {
    this.#count++;
    this.#working.set(who, this.#workingOf(who) + 1);
  }

  #end(who: string): void {
    this.#count--;
    const left = this.#workingOf(who) - 1;
    if (left > 0) this.#working.set(who, left);
    else this.#working.delete(who);
    const able = this.#line.filter((one) => this.#mayBegin(one.who));
    const [next] = able.toSorted((one, other) => this.#workingOf(one.who) - this.#workingOf(other.who));
    if (next === undefined) return;
    this.#line = this.#line.filter((one) => one !== next);
    // Before it is woken: nobody can come in between.
    this.#begin(next.who);
    next.begin();
  }

  #workingOf(who: string): number {
    return this.#working.get(who) ?? 0;
  }
}
