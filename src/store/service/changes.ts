import type { ChangeSign, ChangeTable } from '../../model/service/service-store.ts';
import { inBatches } from '../../util/in-batches.ts';
import type { Connection } from '../database.ts';
import { rowPlaceholders } from '../sql-text.ts';
import type { Access } from './access.ts';
import { StoredRow } from './stored-row.ts';

/** What watchers listen to. It is the database's, not the schema's. */
export const changesChannel = 'larkstream_changes';

const kinds = ['created', 'changed', 'deleted'] as const;
const batchSize = 500;

/** Numbers are given when it is written. */
export type NewSign = Omit<ChangeSign, 'seq'>;

/** Table `changes`; `service` holds the last number. */
export class SqlChanges implements ChangeTable {
  readonly #access: Access;
  readonly #add: (sign: NewSign) => Promise<void>;

  /** `add` says what becomes of a sign: within a transaction it waits for the end. */
  constructor(access: Access, add: (sign: NewSign) => Promise<void>) {
    this.#access = access;
    this.#add = add;
  }

  async add(sign: NewSign): Promise<void> {
    await this.#add(sign);
  }

  async after(seq: number, limit: number): Promise<readonly ChangeSign[]> {
    const sql = `SELECT * FROM changes WHERE seq > $1 ORDER BY seq LIMIT ${Math.trunc(limit)}`;
    return (await this.#access.rows(sql, [seq])).map((row) => toSign(new StoredRow(row)));
  }

  async lastSeq(): Promise<number> {
    const [row] = await this.#access.rows('SELECT last_change FROM service');
    return Number(row?.last_change ?? 0);
  }
}

/**
 * Writes signs and rings for those who watch, as the last thing of a transaction: from here to its end, no other transaction gets numbers,
 * so that a reader who has seen a number has seen all before it.
 */
export async function writeSigns(signs: readonly NewSign[], { rows, run }: Connection): Promise<void> {
  if (signs.length === 0) return;
  const [row] = await rows('UPDATE service SET last_change = last_change + $1 RETURNING last_change', [signs.length]);
  const first = Number(row?.last_change) - signs.length + 1;
  const numbered = signs.map((sign, at) => ({ seq: first + at, ...sign }));
  for (const some of inBatches(numbered, batchSize))
    await run(
      `INSERT INTO changes (seq, at, topic, id, kind) VALUES ${rowPlaceholders(some.length, 5)}`,
      some.flatMap(({ seq, at, topic, id, kind }) => [seq, at, topic, id, kind]),
    );
  await run(`SELECT pg_notify('${changesChannel}', '')`);
}

function toSign(row: StoredRow): ChangeSign {
  return {
    seq: row.number('seq'),
    at: row.number('at'),
    topic: row.text('topic'),
    id: row.text('id'),
    kind: row.oneOf('kind', kinds),
  };
}
