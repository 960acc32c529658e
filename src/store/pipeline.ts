import { type Connection, type PoolClient, type Submittable, types } from 'pg';
import type { SqlRow, SqlValue } from './database.ts';

/** What is sent to the server. With a name, it keeps the statement parsed and planned. */
export interface Statement {
  readonly name?: string | undefined;
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** What came of a statement; `skipped`: one before it has failed, so that it was not done. */
export type Outcome =
  | { readonly kind: 'done'; readonly rows: SqlRow[]; readonly count: number }
  | { readonly kind: 'failed'; readonly thrown: unknown }
  | { readonly kind: 'skipped' };

interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** Of a connection: the statements that its server keeps, by their names, with the columns that they give. */
interface Kept {
  readonly columns: Map<string, readonly Column[]>;
  /** They have failed: whether the server keeps them is not known. */
  readonly uncertain: Set<string>;
}

const keptOf = new WeakMap<Connection, Kept>();

/**
 * Sends statements in one go, and gives what came of each. They need one way to the server and back, and one wake of either side: most of what small statements
 * cost. After one that fails, none is done. Outside of a transaction they are one.
 */
export function pipeline(client: PoolClient, statements: readonly Statement[]): Promise<readonly Outcome[]> {
  return new Promise((resolve) => {
    client.query(new Pipeline(statements, resolve));
  });
}

/** As `pg` submits it and hands on the messages of the server. */
class Pipeline implements Submittable {
  readonly #statements: readonly Statement[];
  readonly #outcomes: Outcome[] = [];
  readonly #onEnd: (outcomes: readonly Outcome[]) => void;
  #kept: Kept = { columns: new Map(), uncertain: new Set() };
  #columns: readonly Column[] | undefined;
  #rows: SqlRow[] = [];

  constructor(statements: readonly Statement[], onEnd: (outcomes: readonly Outcome[]) => void) {
    this.#statements = statements;
    this.#onEnd = onEnd;
  }

  submit(connection: Connection): void {
    this.#kept = keptOf.get(connection) ?? this.#kept;
    keptOf.set(connection, this.#kept);
    const sent = new Set<string>();
    connection.stream.cork();
    for (const statement of this.#statements) this.#send(connection, statement, sent);
    connection.sync();
    connection.stream.uncork();
  }

  #send(connection: Connection, { name = '', text, values }: Statement, sent: Set<string>): void {
    const isKept = name !== '' && (this.#kept.columns.has(name) || sent.has(name));
    if (this.#kept.uncertain.delete(name)) connection.close({ type: 'S', name }, true);
    if (!isKept) connection.parse({ name, text, types: [] }, true);
    const texts = values.map((value) => (value === null ? null : String(value)));
    connection.bind({ statement: name, values: texts }, true);
    if (!this.#kept.columns.has(name)) connection.describe({ type: 'P' }, true);
    connection.execute(null, true);
    if (name !== '') sent.add(name);
  }

  handleRowDescription({
    fields,
  }: {
    readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  }) {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, parse: parserOf(dataTypeID) }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const columns = this.#columns ?? this.#kept.columns.get(this.#name) ?? [];
    const row: Record<string, unknown> = {};
    for (const [at, { name, parse }] of columns.entries()) {
      const text = fields[at] ?? null;
      row[name] = text === null ? null : parse(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (this.#name !== '' && !this.#kept.columns.has(this.#name))
      this.#kept.columns.set(this.#name, this.#columns ?? []);
    this.#end({ kind: 'done', rows: this.#rows, count: Number(/ (\d+)$/.exec(text)?.[1] ?? 0) });
  }

  handleEmptyQuery(): void {
    this.#end({ kind: 'done', rows: [], count: 0 });
  }

  /** Of the server, which skips what follows; or the connection is broken: then what was done is not known either. */
  handleError(thrown: unknown): void {
    const failed: Outcome = { kind: 'failed', thrown };
    const at = this.#outcomes.length;
    const isAtEnd = at === this.#statements.length;
    for (const { name } of this.#statements.slice(at))
      if (name !== undefined && !this.#kept.columns.has(name)) this.#kept.uncertain.add(name);
    this.#onEnd(
      this.#statements.map((_, index) =>
        isAtEnd || index === at ? failed : (this.#outcomes[index] ?? { kind: 'skipped' }),
      ),
    );
  }

  handleReadyForQuery(): void {
    this.#onEnd(this.#outcomes);
  }

  get #name(): string {
    return this.#statements[this.#outcomes.length]?.name ?? '';
  }

  #end(outcome: Outcome): void {
    this.#outcomes.push(outcome);
    this.#columns = undefined;
    this.#rows = [];
  }
}

/** Numbers of our tables stay far below 2^53. */
function parserOf(type: number): (text: string) => unknown {
  return type === types.builtins.INT8 ? Number : types.getTypeParser(type, 'text');
}
