import { type Clock, rest } from '../../model/clock.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { ChangeSign, ServiceStore } from '../../model/service/service-store.ts';

const pageSigns = 1_000;
/** Who is further behind reads the things themselves. */
const maxWaiting = 1_000;
const netMs = 10_000;
const retryMs = 1_000;

/** What one watcher has not taken yet. */
export interface Subscription {
  /** What has come, as soon as something has, or nothing after `ms`. */
  take(ms: number): Promise<readonly ChangeSign[]>;
  /** True when more came than it could take: some are lost. */
  readonly isLate: boolean;
  close(): void;
}

/** No more than it needs: it is itself one of the parts of use cases. */
interface Parts {
  readonly store: Pick<ServiceStore, 'changes' | 'watch'>;
  readonly clock: Clock;
  readonly logger: Logger;
}
type Listener = (signs: readonly ChangeSign[]) => void;

/** Signs of changes, from all processes, for any number of watchers: read once for all of them, and only while somebody watches. */
export class ChangeFeed {
  readonly #parts: Parts;
  readonly #listeners = new Set<Listener>();
  readonly #counts = new Map<string, number>();
  #following: { readonly stop: AbortController; readonly begun: Promise<void> } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Everything from now on, for one of the watchers of `who`; ended by `close`, and by the signal: who has gone before the first sign was
   * asked for closes nothing, and the feed would be read for nobody, also after the service has stopped.
   * @throws ConfigError `api.too.many` when `who` has as many as `most`
   */
  async subscribe(who: string, most: number, signal: AbortSignal): Promise<Subscription> {
    const count = this.#counts.get(who) ?? 0;
    if (count >= most) throw tooMany(most);
    this.#counts.set(who, count + 1);
    const inbox = new Inbox(this.#parts, signal);
    const listener: Listener = (signs) => inbox.put(signs);
    this.#listeners.add(listener);
    inbox.onClose = () => {
      if (!this.#listeners.delete(listener)) return;
      const left = (this.#counts.get(who) ?? 1) - 1;
      if (left > 0) this.#counts.set(who, left);
      else this.#counts.delete(who);
      if (this.#listeners.size === 0) this.#end();
    };
    this.#following ??= this.#begin();
    try {
      await this.#following.begun;
      signal.addEventListener('abort', () => inbox.close(), { once: true });
      if (signal.aborted) inbox.close();
      return inbox;
    } catch (thrown) {
      inbox.close();
      throw thrown;
    }
  }

  #begin(): { readonly stop: AbortController; readonly begun: Promise<void> } {
    const stop = new AbortController();
    const bell = new Bell();
    this.#parts.store.watch(() => bell.ring(), stop.signal);
    const reader = new SignReader(this.#parts.store);
    const begun = reader.begin();
    begun.then(
      () => this.#follow(reader, bell, stop.signal),
      () => stop.abort(),
    );
    return { stop, begun };
  }

  #end(): void {
    this.#following?.stop.abort();
    this.#following = undefined;
  }

  async #follow(reader: SignReader, bell: Bell, signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#parts;
    while (!signal.aborted) {
      const rung = bell.next();
      try {
        const signs = await reader.read();
        for (const listener of this.#listeners) listener(signs);
        // The bell rings for every change; the wait is the net under it.
        if (signs.length === 0) await rest(clock, netMs, rung, signal);
      } catch (thrown) {
        logger.warn('Signs of changes cannot be read', { message: toLarkstreamError(thrown).message });
        await rest(clock, retryMs, signal);
      }
    }
  }
}

/** Wakes whoever rests on the signal that was taken last. */
class Bell {
  #rung = new AbortController();

  next(): AbortSignal {
    this.#rung = new AbortController();
    return this.#rung.signal;
  }

  ring(): void {
    this.#rung.abort();
  }
}

/** Reads what is new, each once. */
class SignReader {
  readonly #store: Parts['store'];
  #last = 0;

  constructor(store: Parts['store']) {
    this.#store = store;
  }

  /** What there is now is not new. */
  async begin(): Promise<void> {
    this.#last = await this.#store.changes.lastSeq();
  }

  async read(): Promise<readonly ChangeSign[]> {
    const signs = await this.#store.changes.after(this.#last, pageSigns);
    this.#last = signs.at(-1)?.seq ?? this.#last;
    return signs;
  }
}

/** What has come for one watcher. */
class Inbox implements Subscription {
  readonly #parts: Parts;
  readonly #signal: AbortSignal;
  #signs: ChangeSign[] = [];
  readonly #bell = new Bell();
  isLate = false;
  onClose: () => void = () => {};

  constructor(parts: Parts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  put(signs: readonly ChangeSign[]): void {
    if (signs.length === 0) return;
    if (this.#signs.length + signs.length > maxWaiting) this.isLate = true;
    else this.#signs.push(...signs);
    this.#bell.ring();
  }

  async take(ms: number): Promise<readonly ChangeSign[]> {
    if (this.#signs.length === 0 && !this.isLate) {
      await rest(this.#parts.clock, ms, this.#bell.next(), this.#signal);
    }
    const signs = this.#signs;
    this.#signs = [];
    return signs;
  }

  close(): void {
    this.onClose();
  }
}

function tooMany(most: number): ConfigError {
  return new ConfigError({
    code: 'api.too.many',
    message: {
      en: `The account already watches changes ${most} times`,
      zh: `该账号已有 ${most} 个变更订阅`,
    },
    cure: { en: 'Close a window of the console.', zh: '请关闭一个控制台窗口。' },
    details: { retryAfterSeconds: 30 },
  });
}
