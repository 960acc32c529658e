import type { Pool } from 'pg';
import type { SqlRow } from './database.ts';
import { type Outcome, pipeline, type Statement } from './pipeline.ts';

interface Waiting {
  readonly statement: Statement;
  readonly settle: (outcome: Outcome) => void;
}

/** Who reads much at once waits for no more than this. */
const mostAtOnce = 50;

/** Reads that ask at the same moment go to the server together; those of the next moment have another connection, as long as there is one. */
export class GatheredReads {
  readonly #pool: Pool;
  readonly #waiting: Waiting[] = [];
  #lanes = 0;
  #isAwaited = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async rows(statement: Statement): Promise<SqlRow[]> {
    const outcome = await new Promise<Outcome>((settle) => {
      this.#waiting.push({ statement, settle });
      this.#gather();
    });
    if (outcome.kind === 'done') return outcome.rows;
    // Another one of those that were asked with it has failed.
    if (outcome.kind === 'skipped') return await this.rows(statement);
    throw outcome.thrown;
  }

  /** A read that may take long: others of the same moment do not wait for it. */
  async alone(statement: Statement): Promise<SqlRow[]> {
    const [outcome] = await this.#read([statement]);
    if (outcome?.kind === 'failed') throw outcome.thrown;
    return outcome?.kind === 'done' ? outcome.rows : [];
  }

  #gather(): void {
    if (this.#isAwaited || this.#lanes >= this.#pool.options.max) return;
    this.#isAwaited = true;
    setImmediate(() => {
      this.#isAwaited = false;
      if (this.#waiting.length > 0) void this.#send(this.#waiting.splice(0, mostAtOnce));
    });
  }

  async #send(some: readonly Waiting[]): Promise<void> {
    this.#lanes += 1;
    // What is left has to be sent, too.
    if (this.#waiting.length > 0) this.#gather();
    const outcomes = await this.#read(some.map(({ statement }) => statement));
    this.#lanes -= 1;
    for (const [at, { settle }] of some.entries()) settle(outcomes[at] ?? { kind: 'skipped' });
    if (this.#waiting.length > 0) this.#gather();
  }

  async #read(statements: readonly Statement[]): Promise<readonly Outcome[]> {
    try {
      const client = await this.#pool.connect();
      const outcomes = await pipeline(client, statements);
      client.release();
      return outcomes;
    } catch (thrown) {
      return statements.map(() => ({ kind: 'failed', thrown }));
    }
  }
}
