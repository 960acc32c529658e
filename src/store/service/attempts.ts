import type { Asked, Attempt, AttemptEnd, BegunAttempt, RunTable } from '../../model/service/service-run.ts';
import type { Connection } from '../database.ts';
import { storeNow } from '../store-now.ts';
import type { Access } from './access.ts';
import { addLines } from './run-lines.ts';
import { readError, toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const states = ['running', 'succeeded', 'failed', 'cancelled', 'lost'] as const;

/** The row of the pipeline is locked before that of the run, as when a pipeline is deleted. */
export async function beginAttempt(
  { id, worker, now }: { readonly id: string; readonly worker: string; readonly now: number },
  { rows, run }: Connection,
): Promise<BegunAttempt | undefined> {
  await rows('SELECT id FROM pipelines WHERE id = (SELECT pipeline_id FROM runs WHERE id = $1) FOR UPDATE', [id]);
  const [begun] = await rows(
    `UPDATE runs SET state = 'running', attempt = attempt + 1, started_at = coalesce(started_at, $2)
     WHERE id = $1 AND state = 'queued' RETURNING attempt, pipeline_id`,
    [id, now],
  );
  if (begun === undefined) return undefined;
  const [fenced] = await rows(
    `UPDATE pipelines SET fence = greatest(fence + 1, ${storeNow.postgres}) WHERE id = $1 RETURNING fence`,
    [String(begun.pipeline_id)],
  );
  const number = Number(begun.attempt);
  await run(
    `INSERT INTO attempts (run_id, number, worker, started_at, seen_at, state) VALUES ($1, $2, $3, $4, ${storeNow.postgres}, 'running')`,
    [id, number, worker, now],
  );
  return { number, fence: Number(fenced?.fence) };
}

/** Keeps what an attempt says, and that it was heard of, unless it is no longer the one that may write. */
export async function note(
  id: string,
  attempt: number,
  { progress, lines = [] }: Parameters<RunTable['note']>[2],
  connection: Connection,
): Promise<boolean> {
  const [row] = await connection.rows(
    `UPDATE runs SET progress = coalesce($3, progress), last_line = last_line + $4
     WHERE id = $1 AND attempt = $2 AND state = 'running' RETURNING last_line`,
    [id, attempt, progress === undefined ? null : toStoredJson(progress), lines.length],
  );
  if (row === undefined) return false;
  const seen = `UPDATE attempts SET seen_at = ${storeNow.postgres} WHERE run_id = $1 AND number = $2`;
  await connection.run(seen, [id, attempt]);
  const first = Number(row.last_line) - lines.length + 1;
  await addLines(
    id,
    lines.map((line, at) => ({ ...line, attempt, seq: first + at })),
    connection,
  );
  return true;
}

/** The rows of the runs are held meanwhile, as when one is taken back: whoever is told to go on is not being replaced. */
export async function heard(
  attempts: Parameters<RunTable['heard']>[0],
  { rows }: Connection,
): Promise<ReadonlyMap<string, Asked>> {
  const known = await rows(
    `WITH held AS (
       SELECT id, attempt, cancel_asked_at IS NOT NULL AS is_cancel_asked FROM runs
       JOIN jsonb_to_recordset($1::jsonb) AS said("runId" text, number int) ON id = said."runId" AND attempt = said.number
       WHERE state = 'running' ORDER BY id FOR NO KEY UPDATE OF runs)
     UPDATE attempts SET seen_at = ${storeNow.postgres} FROM held WHERE run_id = id AND number = attempt
     RETURNING run_id, is_cancel_asked`,
    [JSON.stringify(attempts.map(({ runId, number }) => ({ runId, number })))],
  );
  return new Map(known.map((row) => [String(row.run_id), { isCancelAsked: row.is_cancel_asked === true }]));
}

/** A run that was to wait again, and was cancelled meanwhile, is. */
export async function endAttempt(
  id: string,
  attempt: number,
  { state, attemptState, report, error, now }: AttemptEnd,
  { run }: Connection,
): Promise<boolean> {
  const [reported, failed] = [report, error].map((value) => (value === undefined ? null : toStoredJson(value)));
  const told = [rowsOf(report), codeOf(report, error)];
  const ended =
    state === 'requeue'
      ? await run(
          `UPDATE runs SET report = coalesce($4, report), error = coalesce($5, error),
             rows_read = coalesce($6, rows_read), error_code = coalesce($7, error_code),
             state = CASE WHEN cancel_asked_at IS NULL THEN 'queued' ELSE 'cancelled' END,
             finished_at = CASE WHEN cancel_asked_at IS NULL THEN NULL ELSE $3::bigint END
           WHERE id = $1 AND attempt = $2 AND state = 'running'`,
          [id, attempt, now, reported ?? null, failed ?? null, ...told],
        )
      : await run(
          `UPDATE runs SET finished_at = $3, report = $4, error = $5, rows_read = $6, error_code = $7, state = $8
           WHERE id = $1 AND attempt = $2 AND state = 'running'`,
          [id, attempt, now, reported ?? null, failed ?? null, ...told, state],
        );
  if (ended === 0) return false;
  await noteLastRun(id, { run }, changesAsOf(report));
  const seen = `seen_at = ${storeNow.postgres}`;
  await run(`UPDATE attempts SET state = $3, finished_at = $4, error = $5, ${seen} WHERE run_id = $1 AND number = $2`, [
    id,
    attempt,
    attemptState,
    now,
    failed ?? null,
  ]);
  return true;
}

/** A run that has ended, and had begun, is the last one of its pipeline, by the clock of the store where that of its worker is ahead. The row of the pipeline is locked already. */
export async function noteLastRun(
  id: string,
  { run }: Pick<Connection, 'run'>,
  asOf: number | null = null,
): Promise<void> {
  const sql = `UPDATE pipelines SET last_run_id = ended.id, last_outcome = ended.state, last_ended_at = least(ended.finished_at, ${storeNow.postgres}),
      succeeded_at = CASE WHEN ended.state = 'succeeded' THEN least(ended.finished_at, ${storeNow.postgres}) ELSE succeeded_at END,
      changes_as_of = CASE WHEN ended.state = 'succeeded' THEN least(coalesce($2::bigint, ended.started_at), ended.finished_at, ${storeNow.postgres}) ELSE changes_as_of END
    FROM runs AS ended
    WHERE ended.id = $1 AND pipelines.id = ended.pipeline_id AND ended.finished_at IS NOT NULL AND ended.started_at IS NOT NULL`;
  await run(sql, [id, asOf]);
}

/** What had changed until then all streams have that were read. Reports of older versions do not say it: they are as new as their run. */
function changesAsOf(report: AttemptEnd['report']): number | null {
  if (report === undefined) return null;
  const times = report.streams.map((stream) => Date.parse(stream.changesAsOf ?? report.startedAt));
  const oldest = Math.min(...times);
  return Number.isFinite(oldest) ? oldest : null;
}

function rowsOf(report: AttemptEnd['report']): number | null {
  return report === undefined ? null : report.streams.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
}

/** What has ended the run, or kept the first stream from being whole. */
function codeOf(report: AttemptEnd['report'], error: AttemptEnd['error']): string | null {
  return error?.code ?? report?.error?.code ?? report?.streams.flatMap(({ errors }) => errors)[0]?.code ?? null;
}

/** All attempts of a run, the first one first. */
export async function attemptsOf(access: Access, id: string): Promise<readonly Attempt[]> {
  const rows = await access.rows(
    `SELECT *, ${storeNow.postgres} - seen_at AS silent_ms FROM attempts WHERE run_id = $1 ORDER BY number`,
    [id],
  );
  return rows.map((row) => toAttempt(new StoredRow(row)));
}

function toAttempt(row: StoredRow): Attempt {
  return {
    runId: row.text('run_id'),
    number: row.number('number'),
    worker: row.text('worker'),
    startedAt: row.number('started_at'),
    seenAt: row.number('seen_at'),
    silentMs: Math.max(0, row.number('silent_ms')),
    finishedAt: row.optionalNumber('finished_at'),
    state: row.oneOf('state', states),
    error: row.optionallyParsed('error', readError),
  };
}
