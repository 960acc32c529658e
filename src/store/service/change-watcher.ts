import { type Clock, rest } from '../../model/clock.ts';
import type { Secret } from '../../model/secret.ts';
import { listen } from '../listen.ts';
import { changesChannel } from './changes.ts';

const pollMs = 5_000;

interface WatcherParts {
  readonly url: Secret;
  readonly clock: Clock;
  readonly lastSeq: () => Promise<number>;
}

/**
 * Calls those who watch after something has changed. It listens on a connection of its own, and asks every few seconds as well: behind a
 * pooler in transaction mode nothing is heard, and a connection may have died without a word. A call too many does no harm.
 */
export class ChangeWatcher {
  readonly #parts: WatcherParts;
  readonly #watching = new Set<() => void>();
  #stop: AbortController | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
  }

  watch(onChange: () => void, signal: AbortSignal): void {
    if (signal.aborted || this.#isClosed) return;
    // Of the same function twice, one may end before the other.
    const call = (): void => onChange();
    this.#watching.add(call);
    signal.addEventListener('abort', () => this.#leave(call), { once: true });
    if (this.#stop !== undefined) return;
    const stop = new AbortController();
    this.#stop = stop;
    const { url, clock } = this.#parts;
    const listening = { url, clock, channel: changesChannel, onNotice: () => this.#ring() };
    this.#work = Promise.all([this.#work, this.#poll(stop.signal), listen(listening, stop.signal)]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watching.clear();
    this.#end();
    await this.#work;
  }

  #leave(call: () => void): void {
    this.#watching.delete(call);
    if (this.#watching.size === 0) this.#end();
  }

  #end(): void {
    this.#stop?.abort();
    this.#stop = undefined;
  }

  #ring(): void {
    for (const call of [...this.#watching]) call();
  }

  async #poll(stop: AbortSignal): Promise<void> {
    for (let seen: number | undefined; !stop.aborted; ) {
      // While the database is away, nothing changes.
      const last = await this.#parts.lastSeq().catch(() => seen);
      if (last !== seen && !stop.aborted) this.#ring();
      seen = last;
      await rest(this.#parts.clock, pollMs, stop);
    }
  }
}
