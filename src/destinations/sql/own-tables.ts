import type { RunReport } from '../../model/run-report.ts';
import type { ColumnType } from '../../model/stream.ts';
import { type JsonValue, tryParseJson } from '../../util/json.ts';
import { storableJson } from '../../util/storable-text.ts';
import { type LeftTable, readLeftTable } from '../left-table.ts';
import type { SqlConnection, SqlPlace } from './dialect.ts';
import { quoteName } from './text.ts';

export interface OwnTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Columns that may be null. */
  readonly optional?: readonly string[];
  readonly key: readonly string[];
}

/** Our own tables beside the streams'. They lie in users' databases: names and columns must stay understood. */
const stateTable: OwnTable = {
  name: '_larkstream_state',
  columns: { source_id: 'string', slice: 'string', state: 'json', run_id: 'string', saved_at: 'timestamp' },
  key: ['source_id', 'slice'],
};
const runsTable: OwnTable = {
  name: '_larkstream_runs',
  columns: {
    run_id: 'string',
    source_id: 'string',
    started_at: 'timestamp',
    finished_at: 'timestamp',
    outcome: 'string',
    report: 'json',
  },
  key: ['run_id'],
};
const leftTable: OwnTable = {
  name: '_larkstream_tables',
  columns: { stream: 'string', left_as: 'json' },
  key: ['stream'],
};

/** How new the rows of each stream are: see `Freshness`. */
export const freshnessTable: OwnTable = {
  name: '_larkstream_freshness',
  columns: {
    source_id: 'string',
    stream: 'string',
    changes_as_of: 'timestamp',
    audited_as_of: 'timestamp',
    run_id: 'string',
  },
  optional: ['audited_as_of'],
  key: ['source_id', 'stream'],
};

/** Only where runs have attempts: see `fence.ts`. */
export const fencesTable: OwnTable = {
  name: '_larkstream_fences',
  columns: { source_id: 'string', fence: 'integer' },
  key: ['source_id'],
};

/** Of all of them. */
export const ownTableNames: readonly string[] = [stateTable, runsTable, leftTable, freshnessTable, fencesTable].map(
  ({ name }) => name,
);

export const nameOf = <C extends SqlConnection>(
  { dialect, schema }: SqlPlace<C>,
  { name }: Pick<OwnTable, 'name'>,
): string => dialect.qualify(schema, name);

function createStatement<C extends SqlConnection>(place: SqlPlace<C>, table: OwnTable): string {
  const { types, hasPrimaryKeys } = place.dialect;
  const columns = Object.entries(table.columns).map(
    ([name, type]) => `${quoteName(name)} ${types[type]}${table.optional?.includes(name) === true ? '' : ' NOT NULL'}`,
  );
  const key = hasPrimaryKeys ? [`PRIMARY KEY (${table.key.map(quoteName).join(', ')})`] : [];
  return `CREATE TABLE IF NOT EXISTS ${nameOf(place, table)} (${[...columns, ...key].join(', ')})`;
}

/** The schema, and in it what was remembered by slice, the history of runs, the tables as runs have left them, and how new they are. */
export async function ensureOwnTables<C extends SqlConnection>(place: SqlPlace<C>): Promise<void> {
  const { database, dialect, schema } = place;
  await dialect.ensureSchema(database, schema);
  for (const table of [stateTable, runsTable, leftTable, freshnessTable]) await ownTable(place, table);
}

/** Makes it where it is missing. */
export async function ownTable<C extends SqlConnection>(place: SqlPlace<C>, table: OwnTable): Promise<void> {
  const found = await place.dialect.readTable(place.database, place.schema, table.name);
  if (found.size === 0) await place.database.run(createStatement(place, table));
}

/** False before the first run. */
export async function hasOwnTables<C extends SqlConnection>(place: SqlPlace<C>): Promise<boolean> {
  return (await place.dialect.readTable(place.database, place.schema, stateTable.name)).size > 0;
}

/** What was remembered of a source, by slice. */
export async function readState<C extends SqlConnection>(
  place: SqlPlace<C>,
  sourceId: string,
): Promise<ReadonlyMap<string, JsonValue>> {
  const rows = await place.database.rows(
    `SELECT slice, ${place.dialect.jsonAsText('state')} FROM ${nameOf(place, stateTable)} WHERE source_id = ${quote(place, sourceId)}`,
  );
  return new Map(rows.map(([slice, state]) => [String(slice), tryParseJson(String(state)) ?? null]));
}

/** States of a source that a run saves. */
interface StateSave {
  readonly sourceId: string;
  readonly runId: string;
  /** Null forgets the slice. */
  readonly states: ReadonlyMap<string, JsonValue>;
}

