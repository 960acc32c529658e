import type { Dispatcher } from 'undici';
import { createDispatcher } from './create-dispatcher.ts';

/** Shorter than any server waits that keeps connections: what it closes at the moment at which it is asked would be lost. */
const idleMs = 1_000;
/** Of many that were open at once, those that nobody needs go. */
const longestMs = 60_000;

/** Connections to one origin that are used again while exchanges follow each other closely; idle ones close by themselves. */
export class KeptRoute {
  #kept: { readonly key: string; readonly dispatcher: Dispatcher } | undefined;

  /** `address`: as the guard has found it now. Where it is another one, what was kept is not used any more. */
  to(origin: string, address: string): Dispatcher {
    const key = `${origin} ${address}`;
    if (this.#kept?.key === key) return this.#kept.dispatcher;
    void this.#kept?.dispatcher.close().catch(() => undefined);
    const dispatcher = createDispatcher({ origin, proxy: undefined, address, kept: { idleMs, longestMs } });
    this.#kept = { key, dispatcher };
    return dispatcher;
  }
}
