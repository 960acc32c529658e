import type { Migration } from '../../migrations/migration.ts';

/** Texts that Postgres cannot read as JSON, although they are: what somebody has escaped that no text may hold. */
const isReadable = String.raw`report !~ '\\u(0000|[dD][89a-fA-F])'`;

/**
 * How each pipeline stands, beside it: lists sort and filter by it, and the overview counts it, without looking at the runs. Runs say apart
 * from their report how many rows they have read, and what has ended them.
 */
export const runStandings: Migration = {
  name: '0008-run-standings',
  tables: ['runs', 'pipelines'],
  statements: () => [
    'ALTER TABLE runs ADD COLUMN rows_read BIGINT',
    // Of the run, or of the first of its streams that misses something.
    'ALTER TABLE runs ADD COLUMN error_code TEXT',
    `UPDATE runs SET error_code = substring(error FROM '"code":"([a-z0-9.-]+)"') WHERE error IS NOT NULL`,
    `UPDATE runs SET rows_read = (
       SELECT coalesce(sum((stream ->> 'rowsRead')::numeric), 0)::bigint FROM json_array_elements(report::json -> 'streams') AS stream)
     WHERE report LIKE '%"streams":[%' AND ${isReadable}`,
    // The run that ended last of those that have begun; never: no id, and 0 as its time, so that lists can be sorted by it.
    'ALTER TABLE pipelines ADD COLUMN last_run_id TEXT',
    'ALTER TABLE pipelines ADD COLUMN last_outcome TEXT',
    'ALTER TABLE pipelines ADD COLUMN last_ended_at BIGINT NOT NULL DEFAULT 0',
    // When the last run ended that read everything.
    'ALTER TABLE pipelines ADD COLUMN succeeded_at BIGINT',
    `UPDATE pipelines SET last_run_id = last.id, last_outcome = last.state, last_ended_at = last.finished_at
     FROM (SELECT DISTINCT ON (pipeline_id) id, pipeline_id, state, finished_at FROM runs
       WHERE finished_at IS NOT NULL AND started_at IS NOT NULL ORDER BY pipeline_id, finished_at DESC, id DESC) AS last
     WHERE last.pipeline_id = pipelines.id`,
    `UPDATE pipelines SET succeeded_at = (SELECT max(finished_at) FROM runs WHERE pipeline_id = pipelines.id AND state = 'succeeded')`,
    'CREATE INDEX pipelines_outcome ON pipelines (last_outcome, created_at, id)',
    'CREATE INDEX pipelines_name ON pipelines (lower(name), id)',
    'CREATE INDEX pipelines_last_run ON pipelines (last_ended_at, id)',
    // For each schedule, whose data are the oldest: what was just made, changed or resumed has its time to become fresh.
    `CREATE INDEX pipelines_oldest ON pipelines (schedule, greatest(succeeded_at, changed_at), id) WHERE state = 'active'`,
    // What the overview counts, without reading the rows themselves.
    'DROP INDEX runs_finished',
    'CREATE INDEX runs_finished ON runs (finished_at) INCLUDE (state) WHERE finished_at IS NOT NULL',
    `CREATE INDEX runs_failures ON runs (finished_at) INCLUDE (error_code, pipeline_id, id) WHERE state IN ('failed', 'incomplete') AND finished_at IS NOT NULL`,
    'CREATE INDEX runs_rows ON runs (pipeline_id, finished_at) INCLUDE (rows_read) WHERE finished_at IS NOT NULL',
    'CREATE INDEX runs_retry ON runs (retry_of) WHERE retry_of IS NOT NULL',
  ],
};
