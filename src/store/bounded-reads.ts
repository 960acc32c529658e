import { StoppedError, TransientError } from '../model/errors.ts';
import { sqlState } from '../postgres/refusals.ts';
import { Slots } from '../util/slots.ts';
import type { Connection, SqlRow, SqlValue } from './database.ts';

/** Somebody whose reads may take long. */
export interface Reader {
  /** Whose they are: others do not wait for all of them. */
  readonly who: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const queryCanceled = '57014';

interface BoundedReadsOptions {
  /** At once, so that connections are left for what must not wait. */
  readonly most: number;
  /** What takes longer is given up. */
  readonly limitMs: number;
  readonly transact: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;
  /** Ends what a session of the server does. */
  readonly cancel: (pid: number) => Promise<unknown>;
}

/** Reads that grow with what the store holds: few at once, for a time, and only as long as somebody waits for them. */
export class BoundedReads {
  readonly #options: BoundedReadsOptions;
  readonly #slots: Slots;

  constructor(options: BoundedReadsOptions) {
    const { most } = options;
    this.#options = options;
    // One account may read for its people, and for its programs.
    const mostOfOne = Math.max(1, Math.floor(most / 2));
    this.#slots = new Slots({ most, mostOfOne, mostWaitingOfOne: Number.POSITIVE_INFINITY });
  }

  /** @throws TransientError `store.read.slow`; StoppedError `run.stopped` when the reader has gone */
  async rows({ who, signal }: Reader, sql: string, values: readonly SqlValue[]): Promise<SqlRow[]> {
    try {
      return await this.#slots.during({ who, signal, onFull: stopped }, () =>
        this.#options.transact((connection) => this.#read(connection, signal, { sql, values })),
      );
    } catch (thrown) {
      if (signal.aborted) throw stopped(thrown);
      throw sqlState(thrown) === queryCanceled ? tooSlow(this.#options.limitMs, thrown) : thrown;
    }
  }

  async #read(
    connection: Connection,
    signal: AbortSignal,
    { sql, values }: { readonly sql: string; readonly values: readonly SqlValue[] },
  ): Promise<SqlRow[]> {
    const begin = "SELECT set_config('statement_timeout', $1, true), pg_backend_pid() AS pid";
    const [session] = await connection.rows(begin, [String(this.#options.limitMs)]);
    signal.throwIfAborted();
    let cancelling: Promise<unknown> | undefined;
    const cancel = (): void => {
      cancelling = this.#options.cancel(Number(session?.pid)).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await connection.rows(sql, values);
    } finally {
      signal.removeEventListener('abort', cancel);
      // The session is ours until the transaction ends: later it would be somebody else's work that is ended.
      await cancelling;
    }
  }
}

function stopped(cause?: unknown): StoppedError {
  const message = { en: 'Nobody waits for the answer any more', zh: '已无人等待该结果' };
  return new StoppedError({ code: 'run.stopped', message, cause });
}

function tooSlow(limitMs: number, cause: unknown): TransientError {
  const seconds = limitMs / 1_000;
  return new TransientError({
    code: 'store.read.slow',
    message: {
      en: `The store has not found it within ${seconds} seconds`,
      zh: `存储在 ${seconds} 秒内未能查出结果`,
    },
    details: { seconds },
    cause,
  });
}