/** In the caller's transaction. */
export async function writeState<C extends SqlConnection>(place: SqlPlace<C>, save: StateSave): Promise<void> {
  if (save.states.size === 0) return;
  const { database } = place;
  const table = nameOf(place, stateTable);
  const source = quote(place, save.sourceId);
  const slices = [...save.states.keys()].map((slice) => quote(place, slice)).join(', ');
  await database.run(`DELETE FROM ${table} WHERE source_id = ${source} AND slice IN (${slices})`);
  const rows = [...save.states].flatMap(([slice, state]) => {
    if (state === null) return [];
    const values = [source, quote(place, slice), quoteJson(place, state), quote(place, save.runId), 'now()'];
    return [`(${values.join(', ')})`];
  });
  if (rows.length > 0) await database.run(`INSERT INTO ${table} VALUES ${rows.join(', ')}`);
}

/** The tables as runs have left them, by stream. */
export async function readLeftTables<C extends SqlConnection>(
  place: SqlPlace<C>,
): Promise<ReadonlyMap<string, LeftTable>> {
  const rows = await place.database.rows(
    `SELECT stream, ${place.dialect.jsonAsText('left_as')} FROM ${nameOf(place, leftTable)}`,
  );
  return new Map(
    rows.flatMap(([stream, left]) => {
      const read = readLeftTable(tryParseJson(String(left)));
      return read === undefined ? [] : [[String(stream), read] as const];
    }),
  );
}

/** Null forgets the table. */
export async function writeLeftTables<C extends SqlConnection>(
  place: SqlPlace<C>,
  tables: ReadonlyMap<string, LeftTable | null>,
): Promise<void> {
  if (tables.size === 0) return;
  const table = nameOf(place, leftTable);
  const streams = [...tables.keys()].map((stream) => quote(place, stream)).join(', ');
  await place.database.run(`DELETE FROM ${table} WHERE stream IN (${streams})`);
  const rows = [...tables].flatMap(([stream, left]) =>
    left === null ? [] : [`(${quote(place, stream)}, ${quoteJson(place, left)})`],
  );
  if (rows.length > 0) await place.database.run(`INSERT INTO ${table} VALUES ${rows.join(', ')}`);
}

/**
 * Adds a report to the history; one that is there already stays as it is. The answer to a save may be lost after the database has it, so a
 * report may be saved again. One statement, so that it is there or not.
 */
export async function writeRun<C extends SqlConnection>(place: SqlPlace<C>, report: RunReport): Promise<void> {
  const { runId, sourceId, startedAt, finishedAt, outcome } = report;
  const times = [startedAt, finishedAt].map((time) => place.dialect.quoteTime(time));
  const values = [
    quote(place, runId),
    quote(place, sourceId),
    ...times,
    quote(place, outcome),
    quoteJson(place, report),
  ];
  const table = nameOf(place, runsTable);
  const isThere = `SELECT 1 FROM ${table} WHERE run_id = ${quote(place, runId)}`;
  await place.database.run(`INSERT INTO ${table} SELECT ${values.join(', ')} WHERE NOT EXISTS (${isThere})`);
}

/** Reports as they were saved, the newest first. */
export async function readRuns<C extends SqlConnection>(place: SqlPlace<C>, limit: number): Promise<JsonValue[]> {
  const rows = await place.database.rows(
    `SELECT ${place.dialect.jsonAsText('report')} FROM ${nameOf(place, runsTable)} ORDER BY started_at DESC LIMIT ${Math.trunc(limit)}`,
  );
  return rows.map(([report]) => tryParseJson(String(report)) ?? null);
}

/** Which older runs are searched for a stream. */
interface RunSearch {
  readonly stream: string;
  /** The number of newest runs that are left out. */
  readonly offset: number;
  readonly limit: number;
}

/** Of the runs that read a stream, but not live, those behind the newest ones; the newest first. Some name it elsewhere only. */
export async function readOlderRuns<C extends SqlConnection>(
  place: SqlPlace<C>,
  { stream, offset, limit }: RunSearch,
): Promise<JsonValue[]> {
  const all = `SELECT started_at, ${place.dialect.jsonAsText('report')} AS saved FROM ${nameOf(place, runsTable)} ORDER BY started_at DESC`;
  const named = `saved LIKE ${quote(place, `%"${stream}"%`)} AND saved NOT LIKE '%"isLive"%'`;
  const rows = await place.database.rows(
    `SELECT saved FROM (${all} OFFSET ${Math.trunc(offset)}) AS older WHERE ${named} ORDER BY started_at DESC LIMIT ${Math.trunc(limit)}`,
  );
  return rows.map(([saved]) => tryParseJson(String(saved)) ?? null);
}

/** A text as a literal. */
export function quote<C extends SqlConnection>({ dialect }: SqlPlace<C>, text: string): string {
  return dialect.quoteText(text);
}

function quoteJson<C extends SqlConnection>({ dialect }: SqlPlace<C>, value: unknown): string {
  return dialect.quoteText(storableJson(JSON.stringify(value)));
}
