import type { PlannedStream } from '../../model/destination.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { names, quoteName, sameKey } from './text.ts';

/** Streams of these modes are collected in a shadow table, and become visible only by `publish`. */
export function hasShadow({ mode }: PlannedStream): boolean {
  return mode !== 'dedup';
}

export async function dropShadow<C extends SqlConnection>(place: SqlPlace<C>, stream: string): Promise<void> {
  const { database, dialect, schema } = place;
  await database.run(`DROP TABLE IF EXISTS ${dialect.qualify(schema, dialect.shadowName(stream))}`);
}

/** Makes the rows of the shadow table visible: instead of those that are there, or beside them. */
export async function publishShadow<C extends SqlConnection>(
  place: SqlPlace<C>,
  { stream, mode }: PlannedStream,
  silent: ReadonlySet<string>,
): Promise<void> {
  const { database, dialect, schema } = place;
  const visible = dialect.qualify(schema, stream.name);
  const shadow = dialect.qualify(schema, dialect.shadowName(stream.name));
  const columns = names([...(await dialect.readTable(database, schema, dialect.shadowName(stream.name))).keys()]);
  if (mode === 'append') {
    await database.run(moveRows({ visible, shadow, columns }));
    return;
  }
  if (silent.size > 0) await database.run(preserveSilent({ shadow, visible, key: stream.primaryKey, silent }));
  await database.run(dialect.replaceTable({ visible, shadow, columns, name: stream.name }));
}

/** The statements that add the shadow table's rows to the visible table. */
export function moveRows({
  visible,
  shadow,
  columns,
}: {
  readonly visible: string;
  readonly shadow: string;
  readonly columns: string;
}): string {
  return `INSERT INTO ${visible} (${columns}) SELECT ${columns} FROM ${shadow}; DROP TABLE ${shadow}`;
}

/** Before the shadow table takes the place of the visible one: what its rows do not speak of stays as it was. */
function preserveSilent(tables: {
  readonly shadow: string;
  readonly visible: string;
  readonly key: readonly string[];
  readonly silent: ReadonlySet<string>;
}): string {
  const { shadow, visible, key, silent } = tables;
  const columns = [...silent].map(quoteName);
  const set = columns.map((column) => `${column} = coalesce(fresh.${column}, old.${column})`).join(', ');
  return `UPDATE ${shadow} AS fresh SET ${set} FROM ${visible} AS old WHERE ${sameKey(key, 'fresh', 'old')}`;
}
