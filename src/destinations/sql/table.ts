import { ConfigError } from '../../model/errors.ts';
import type { Stream } from '../../model/stream.ts';
import type { TableColumns } from './dialect.ts';

// Columns of every table of ours. Stored in users' databases and named in the docs: they must stay as they are.
/** When the run began that last wrote the row. */
export const syncedAtColumn = '_larkstream_synced_at';
/** The run that last wrote the row. */
export const runIdColumn = '_larkstream_run_id';
/** When the row was found to be gone upstream; null while it exists. */
export const deletedAtColumn = '_larkstream_deleted_at';
/** A hash that shows whether the row has changed; a row with null is written anew when it comes. */
export const hashColumn = '_larkstream_hash';

/** What the columns hold, for comments in the database. */
export const metadataDescriptions: Readonly<Record<string, string>> = {
  [syncedAtColumn]: 'When the run began that last wrote this row',
  [runIdColumn]: 'The run that last wrote this row',
  [deletedAtColumn]: 'When the row was found to be gone upstream; null while it exists',
  [hashColumn]: 'Tells whether the row has changed',
};

/** Columns of the table of which the stream knows nothing any more: fields that were deleted or have another type now. */
export function formerColumns(columns: TableColumns, stream: Stream): string[] {
  const known = new Set([...stream.columns.map(({ name }) => name), ...Object.keys(metadataDescriptions)]);
  return [...columns.keys()].filter((name) => !known.has(name));
}

/** Whether a table that is there can be ours: what it lacks of our own columns is added again. @throws ConfigError `destination.table.incompatible` */
export function assertOurTable(
  found: TableColumns,
  stream: Stream,
  { schema, database }: { readonly schema: string; readonly database: string },
): void {
  const own = Object.keys(metadataDescriptions);
  const isOurs = own.some((name) => found.has(name));
  const missing = [...stream.primaryKey, ...(isOurs ? [] : own)].filter((name) => !found.has(name));
  if (missing.length === 0) return;
  throw new ConfigError({
    code: 'destination.table.incompatible',
    message: {
      en: `Table ${schema}.${stream.name} in ${database} has no column ${missing.join(', ')}: it was created by another program, or the column was dropped`,
      zh: `${database} 中的表 ${schema}.${stream.name} 缺少列 ${missing.join('、')}：它由其他程序创建，或有人删除了该列`,
    },
    cure: {
      en: `If Larkstream made it, run \`larkstream reset ${stream.name}\`, then sync again. Otherwise choose another \`schema\`, or rename the table.`,
      zh: `若该表由 Larkstream 创建，请运行 \`larkstream reset ${stream.name}\` 后再次同步；否则请换一个 \`schema\`，或重命名该表。`,
    },
  });
}
