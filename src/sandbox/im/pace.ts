import { SlidingWindow } from '../gateway/sliding-window.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import { refusal } from './refusals.ts';

const perSecond = 5;

/** Five messages a second to one person, five to one group from all bots together, five changes of one card (im-v1/message/create). */
export class Pace {
  readonly #cap: number | undefined;
  readonly #now: () => number;
  readonly #windows = new Map<string, SlidingWindow>();

  constructor({ limits, arrivalNow }: Pick<ResolvedSandboxOptions, 'limits' | 'arrivalNow'>) {
    this.#cap = limits === 'off' ? undefined : limits === 'documented' ? perSecond : Math.max(1, perSecond * limits);
    this.#now = arrivalNow;
  }

  /** Counts one more for a chat, a person or a card. @throws ApiFailure 230020 where it is one too many */
  take(key: string): void {
    if (this.#cap === undefined) return;
    const window = this.#windows.get(key) ?? new SlidingWindow(1_000);
    this.#windows.set(key, window);
    const atMs = this.#now();
    if (window.countAt(atMs) >= this.#cap) throw refusal(230020);
    window.add(atMs);
  }
}
