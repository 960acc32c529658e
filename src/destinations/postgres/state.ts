import type { RunReport } from '../../model/run.ts';
import { type JsonValue, tryParseJson } from '../../util/json.ts';
import { storableJson } from '../../util/storable-text.ts';
import { type LeftTable, readLeftTable } from '../left-table.ts';
import type { PostgresConnection } from './connection.ts';
import { quoteName } from './sql.ts';
import { qualify, readTable } from './table.ts';

const stateTable = '_larkstream_state';
const runsTable = '_larkstream_runs';
const tablesTable = '_larkstream_tables';

/**
 * The schema and our own two tables in it: what was remembered by slice, and the history of runs. A schema that is there is not
 * created, so that the right to create schemas is needed only where it is missing.
 */
export async function ensureOwnTables(database: PostgresConnection, schema: string): Promise<void> {
  const [found] = await database.rows('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found === undefined) await database.run(`CREATE SCHEMA ${quoteName(schema)}`);
  if ((await readTable(database, schema, tablesTable)).size === 0)
    await database.run(
      `CREATE TABLE ${qualify(schema, tablesTable)} (stream text PRIMARY KEY, left_as jsonb NOT NULL)`,
    );
  if (await hasOwnTables(database, schema)) return;
  await database.run(
    `CREATE TABLE IF NOT EXISTS ${qualify(schema, stateTable)} (source_id text, slice text, state jsonb NOT NULL, run_id text NOT NULL,
       saved_at timestamp with time zone NOT NULL, PRIMARY KEY (source_id, slice));
     CREATE TABLE IF NOT EXISTS ${qualify(schema, runsTable)} (run_id text PRIMARY KEY, source_id text NOT NULL,
       started_at timestamp with time zone NOT NULL, finished_at timestamp with time zone NOT NULL, outcome text NOT NULL,
       report jsonb NOT NULL)`,
  );
}

/** The tables as runs have left them, by stream. */
export async function readLeftTables(
  database: PostgresConnection,
  schema: string,
): Promise<ReadonlyMap<string, LeftTable>> {
  const rows = await database.rows(`SELECT stream, left_as::text FROM ${qualify(schema, tablesTable)}`);
  const read = rows.map(([stream, left]) => [String(stream), readLeftTable(tryParseJson(String(left)))] as const);
  return new Map(read.flatMap(([stream, left]) => (left === undefined ? [] : [[stream, left] as const])));
}

/** Null forgets the table. */
export async function writeLeftTables(
  database: PostgresConnection,
  schema: string,
  tables: ReadonlyMap<string, LeftTable | null>,
): Promise<void> {
  if (tables.size === 0) return;
  const table = qualify(schema, tablesTable);
  await database.run(`DELETE FROM ${table} WHERE stream = ANY($1)`, [[...tables.keys()]]);
  const kept = [...tables].filter(([, left]) => left !== null);
  if (kept.length === 0) return;
  await database.run(
    `INSERT INTO ${table} SELECT stream, left_as::jsonb FROM unnest($1::text[], $2::text[]) AS t(stream, left_as)`,
    [kept.map(([stream]) => stream), kept.map(([, left]) => JSON.stringify(left))],
  );
}

export async function hasOwnTables(database: PostgresConnection, schema: string): Promise<boolean> {
  return (await readTable(database, schema, stateTable)).size > 0;
}

export async function readState(
  database: PostgresConnection,
  schema: string,
  sourceId: string,
): Promise<ReadonlyMap<string, JsonValue>> {
  const rows = await database.rows(
    `SELECT slice, state::text FROM ${qualify(schema, stateTable)} WHERE source_id = $1`,
    [sourceId],
  );
  return new Map(rows.map(([slice, state]) => [String(slice), tryParseJson(String(state)) ?? null]));
}

export interface StateSave {
  readonly sourceId: string;
  readonly runId: string;
  readonly states: ReadonlyMap<string, JsonValue>;
}

export async function writeState(database: PostgresConnection, schema: string, save: StateSave): Promise<void> {
  if (save.states.size === 0) return;
  const table = qualify(schema, stateTable);
  const gone = [...save.states].filter(([, state]) => state === null).map(([slice]) => slice);
  if (gone.length > 0) {
    await database.run(`DELETE FROM ${table} WHERE source_id = $1 AND slice = ANY($2)`, [save.sourceId, gone]);
  }
  const kept = [...save.states].filter(([, state]) => state !== null);
  if (kept.length === 0) return;
  await database.run(
    `INSERT INTO ${table} SELECT $1, slice, state::jsonb, $2, now() FROM unnest($3::text[], $4::text[]) AS s(slice, state)
       ON CONFLICT (source_id, slice) DO UPDATE SET state = excluded.state, run_id = excluded.run_id, saved_at = excluded.saved_at`,
    [
      save.sourceId,
      save.runId,
      kept.map(([slice]) => slice),
      kept.map(([, state]) => storableJson(JSON.stringify(state))),
    ],
  );
}

export async function writeRun(database: PostgresConnection, schema: string, report: RunReport): Promise<void> {
  await database.run(`INSERT INTO ${qualify(schema, runsTable)} VALUES ($1, $2, $3, $4, $5, $6)`, [
    report.runId,
    report.sourceId,
    report.startedAt,
    report.finishedAt,
    report.outcome,
    storableJson(JSON.stringify(report)),
  ]);
}

export async function readRuns(database: PostgresConnection, schema: string, limit: number): Promise<JsonValue[]> {
  const rows = await database.rows(
    `SELECT report::text FROM ${qualify(schema, runsTable)} ORDER BY started_at DESC LIMIT ${Math.trunc(limit)}`,
  );
  return rows.map(([report]) => tryParseJson(String(report)) ?? null);
}
