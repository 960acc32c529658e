import type { PlannedStream } from '../../model/destination.ts';
import type { ShadowPublication, SilentPreservation, SqlConnection, SqlPlace } from './dialect.ts';
import { names, quoteName, sameKey } from './text.ts';

/** Streams of these modes are collected in a shadow table, and become visible only by `publish`. */
export function hasShadow({ mode }: PlannedStream): boolean {
  return mode !== 'dedup';
}

/** Also where there is none, as after a run that has ended. */
export async function dropShadow<C extends SqlConnection>(place: SqlPlace<C>, stream: string): Promise<void> {
  const { database, dialect, schema } = place;
  await database.run(`DROP TABLE IF EXISTS ${dialect.qualify(schema, dialect.shadowName(stream))}`);
}

/** Makes the rows of the shadow table visible: instead of those that are there, or beside them. The caller drops it. */
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
    await database.run(copyRows({ visible, shadow, columns }));
    return;
  }
  const { primaryKey: key } = stream;
  if (silent.size > 0) await database.run(dialect.preserveSilent({ shadow, visible, key, silent }));
  await database.run(dialect.replaceRows({ visible, shadow, columns, name: stream.name }));
}

/** The statement that adds the shadow table's rows to the visible table. */
export function copyRows({ visible, shadow, columns }: Omit<ShadowPublication, 'name'>): string {
  return `INSERT INTO ${visible} (${columns}) SELECT ${columns} FROM ${shadow}`;
}

/** For databases that have `UPDATE … FROM`. */
export function preserveSilentByUpdate({ shadow, visible, key, silent }: SilentPreservation): string {
  const columns = [...silent].map(quoteName);
  const set = columns.map((column) => `${column} = coalesce(fresh.${column}, old.${column})`).join(', ');
  return `UPDATE ${shadow} AS fresh SET ${set} FROM ${visible} AS old WHERE ${sameKey(key, 'fresh', 'old')}`;
}
