import type { OpenedDestination } from '../model/destination.ts';
import { closeAll } from '../util/close-all.ts';
import type { LiveOptions } from './live-options.ts';
import type { Place } from './places.ts';

/** The destination of live replication, from time to time: it is opened when it is needed, and has a place for as long as it is open. */
export class HeldDestination {
  readonly #options: Pick<LiveOptions, 'openDestination' | 'places' | 'quietMs' | 'signal'>;
  #opened: OpenedDestination | undefined;
  #place: Place | undefined;

  constructor(options: Pick<LiveOptions, 'openDestination' | 'places' | 'quietMs' | 'signal'>) {
    this.#options = options;
  }

  /** The one that is open, or one more. @throws what opening it throws: then it holds no place */
  async open(): Promise<OpenedDestination> {
    if (this.#opened !== undefined) return this.#opened;
    const { openDestination, places, signal } = this.#options;
    this.#place ??= await places?.take(signal);
    try {
      this.#opened = await openDestination();
      return this.#opened;
    } catch (thrown) {
      this.#giveUpPlace();
      throw thrown;
    }
  }

  /** Resolves when others need the place. Undefined where none is needed. */
  get wanted(): ((signal: AbortSignal) => Promise<void>) | undefined {
    const place = this.#place;
    return place === undefined || this.#options.quietMs === undefined ? undefined : (signal) => place.wanted(signal);
  }

  /** Closes it; one that cannot even be closed is opened anew like any other. */
  async letGo(): Promise<void> {
    await this.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await closeAll(
      () => opened?.close(),
      () => this.#giveUpPlace(),
    );
  }

  #giveUpPlace(): void {
    this.#place?.leave();
    this.#place = undefined;
  }
}
