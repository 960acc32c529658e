import type { Clock } from '../../model/clock.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';

/** What people look at while it moves: sessions and turns, by their ids here. */
export type MovedTopic = 'session' | 'turn';

/** Who is told that something has moved; it never waits. */
export type TellMoved = (topic: MovedTopic, id: string | undefined) => void;

/** As many signs in one go. Those that are left are told with the next. */
const atOnce = 50;
/** No more are waited with: whoever shows one reads it again after a while by itself. */
const mostWaiting = 5_000;

/**
 * Gathers what moves, and tells those who watch: each thing once, however often it has moved since. A busy bot moves hundreds of things a second, and every
 * sign is a row that all processes read.
 */
export class Moved {
  readonly #parts: { readonly store: Pick<ServiceStore, 'transaction'>; readonly clock: Clock };
  readonly #waiting = new Map<string, { readonly topic: MovedTopic; readonly id: string }>();

  constructor(parts: { readonly store: Pick<ServiceStore, 'transaction'>; readonly clock: Clock }) {
    this.#parts = parts;
  }

  readonly tell: TellMoved = (topic, id) => {
    if (id !== undefined && this.#waiting.size < mostWaiting) this.#waiting.set(id, { topic, id });
  };

  /** Writes the signs of what has waited longest; nothing is written where nothing has moved. */
  async write(): Promise<void> {
    const some = [...this.#waiting.values()].slice(0, atOnce);
    if (some.length === 0) return;
    for (const { id } of some) this.#waiting.delete(id);
    const at = this.#parts.clock.now();
    await this.#parts.store.transaction(async ({ changes }) => {
      for (const { topic, id } of some) await changes.add({ at, topic, id, kind: 'changed' });
    });
  }
}
