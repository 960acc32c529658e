import type { OutboxRow } from '../../model/triggers/conversation.ts';
import type { SendFence, StoredOutboxRow } from '../../model/triggers/session-tables.ts';

/** A row that is being sent, as it is now. */
export interface RowNow {
  readonly row: OutboxRow;
  readonly stored: StoredOutboxRow;
}

/** A row that this process holds. Its text may grow meanwhile. */
export class HeldRow {
  readonly fence: SendFence;
  readonly #ending = new AbortController();
  #now: RowNow;
  #change = Promise.withResolvers<void>();

  constructor(now: RowNow) {
    this.#now = now;
    this.fence = { id: now.stored.id, attempts: now.stored.attempts };
  }

  get now(): RowNow {
    return this.#now;
  }

  /** Aborted when somebody else has the row, or the process stops. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Resolves when there is more of it, or it is to be left. */
  get changed(): Promise<void> {
    return this.#change.promise;
  }

  update(now: RowNow): void {
    if (now.stored.revision === this.#now.stored.revision && now.stored.isFinal === this.#now.stored.isFinal) return;
    this.#now = now;
    this.#tell();
  }

  /** It is not ours any more, or must not be. */
  leave(): void {
    this.#ending.abort();
    this.#tell();
  }

  #tell(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers<void>();
  }
}
