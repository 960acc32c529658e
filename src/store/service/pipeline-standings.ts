import { pipelineConsumer } from '../../model/service/pipeline-consumer.ts';
import {
  type LastRun,
  type OpenRun,
  type PipelineStanding,
  runOutcomeStates,
} from '../../model/service/pipeline-standing.ts';
import type { SqlRow } from '../database.ts';
import type { Access } from './access.ts';
import { followingColumns, followingSql, toFollowing } from './following.ts';
import { readProgress, toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const openStates = ['queued', 'running'] as const;

/** By indexes only: one look at each pipeline, its two runs, the rows of a day, and the first event that waits for it. */
const standingsSql = `
  SELECT p.id, p.succeeded_at, p.changes_as_of, p.schedule = '{"kind":"live"}' AS is_live, last.id AS last_id, last.state AS last_state, last.started_at AS last_started_at,
    last.finished_at AS last_ended_at, last.rows_read AS last_rows, last.error_code AS last_code,
    open.id AS open_id, open.state AS open_state, open.queued_at AS open_queued_at, open.started_at AS open_started_at, open.progress AS open_progress,
    ${followingColumns}, counted.rows AS rows_since, late.id AS late_id
  FROM pipelines AS p
  ${followingSql}
  LEFT JOIN runs AS last ON last.id = p.last_run_id
  LEFT JOIN runs AS open ON open.pipeline_id = p.id AND open.state IN ('queued', 'running')
  LEFT JOIN LATERAL (
    SELECT sum(rows_read)::bigint AS rows FROM runs WHERE pipeline_id = p.id AND finished_at >= $2
  ) AS counted ON true
  LEFT JOIN alerts AS late ON late.kind = 'freshness.late' AND late.subject_id = p.id AND late.recovered_at IS NULL
  WHERE p.id = ANY (ARRAY(SELECT json_array_elements_text($1::json)))`;

/** `+ 0`: else Postgres expects to find the first one soon along all deliveries. */
const waitingSql = `
  SELECT wanted.consumer, received_at FROM json_array_elements_text($1::json) AS wanted (consumer)
  CROSS JOIN LATERAL (SELECT min(event_seq + 0) AS seq FROM deliveries WHERE consumer = wanted.consumer AND state = 'pending') AS first
  JOIN events ON events.seq = first.seq`;

/** How these pipelines stand, by id. */
export async function standingsOf(
  access: Access,
  ids: readonly string[],
  since: number,
): Promise<ReadonlyMap<string, PipelineStanding>> {
  if (ids.length === 0) return new Map();
  const rows = await access.rows(standingsSql, [toStoredJson(ids), since]);
  const waitsSince = await waitingSince(
    access,
    rows.flatMap(({ id, is_live: isLive }) => (isLive === true ? [pipelineConsumer(String(id))] : [])),
  );
  return new Map(
    rows.map((row) => [String(row.id), toStanding(row, waitsSince.get(pipelineConsumer(String(row.id))))]),
  );
}

/** When the first event came that waits for each of these consumers, where one does. */
async function waitingSince(access: Access, consumers: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const waiting = consumers.length === 0 ? [] : await access.rows(waitingSql, [toStoredJson(consumers)]);
  return new Map(waiting.map(({ consumer, received_at: at }) => [String(consumer), Number(at)]));
}

function toStanding(row: SqlRow, oldestWaitingAt: number | undefined): PipelineStanding {
  const stored = new StoredRow(row);
  return {
    lastRun: toLastRun(stored),
    openRun: toOpenRun(stored),
    ...toFollowing(row),
    succeededAt: stored.optionalNumber('succeeded_at'),
    changesAsOf: stored.optionalNumber('changes_as_of'),
    oldestWaitingAt,
    isLate: stored.optionalText('late_id') !== undefined,
    rowsSince: stored.optionalNumber('rows_since') ?? 0,
  };
}

function toLastRun(row: StoredRow): LastRun | undefined {
  const id = row.optionalText('last_id');
  if (id === undefined) return undefined;
  return {
    id,
    state: row.oneOf('last_state', runOutcomeStates),
    startedAt: row.number('last_started_at'),
    endedAt: row.number('last_ended_at'),
    rows: row.optionalNumber('last_rows'),
    errorCode: row.optionalText('last_code'),
  };
}

function toOpenRun(row: StoredRow): OpenRun | undefined {
  const id = row.optionalText('open_id');
  if (id === undefined) return undefined;
  const state = row.oneOf('open_state', openStates);
  const progress = row.optionallyParsed('open_progress', readProgress);
  const startedAt = state === 'running' ? row.optionalNumber('open_started_at') : undefined;
  return {
    id,
    state,
    phase: state === 'running' ? progress?.phase : undefined,
    since: startedAt ?? row.number('open_queued_at'),
    rows: progress?.rows ?? 0,
    readAt: progress?.readAt,
    heardAt: progress?.at,
    hasUntold: Object.keys(progress?.untold ?? {}).length > 0,
    isStandingStill: progress?.standstill !== undefined,
  };
}
