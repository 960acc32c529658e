import { botKinds } from '../../model/service/alert.ts';
import {
  type CountedFailures,
  type CountedPipelines,
  type HourOfRuns,
  type LivePipeline,
  mostCounted,
  type OldestPipeline,
  type OverviewFigures,
  type OverviewTimes,
} from '../../model/service/overview.ts';
import { pipelineStates } from '../../model/service/pipeline.ts';
import { pipelineConsumer } from '../../model/service/pipeline-consumer.ts';
import { runOutcomeStates } from '../../model/service/pipeline-standing.ts';
import type { Database, SqlRow } from '../database.ts';
import { farthestBehind, followingColumns, followingSql, toFollowing } from './following.ts';
import { readSchedule } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';
import { receivingSql, toUnheard, unheardColumns, unheardSql } from './unheard.ts';

const hourMs = 3_600_000;
const mostSchedules = 100;
const mostFailures = 20;
const mostLive = 5;

const pipelinesSql = `
  SELECT state, last_outcome, state = 'paused' AND paused_by IS NULL AND paused_why IS NOT NULL AS by_itself, count(*) AS count
  FROM pipelines GROUP BY 1, 2, 3`;
/** Among those with the same schedule the oldest is the latest. */
const oldestSql = `
  SELECT id, name, schedule, succeeded_at, changes_as_of, changed_at FROM (
    SELECT id, counted_from FROM (
      SELECT DISTINCT ON (schedule) id, greatest(succeeded_at, changed_at) AS counted_from
      FROM pipelines WHERE state = 'active' AND schedule NOT IN ('{"kind":"manual"}', '{"kind":"live"}')
      ORDER BY schedule, greatest(succeeded_at, changed_at), id) AS each
    ORDER BY counted_from, id LIMIT ${mostSchedules}) AS oldest
  JOIN pipelines USING (id) ORDER BY counted_from, id`;
const liveSql = `${receivingSql}
  SELECT p.id, p.name, p.integration_id, p.changed_at, ${followingColumns}, ${unheardColumns}, events.received_at AS waits_since
  FROM pipelines AS p
  ${followingSql}
  ${unheardSql}
  LEFT JOIN LATERAL (
    SELECT min(event_seq + 0) AS seq FROM deliveries WHERE consumer = '${pipelineConsumer('')}' || p.id AND state = 'pending'
  ) AS first ON true
  LEFT JOIN events ON events.seq = first.seq
  WHERE p.state = 'active' AND p.schedule = '{"kind":"live"}'
  ORDER BY ${farthestBehind('events.received_at', 'unheard_since')}, p.id LIMIT ${mostLive}`;
const openSql = `
  SELECT CASE WHEN state = 'queued' THEN 'queued' WHEN trigger = 'live' THEN 'following' ELSE 'reading' END AS doing, count(*) AS count
  FROM runs WHERE state IN ('queued', 'running') GROUP BY 1`;
/** Ids of runs sort by time. */
const failuresSql = `
  SELECT code, failures.count, failures.pipelines, last.id, last.pipeline_id, last.finished_at, name FROM (
    SELECT error_code AS code, count(*) AS count, count(DISTINCT pipeline_id) AS pipelines, max(id) AS last_id
    FROM runs WHERE state IN ('failed', 'incomplete') AND finished_at >= $1
    GROUP BY error_code ORDER BY count(*) DESC, error_code LIMIT ${mostFailures}) AS failures
  JOIN runs AS last ON last.id = failures.last_id
  JOIN pipelines ON pipelines.id = last.pipeline_id
  ORDER BY failures.count DESC, code`;
const hoursSql = `
  SELECT at, counted.* FROM generate_series($1::bigint, $2::bigint, ${hourMs}) AS at
  CROSS JOIN LATERAL (
    SELECT ${runOutcomeStates.map((state) => `count(*) FILTER (WHERE state = '${state}') AS ${state}`).join(', ')}
    FROM runs WHERE finished_at >= at AND finished_at < at + ${hourMs}) AS counted
  ORDER BY at`;
const alertsSql = `
  SELECT count(*) AS open, count(*) FILTER (WHERE kind = 'freshness.late') AS late FROM alerts WHERE recovered_at IS NULL`;
const some = (condition: string): string =>
  `(SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE ${condition} LIMIT ${mostCounted + 1}) AS part)`;
