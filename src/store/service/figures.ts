import type { InboxStats } from '../../model/inbox.ts';
import type { PipelineFigures, ServiceFigures } from '../../model/service/figures.ts';
import { pipelineOfConsumer } from '../../model/service/pipeline-consumer.ts';
import { type RunState, runStates } from '../../model/service/service-run.ts';
import type { Connection, SqlRow } from '../database.ts';
import { loadInboxStats } from '../inbox-stats.ts';
import { receiverColumns, toRegisteredReceiver } from '../rows.ts';
import { isAhead } from '../store-now.ts';
import { loadBotFigures } from './bot-figures.ts';
import { followingColumns, followingSql, toFollowing } from './following.ts';
import { readIncomplete, readSchedule, readUntold } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** Reads what metrics show. */
export async function loadFigures(database: Connection): Promise<ServiceFigures> {
  const runs = await database.rows('SELECT state, count(*) AS count FROM runs GROUP BY state');
  const [oldest] = await database.rows(`SELECT min(queued_at) AS at FROM runs WHERE state = 'queued'`);
  const [alerts] = await database.rows('SELECT count(*) AS count FROM alerts WHERE recovered_at IS NULL');
  const [sends] = await database.rows(`SELECT count(*) FILTER (WHERE next_at IS NOT NULL AND error IS NULL) AS waiting,
    count(*) FILTER (WHERE next_at IS NOT NULL AND error IS NOT NULL) AS failing, count(*) FILTER (WHERE next_at IS NULL) AS given_up
    FROM alert_sends WHERE sent_at IS NULL`);
  const receivers = await database.rows(`SELECT ${receiverColumns('postgres')} FROM receivers ORDER BY owner`);
  const tickets = await database.rows('SELECT app_id, created_at FROM tickets ORDER BY app_id');
  const inbox = await loadInboxStats(database);
  const waiting = waitingSince(inbox);
  return {
    runs: countRuns(runs),
    oldestQueuedAt: numberOf(oldest?.at),
    pipelines: (await database.rows(pipelinesSql)).map((row) => toFigures(row, waiting)),
    openAlerts: Number(alerts?.count ?? 0),
    alertSends: {
      waiting: Number(sends?.waiting ?? 0),
      failing: Number(sends?.failing ?? 0),
      givenUp: Number(sends?.given_up ?? 0),
    },
    inbox,
    bots: await loadBotFigures(database),
    receivers: receivers.flatMap(toRegisteredReceiver),
    tickets: tickets.map((row) => ({ appId: String(row.app_id), receivedAt: Number(row.created_at) })),
  };
}

/** An attempt whose credentials are refused ends before: what it was told it need not tell anew when it goes on elsewhere. */
const workedMs = 60_000;

/** What is dated later was written by a clock that was ahead, and would be the newest for as long. */
const isNotAhead = `NOT ${isAhead('queued_at')}`;

/** For each pipeline the newest of its runs by the index, not all of them. */
const pipelinesSql = `
  SELECT p.id, p.name, p.integration_id, p.tenant_key, p.state, p.schedule, p.changed_at, p.paused_by IS NULL AND p.paused_why IS NOT NULL AS by_itself,
    done.finished_at AS succeeded_at, last.error_code, last.finished_at AS ended_at,
    greatest(done.finished_at, answered.since) AS answered_since,
    ${followingColumns}, live.progress ->> 'incomplete' AS incomplete, live.progress ->> 'untold' AS untold,
    coalesce((live.progress ->> 'readAt')::bigint, CASE WHEN live.progress IS NOT NULL THEN open.started_at END) AS read_at,
    live.progress IS NOT NULL AND coalesce(heard.received_at >= open.started_at, false) AS has_heard
  FROM pipelines AS p
  ${followingSql}
  LEFT JOIN LATERAL (
    SELECT finished_at FROM runs WHERE pipeline_id = p.id AND state = 'succeeded' AND ${isNotAhead} ORDER BY queued_at DESC, id DESC LIMIT 1
  ) AS done ON true
  LEFT JOIN LATERAL (
    SELECT CASE WHEN error IS NOT NULL THEN error_code END AS error_code, finished_at FROM runs WHERE pipeline_id = p.id AND state NOT IN ('queued', 'running', 'cancelled') AND ${isNotAhead}
    ORDER BY queued_at DESC, id DESC LIMIT 1
  ) AS last ON true
  LEFT JOIN runs AS open ON open.pipeline_id = p.id AND open.state IN ('queued', 'running')
  LEFT JOIN LATERAL (
    SELECT open.progress::jsonb AS progress WHERE open.state = 'running' AND open.trigger = 'live'
  ) AS live ON true
  LEFT JOIN LATERAL (
    SELECT open.started_at AS since WHERE open.progress::jsonb ->> 'phase' = 'streaming' OR (open.progress::jsonb ->> 'rows')::numeric > 0
      OR EXISTS (SELECT 1 FROM attempts WHERE run_id = open.id AND finished_at - started_at > ${workedMs})
  ) AS answered ON true
  LEFT JOIN LATERAL (
    SELECT received_at FROM events WHERE app_id = (SELECT app_id FROM integrations WHERE id = p.integration_id) AND live.progress IS NOT NULL
    ORDER BY seq DESC LIMIT 1
  ) AS heard ON true
  ORDER BY p.id`;

function countRuns(rows: readonly SqlRow[]): Record<RunState, number> {
  const counted = new Map(rows.map(({ state, count }) => [String(state), Number(count)]));
  const [queued, running, succeeded, incomplete, failed, cancelled] = runStates.map((state) => counted.get(state) ?? 0);
  return {
    queued: queued ?? 0,
    running: running ?? 0,
    succeeded: succeeded ?? 0,
    incomplete: incomplete ?? 0,
    failed: failed ?? 0,
    cancelled: cancelled ?? 0,
  };
}

/** By the ids of pipelines that follow events. */
function waitingSince({ consumers }: InboxStats): ReadonlyMap<string, number> {
  return new Map(
    consumers.flatMap(({ consumer, oldestPendingAt }) => {
      const id = pipelineOfConsumer(consumer);
      return id === undefined || oldestPendingAt === null ? [] : [[id, oldestPendingAt] as const];
    }),
  );
}

function toFigures(row: SqlRow, waiting: ReadonlyMap<string, number>): PipelineFigures {
  const { id, name, state, integration_id: integrationId, by_itself: byItself, error_code: errorCode } = row;
  const stored = new StoredRow(row);
  return {
    id: String(id),
    name: String(name),
    integrationId: String(integrationId),
    tenantKey: stored.optionalText('tenant_key'),
    state: state === 'active' || state === 'paused' ? state : 'draft',
    hasPausedItself: state === 'paused' && byItself === true,
    schedule: stored.parsed('schedule', readSchedule),
    changedAt: Number(row.changed_at),
    succeededAt: numberOf(row.succeeded_at),
    errorCode: typeof errorCode === 'string' ? errorCode : undefined,
    endedAt: numberOf(row.ended_at),
    answeredSince: numberOf(row.answered_since),
    ...toFollowing(row),
    waitsSince: waiting.get(String(id)),
    readAt: numberOf(row.read_at),
    hasHeard: row.has_heard === true,
    incomplete: stored.optionallyParsed('incomplete', readIncomplete) ?? {},
    untold: stored.optionallyParsed('untold', readUntold) ?? {},
  };
}

const numberOf = (value: unknown): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);
