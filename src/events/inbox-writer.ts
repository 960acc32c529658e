import { toLarkstreamError } from '../model/errors.ts';
import type { ReceivedEvent } from '../model/event.ts';
import type { Inbox } from '../model/inbox.ts';
import type { InboxListener } from '../model/inbox-listener.ts';
import { toDeadLetter, toStorable } from './dead-letter.ts';

/** More wait for the next transaction; this bounds the size of a statement. */
const maxBatchSize = 1_000;

interface Waiting {
  readonly event: ReceivedEvent;
  readonly resolve: (isNew: boolean) => void;
  readonly reject: (reason: unknown) => void;
}

interface InboxWriterOptions {
  readonly inbox: Pick<Inbox, 'accept'>;
  readonly listeners?: readonly InboxListener[];
}

interface Stored {
  readonly stored: readonly ReceivedEvent[];
  readonly isNew: readonly boolean[];
}

/**
 * Puts what receivers bring into the inbox. What arrives while a transaction is written shares the next one, so that a thousand
 * events a second cost a few dozen syncs of the disk.
 */
export class InboxWriter {
  readonly #options: InboxWriterOptions;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #lastReceivedAt: number | null = null;

  constructor(options: InboxWriterOptions) {
    this.#options = options;
  }

  /** When the newest event was received that was new; null before the first. */
  get lastReceivedAt(): number | null {
    return this.#lastReceivedAt;
  }

  /** Resolves when the event is on the disk; false when it had been there. Throws what the inbox throws. */
  add(event: ReceivedEvent): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event: toStorable(event), resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #write(): Promise<void> {
    // What arrives in the same turn of the event loop goes along.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, maxBatchSize);
      try {
        const { stored, isNew } = await this.#store(some.map(({ event }) => event));
        for (const [at, { resolve }] of some.entries()) resolve(isNew[at] === true);
        const fresh = stored.filter((_, at) => isNew[at] === true);
        if (fresh.length > 0) this.#tell(fresh);
      } catch (reason) {
        for (const { reject } of some) reject(reason);
      }
    }
    // In the same turn in which the queue becomes empty: an event that comes a moment later must start a new write.
    this.#writing = undefined;
  }

  #tell(fresh: readonly ReceivedEvent[]): void {
    this.#lastReceivedAt = Math.max(this.#lastReceivedAt ?? 0, ...fresh.map(({ receivedAt }) => receivedAt));
    for (const listener of this.#options.listeners ?? []) listener.stored(fresh);
  }

  /** What the store refuses for what it is would never pass: it alone becomes a dead letter, its neighbours are stored. */
  async #store(events: readonly ReceivedEvent[]): Promise<Stored> {
    const { inbox } = this.#options;
    try {
      return { stored: events, isNew: await inbox.accept(events) };
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (error.family === 'transient') throw thrown;
      const [event] = events;
      if (event !== undefined && events.length === 1) {
        const letter = toDeadLetter(event, error.texts.message);
        return { stored: [letter], isNew: await inbox.accept([letter]) };
      }
    }
    const each: Stored[] = [];
    for (const event of events) each.push(await this.#store([event]));
    return { stored: each.flatMap(({ stored }) => stored), isNew: each.flatMap(({ isNew }) => isNew) };
  }
}
