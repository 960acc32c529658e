import type { RunReport } from '../../model/run.ts';
import { type JsonValue, tryParseJson } from '../../util/json.ts';
import { storableJson } from '../../util/storable-text.ts';
import { type LeftTable, readLeftTable } from '../left-table.ts';
import { catalogName, type DuckdbConnection } from './connection.ts';
import { quoteName, quoteText } from './sql.ts';
import { qualify, readTable } from './table.ts';

const stateTable = '_larkstream_state';
const runsTable = '_larkstream_runs';
const tablesTable = '_larkstream_tables';

/** The schema and our own two tables in it: what was remembered by slice, and the history of runs. */
export async function ensureOwnTables(database: DuckdbConnection, schema: string): Promise<void> {
  await database.run(
    `CREATE SCHEMA IF NOT EXISTS ${catalogName}.${quoteName(schema)};
     CREATE TABLE IF NOT EXISTS ${qualify(schema, stateTable)}
       (source_id VARCHAR, slice VARCHAR, state JSON, run_id VARCHAR, saved_at TIMESTAMP WITH TIME ZONE);
     CREATE TABLE IF NOT EXISTS ${qualify(schema, runsTable)}
       (run_id VARCHAR, source_id VARCHAR, started_at TIMESTAMP WITH TIME ZONE,
        finished_at TIMESTAMP WITH TIME ZONE, outcome VARCHAR, report JSON);
     CREATE TABLE IF NOT EXISTS ${qualify(schema, tablesTable)} (stream VARCHAR, left_as JSON)`,
  );
}

/** The tables as runs have left them, by stream. */
export async function readLeftTables(
  database: DuckdbConnection,
  schema: string,
): Promise<ReadonlyMap<string, LeftTable>> {
  const rows = await database.rows(`SELECT stream, left_as::VARCHAR FROM ${qualify(schema, tablesTable)}`);
  const read = rows.map(([stream, left]) => [String(stream), readLeftTable(tryParseJson(String(left)))] as const);
  return new Map(read.flatMap(([stream, left]) => (left === undefined ? [] : [[stream, left] as const])));
}

/** Null forgets the table. */
export async function writeLeftTables(
  database: DuckdbConnection,
  schema: string,
  tables: ReadonlyMap<string, LeftTable | null>,
): Promise<void> {
  if (tables.size === 0) return;
  const table = qualify(schema, tablesTable);
  const streams = [...tables.keys()].map(quoteText).join(', ');
  await database.run(`DELETE FROM ${table} WHERE stream IN (${streams})`);
  const rows = [...tables].flatMap(([stream, left]) =>
    left === null ? [] : [`(${quoteText(stream)}, ${quoteText(JSON.stringify(left))})`],
  );
  if (rows.length > 0) await database.run(`INSERT INTO ${table} VALUES ${rows.join(', ')}`);
}

export async function hasOwnTables(database: DuckdbConnection, schema: string): Promise<boolean> {
  return (await readTable(database, schema, stateTable)).size > 0;
}

export async function readState(
  database: DuckdbConnection,
  schema: string,
  sourceId: string,
): Promise<ReadonlyMap<string, JsonValue>> {
  const rows = await database.rows(
    `SELECT slice, state::VARCHAR FROM ${qualify(schema, stateTable)} WHERE source_id = $1`,
    [sourceId],
  );
  return new Map(rows.map(([slice, state]) => [String(slice), tryParseJson(String(state)) ?? null]));
}

export interface StateSave {
  readonly sourceId: string;
  readonly runId: string;
  readonly states: ReadonlyMap<string, JsonValue>;
}

export async function writeState(database: DuckdbConnection, schema: string, save: StateSave): Promise<void> {
  if (save.states.size === 0) return;
  const table = qualify(schema, stateTable);
  const source = quoteText(save.sourceId);
  const slices = [...save.states.keys()].map(quoteText).join(', ');
  await database.run(`DELETE FROM ${table} WHERE source_id = ${source} AND slice IN (${slices})`);
  const rows = [...save.states]
    .filter(([, state]) => state !== null)
    .map(
      ([slice, state]) =>
        `(${source}, ${quoteText(slice)}, ${quoteText(storableJson(JSON.stringify(state)))}, ${quoteText(save.runId)}, now())`,
    );
  if (rows.length > 0) await database.run(`INSERT INTO ${table} VALUES ${rows.join(', ')}`);
}

export async function writeRun(database: DuckdbConnection, schema: string, report: RunReport): Promise<void> {
  const values = [
    report.runId,
    report.sourceId,
    report.startedAt,
    report.finishedAt,
    report.outcome,
    storableJson(JSON.stringify(report)),
  ];
  await database.run(`INSERT INTO ${qualify(schema, runsTable)} VALUES (${values.map(quoteText).join(', ')})`);
}

export async function readRuns(database: DuckdbConnection, schema: string, limit: number): Promise<JsonValue[]> {
  const rows = await database.rows(
    `SELECT report::VARCHAR FROM ${qualify(schema, runsTable)} ORDER BY started_at DESC LIMIT ${Math.trunc(limit)}`,
  );
  return rows.map(([report]) => tryParseJson(String(report)) ?? null);
}