/** An event that cannot be read has no delivery, and counts as dead. */
const inboxSql = `
  SELECT ${some(`state = 'pending'`)} AS waiting, ${some(`state = 'dead'`)} AS dead,
    (SELECT count(*) FROM (SELECT 1 FROM events WHERE error IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = seq) LIMIT ${mostCounted + 1}) AS part) AS unreadable,
    (SELECT received_at FROM events ORDER BY seq DESC LIMIT 1) AS last_at,
    (SELECT received_at FROM events WHERE seq = (SELECT min(first) FROM consumers
       CROSS JOIN LATERAL (SELECT min(event_seq + 0) AS first FROM deliveries WHERE consumer = name AND state = 'pending') AS waiting)) AS oldest_at`;

const botsSql = `
  SELECT (SELECT count(*) FROM triggers WHERE state = 'published') AS published,
    (SELECT count(*) FROM (SELECT 1 FROM turns WHERE state = 'dead' LIMIT ${mostCounted + 1}) AS part) AS dead,
    (SELECT count(DISTINCT subject_id) FROM alerts WHERE recovered_at IS NULL AND kind IN (${botKinds.map((kind) => `'${kind}'`).join(', ')})) AS troubled`;

/** Reads what the overview shows. */
export async function loadOverview(
  database: Pick<Database, 'rows'>,
  { now, failuresSince, hoursSince }: OverviewTimes,
): Promise<OverviewFigures> {
  const rows = async (sql: string, values: readonly number[] = []): Promise<StoredRow[]> =>
    (await database.rows(sql, values)).map((row) => new StoredRow(row));
  const [counted, open, oldest, live, failures, hours, [alerts], [inbox], [bots]] = await Promise.all([
    database.rows(pipelinesSql),
    rows(openSql),
    rows(oldestSql),
    database.rows(liveSql),
    rows(failuresSql, [failuresSince]),
    rows(hoursSql, [hoursSince, now]),
    rows(alertsSql),
    rows(inboxSql),
    rows(botsSql),
  ]);
  const openOf = (doing: string): number => open.find((row) => row.text('doing') === doing)?.number('count') ?? 0;
  return {
    pipelines: counted.map(toCounted),
    queued: openOf('queued'),
    reading: openOf('reading'),
    following: openOf('following'),
    oldest: oldest.map(toOldest),
    live: live.map(toLive),
    failures: failures.map(toFailures),
    hours: hours.map(toHour),
    openAlerts: alerts?.number('open') ?? 0,
    late: alerts?.number('late') ?? 0,
    bots: {
      published: bots?.number('published') ?? 0,
      troubled: bots?.number('troubled') ?? 0,
      deadTurns: bots?.number('dead') ?? 0,
    },
    inbox: {
      waiting: inbox?.number('waiting') ?? 0,
      dead: (inbox?.number('dead') ?? 0) + (inbox?.number('unreadable') ?? 0),
      oldestWaitingAt: inbox?.optionalNumber('oldest_at'),
      lastReceivedAt: inbox?.optionalNumber('last_at'),
    },
  };
}

function toCounted(row: SqlRow): CountedPipelines {
  const stored = new StoredRow(row);
  return {
    state: stored.oneOf('state', pipelineStates),
    outcome: stored.optionalOneOf('last_outcome', runOutcomeStates),
    isPausedByItself: row.by_itself === true,
    count: stored.number('count'),
  };
}

function toOldest(row: StoredRow): OldestPipeline {
  return {
    id: row.text('id'),
    name: row.text('name'),
    schedule: row.parsed('schedule', readSchedule),
    succeededAt: row.optionalNumber('succeeded_at'),
    changesAsOf: row.optionalNumber('changes_as_of'),
    changedAt: row.number('changed_at'),
  };
}

function toLive(row: SqlRow): LivePipeline {
  const stored = new StoredRow(row);
  return {
    id: stored.text('id'),
    name: stored.text('name'),
    integrationId: stored.text('integration_id'),
    changedAt: stored.number('changed_at'),
    unheard: toUnheard(row),
    ...toFollowing(row),
    waitsSince: stored.optionalNumber('waits_since'),
  };
}

function toHour(row: StoredRow): HourOfRuns {
  const [succeeded, incomplete, failed, cancelled] = runOutcomeStates;
  return {
    from: row.number('at'),
    succeeded: row.number(succeeded),
    incomplete: row.number(incomplete),
    failed: row.number(failed),
    cancelled: row.number(cancelled),
  };
}

function toFailures(row: StoredRow): CountedFailures {
  return {
    code: row.optionalText('code'),
    count: row.number('count'),
    pipelines: row.number('pipelines'),
    lastRunId: row.text('id'),
    lastPipelineId: row.text('pipeline_id'),
    lastPipelineName: row.text('name'),
    lastAt: row.number('finished_at'),
  };
}
