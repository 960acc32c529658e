import type { Fence } from '../../model/destination.ts';
import { TransientError } from '../../model/errors.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { fencesTable, nameOf, ownTable } from './own-tables.ts';

/**
 * Says in the caller's transaction that of this writer only attempts with this number, or a greater one, write for the source from now on.
 * Each transaction of an attempt says it: what a later attempt has said meanwhile ends the earlier one before it commits. Other writers count
 * for themselves: the lock keeps two apart. Without a number everybody may write.
 * @throws TransientError `run.fenced`
 */
export async function holdFence<C extends SqlConnection>(
  place: SqlPlace<C>,
  sourceId: string,
  fence: Fence | undefined,
): Promise<void> {
  if (fence === undefined) return;
  const { database, dialect } = place;
  const table = nameOf(place, fencesTable);
  const { number, writer, mayWrite } = fence;
  await mayWrite?.();
  const source = dialect.quoteText(`${sourceId} ${writer}`);
  // The row stays locked until the transaction ends: of two at once, the second sees what the first has said.
  const held = await database.rows(
    `UPDATE ${table} SET fence = ${number} WHERE source_id = ${source} AND fence <= ${number} RETURNING fence`,
  );
  if (held.length > 0) return;
  const [found] = await database.rows(`SELECT fence FROM ${table} WHERE source_id = ${source}`);
  if (found !== undefined) throw fencedError(place);
  await database.run(`INSERT INTO ${table} VALUES (${source}, ${number})`);
}

/** Makes the table that holds the numbers. Destinations of the command line have none. */
export async function ensureFences<C extends SqlConnection>(
  place: SqlPlace<C>,
  fence: Fence | undefined,
): Promise<void> {
  if (fence !== undefined) await ownTable(place, fencesTable);
}

function fencedError<C extends SqlConnection>({ database }: SqlPlace<C>): TransientError {
  return new TransientError({
    code: 'run.fenced',
    message: {
      en: `A later attempt of the pipeline writes to ${database.name}`,
      zh: `该管道更晚的一次尝试正在写入 ${database.name}`,
    },
  });
}
