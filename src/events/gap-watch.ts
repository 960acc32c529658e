import type { ConnectionStatus } from '../model/event-store.ts';

/** The platform repeats an event for seven hours; what happened in a longer silence it never tells. */
const toldForMs = 6.5 * 3_600_000;

/** Notices that the long connection was away for so long that events are missing for good. */
export class GapWatch {
  #awaySince: number | undefined;
  #onGap = (): void => {};

  /** Called when a connection is back too late. */
  whenMissing(onGap: () => void): void {
    this.#onGap = onGap;
  }

  see({ mode, state }: Pick<ConnectionStatus, 'mode' | 'state'>, now: number): void {
    if (mode !== 'long_connection') return;
    if (state !== 'connected') {
      this.#awaySince ??= now;
      return;
    }
    const awayMs = this.#awaySince === undefined ? 0 : now - this.#awaySince;
    this.#awaySince = undefined;
    if (awayMs > toldForMs) this.#onGap();
  }
}
