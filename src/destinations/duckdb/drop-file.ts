import { existsSync, rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DropOutcome } from '../../model/service/tenant-data.ts';
import { closeAllNow } from '../../util/close-all.ts';
import { withFileErrors } from '../file-errors.ts';
import { runLogPath } from '../run-log-file.ts';
import { runIdColumn } from '../sql/table.ts';
import { catalogName } from './connection.ts';
import { quoteText } from './sql.ts';

/**
 * Removes a database file with what lies beside it. A file in which others have put tables or views is held: what is deleted within a file may be read in it
 * for long.
 * @throws ConfigError `destination.open.failed`, TransientError `destination.locked`
 */
export async function dropDuckdbFile(path: string, found: () => Promise<void>): Promise<DropOutcome> {
  const there = [`${path}.wal`, `${path}.tmp`, runLogPath(path), path].filter((one) => existsSync(one));
  if (there.length === 0) return { state: 'absent', left: [] };
  const left = existsSync(path) ? await withFileErrors('opening', path, () => othersIn(path)) : [];
  if (left.length > 0) return { state: 'held', left };
  await found();
  // The database goes last: what is broken off is found again.
  await withFileErrors('writing', path, () => {
    for (const one of there) rmSync(one, { recursive: true, force: true });
  });
  return { state: 'dropped', left: [] };
}

async function othersIn(path: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH ${quoteText(path)} AS ${catalogName} (READ_ONLY)`);
    const others = await connection.runAndReadAll(
      `SELECT table_schema || '.' || table_name FROM information_schema.tables AS it
       WHERE table_catalog = $1 AND NOT starts_with(table_name, '_larkstream_') AND (table_type = 'VIEW' OR NOT EXISTS (
         SELECT 1 FROM information_schema.columns AS own WHERE own.table_catalog = $1 AND own.table_schema = it.table_schema
           AND own.table_name = it.table_name AND own.column_name = $2)) ORDER BY 1`,
      [catalogName, runIdColumn],
    );
    return others.getRowsJson().map(([name]) => String(name));
  } finally {
    closeAllNow(
      () => connection.closeSync(),
      () => instance.closeSync(),
    );
  }
}
