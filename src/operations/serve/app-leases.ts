import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { LeaseTable } from '../../model/service/lease.ts';
import { Turns } from '../../util/turns.ts';

/** A process that is killed has lost its leases after this time, and another has them within `renewMs` more: less than 15 s. */
const leaseMs = 10_000;
const renewMs = 3_000;
const forgetAfterMs = 3_600_000;

interface LeasesParts {
  readonly leases: LeaseTable;
  readonly holder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Something was taken or lost. */
  readonly onChange: () => void;
}

/**
 * What is this process's to do for apps: of all processes one has the long connection of an app, and one sends its messages. Two for a moment do no harm
 * (what is stored or sent twice is there once); none does.
 */
export class AppLeases {
  readonly #parts: LeasesParts;
  readonly #stop = new AbortController();
  readonly #keeping: Promise<void>;
  /** One call at a time: of two answers the older could come last, and what was given back be taken again with the names of before. */
  readonly #turns = new Turns();
  #wanted: readonly string[] = [];
  #held: ReadonlySet<string> = new Set();

  constructor(parts: LeasesParts) {
    this.#parts = parts;
    this.#keeping = this.#keep();
  }

  has(name: string): boolean {
    return this.#held.has(name);
  }

  /** Those that somebody must hold; what is free of them is taken at once. */
  async want(names: readonly string[]): Promise<void> {
    const before = new Set(this.#wanted);
    this.#wanted = names;
    const isNew = names.some((name) => !before.has(name));
    await this.#inTurn(async () => {
      const left = [...this.#held].filter((name) => !this.#wanted.includes(name));
      if (left.length > 0) await this.#parts.leases.release(left, this.#parts.holder);
      if (left.length > 0 || isNew) await this.#renew();
    });
  }

  /** Others may have them at once. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#keeping;
    await this.#inTurn(async () => {
      const held = [...this.#held];
      this.#held = new Set();
      // What cannot be given back runs out.
      await this.#parts.leases.release(held, this.#parts.holder).catch(() => undefined);
    });
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return await this.#turns.take('leases', work);
  }

  async #renew(): Promise<boolean> {
    const { leases, holder } = this.#parts;
    if (this.#stop.signal.aborted) return false;
    const before = this.#held;
    this.#held = new Set(await leases.hold(this.#wanted, holder, leaseMs));
    return before.size !== this.#held.size || [...before].some((name) => !this.#held.has(name));
  }

  async #keep(): Promise<void> {
    const { clock, logger, leases, onChange } = this.#parts;
    while (!this.#stop.signal.aborted) {
      await rest(clock, renewMs, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      try {
        if (await this.#inTurn(() => this.#renew())) onChange();
        await leases.deleteOld(forgetAfterMs);
      } catch (thrown) {
        // The connections stay: where the store is away, nobody else can take them either.
        const { code, message } = toLarkstreamError(thrown);
        logger.warn('What this process does alone for apps could not be renewed', { code, error: message });
      }
    }
  }
}
