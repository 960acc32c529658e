import { lineSources, type RunLine, type RunTable } from '../../model/service/service-run.ts';
import { inBatches } from '../../util/in-batches.ts';
import type { Connection } from '../database.ts';
import { batchSize, rowPlaceholders } from '../sql-text.ts';
import type { Access } from './access.ts';
import { whereSql } from './conditions.ts';
import { readMessage, toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** From the least to the gravest. */
const levels = ['debug', 'info', 'warn', 'error'] as const;

/** Which lines are wanted; `level`: those that are at least as grave. */
export type LineRequest = Parameters<RunTable['lines']>[1];

/** Adds lines that have their numbers. */
export async function addLines(runId: string, lines: readonly RunLine[], { run }: Connection): Promise<void> {
  for (const some of inBatches(lines, batchSize))
    await run(
      `INSERT INTO run_lines (run_id, seq, attempt, at, level, message, source, streams)
       VALUES ${rowPlaceholders(some.length, 8)}`,
      some.flatMap(({ seq, attempt, at, level, message, source, streams }) => [
        ...[runId, seq, attempt, at, level, toStoredJson(message)],
        source ?? null,
        streams === undefined ? null : toStoredJson(streams),
      ]),
    );
}

/** The lines of a run behind a number. */
export async function linesOf(
  access: Access,
  runId: string,
  { afterSeq, limit, level, source, stream, search }: LineRequest,
): Promise<readonly RunLine[]> {
  const grave = level === undefined ? [] : levels.slice(levels.indexOf(level)).map((one) => `'${one}'`);
  const { sql, values } = whereSql([
    { sql: 'run_id = ?', value: runId },
    { sql: 'seq > ?', value: afterSeq },
    ...(level === undefined ? [] : [{ sql: `level IN (${grave.join(', ')})` }]),
    ...(source === undefined ? [] : [{ sql: 'source = ?', value: source }]),
    ...(stream === undefined ? [] : [{ sql: 'strpos(streams, ?) > 0', value: JSON.stringify(stream) }]),
    ...(search === undefined || search === ''
      ? []
      : [{ sql: 'strpos(lower(message), lower(?)) > 0', value: JSON.stringify(search).slice(1, -1) }]),
  ]);
  const rows = await access.rows(`SELECT * FROM run_lines ${sql} ORDER BY seq LIMIT ${Math.trunc(limit)}`, values);
  return rows.map((row) => toLine(new StoredRow(row)));
}

function toLine(row: StoredRow): RunLine {
  return {
    seq: row.number('seq'),
    attempt: row.number('attempt'),
    at: row.number('at'),
    level: row.oneOf('level', levels),
    message: row.parsed('message', readMessage),
    source: row.optionalOneOf('source', lineSources),
    streams: row.optionallyParsed('streams', (value) => (Array.isArray(value) ? value.map(String) : undefined)),
  };
}
