import { ConfigError } from '../../model/errors.ts';
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
 * @throws ConfigError `serve.store.replaced`
 */
export async function writeSigns(storeId: string, signs: readonly NewSign[], { rows, run }: Connection): Promise<void> {
  if (signs.length === 0) return;
  const sql = 'UPDATE service SET last_change = last_change + $1 WHERE id = $2 RETURNING last_change';
  const [row] = await rows(sql, [signs.length, storeId]);
  // What was sealed for the store that was here would never open in this one.
  if (row === undefined) throw replacedStore();
  const first = Number(row.last_change) - signs.length + 1;
  const numbered = signs.map((sign, at) => ({ seq: first + at, ...sign }));
  for (const some of inBatches(numbered, batchSize))
    await run(
      `INSERT INTO changes (seq, at, topic, id, kind) VALUES ${rowPlaceholders(some.length, 5)}`,
      some.flatMap(({ seq, at, topic, id, kind }) => [seq, at, topic, id, kind]),
    );
  await run(`SELECT pg_notify('${changesChannel}', '')`);
}

/** Another store is where the one was that a process has opened. */
export function replacedStore(): ConfigError {
  return new ConfigError({
    code: 'serve.store.replaced',
    message: {
      en: 'Another store is in the place of the one that this process has opened',
      zh: '本进程打开的存储已被另一个存储取代',
    },
  });
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
