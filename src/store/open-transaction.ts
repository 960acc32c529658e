import type { PoolClient } from 'pg';
import type { Connection, SqlRow, SqlValue } from './database.ts';
import { type Outcome, pipeline, type Statement } from './pipeline.ts';

interface Asked {
  readonly statement: Statement;
  readonly settle: (outcome: Outcome) => void;
}

/** Names statements that the server is to keep. */
export type NameOf = (sql: string) => string | undefined;

/**
 * A transaction that is under way. What is asked at the same moment goes to the server in one go; with the first of it goes what begins the transaction, with
 * its end what nobody waits for.
 */
export class OpenTransaction {
  readonly #client: PoolClient;
  readonly #nameOf: NameOf;
  #asked: Asked[] = [];
  #sending: Promise<void> | undefined;
  /** The first that has failed: what follows it was never done. */
  #failed: { readonly thrown: unknown } | undefined;
  #isOver = false;
  #isBegun: boolean;
  readonly #begin: Statement[];
  readonly connection: Connection = {
    dialect: 'postgres',
    rows: async (sql, values = []) => (await this.#ask(sql, values)).rows,
    run: async (sql, values = []) => (await this.#ask(sql, values)).count,
    push: (sql, values = []) => void this.#ask(sql, values).catch(() => undefined),
  };

  /** `begin`: what is sent before the first statement; of a transaction that was begun, nothing. */
  constructor(client: PoolClient, begin: readonly Statement[], nameOf: NameOf) {
    this.#client = client;
    this.#begin = [...begin];
    this.#nameOf = nameOf;
    this.#isBegun = begin.length === 0;
  }

  /** On the disk when it resolves. */
  async commit(): Promise<void> {
    if (!this.#isBegun && this.#asked.length === 0) return;
    const last = this.#ask('COMMIT', []);
    this.#isOver = true;
    await last;
  }

  /** Nothing of it is done: nobody can ask for more, and what has not been sent never is. */
  async rollback(): Promise<void> {
    this.#isOver = true;
    const left = this.#asked.splice(0);
    for (const { settle } of left) settle({ kind: 'failed', thrown: over() });
    await this.#sending;
    if (this.#isBegun) await this.#client.query('ROLLBACK');
  }

  async #ask(text: string, values: readonly SqlValue[]): Promise<{ readonly rows: SqlRow[]; readonly count: number }> {
    // Who goes on when another has failed already would change things behind its end.
    if (this.#isOver) throw over();
    if (this.#failed !== undefined) throw this.#failed.thrown;
    const outcome = await new Promise<Outcome>((settle) => {
      this.#asked.push({ statement: { text, values, name: this.#nameOf(text) }, settle });
      this.#sending ??= this.#send();
    });
    if (outcome.kind === 'done') return outcome;
    throw outcome.kind === 'failed' ? outcome.thrown : this.#reason();
  }

  #reason(): unknown {
    return this.#failed === undefined ? over() : this.#failed.thrown;
  }

  async #send(): Promise<void> {
    // All that follows from the last answers is asked first.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    while (this.#asked.length > 0) {
      const asked = this.#asked.splice(0);
      // A server would end what has failed without a complaint, and say of other statements only that they are too late.
      if (this.#failed !== undefined) {
        for (const { settle } of asked) settle({ kind: 'skipped' });
        continue;
      }
      const begin = this.#begin.splice(0);
      this.#isBegun = true;
      const outcomes = await pipeline(this.#client, [...begin, ...asked.map(({ statement }) => statement)]);
      const failed = outcomes.find((outcome) => outcome.kind === 'failed');
      this.#failed ??= failed;
      const own = outcomes.slice(begin.length);
      for (const [at, { settle }] of asked.entries()) settle(own[at] ?? { kind: 'skipped' });
      await new Promise<void>((resolve) => process.nextTick(resolve));
    }
    this.#sending = undefined;
  }
}

function over(): Error {
  return new Error('The transaction is over');
}
