import type { PipelineFigures, ServiceFigures } from '../../model/service/figures.ts';
import { type RunState, runStates } from '../../model/service/service-run.ts';
import type { Database, SqlRow } from '../database.ts';
import { loadInboxStats } from '../inbox-stats.ts';
import { toRegisteredReceiver } from '../rows.ts';

/** Reads what metrics show. */
export async function loadFigures(database: Database): Promise<ServiceFigures> {
  const runs = await database.rows('SELECT state, count(*) AS count FROM runs GROUP BY state');
  const [oldest] = await database.rows(`SELECT min(queued_at) AS at FROM runs WHERE state = 'queued'`);
  const [alerts] = await database.rows('SELECT count(*) AS count FROM alerts WHERE recovered_at IS NULL');
  const receivers = await database.rows('SELECT owner, status, heartbeat_at FROM receivers ORDER BY owner');
  return {
    runs: countRuns(runs),
    oldestQueuedAt: numberOf(oldest?.at),
    pipelines: (await database.rows(pipelinesSql)).map(toFigures),
    openAlerts: Number(alerts?.count ?? 0),
    inbox: await loadInboxStats(database),
    receivers: receivers.flatMap(toRegisteredReceiver),
  };
}

/** For each pipeline the newest of its runs by the index, not all of them. */
const pipelinesSql = `
  SELECT p.id, p.name, p.state, done.finished_at AS succeeded_at, live.lag
  FROM pipelines AS p
  LEFT JOIN LATERAL (
    SELECT finished_at FROM runs WHERE pipeline_id = p.id AND state = 'succeeded' ORDER BY queued_at DESC, id DESC LIMIT 1
  ) AS done ON true
  LEFT JOIN LATERAL (
    SELECT progress::jsonb ->> 'lagMs' AS lag FROM runs WHERE pipeline_id = p.id AND state = 'running' AND trigger = 'live' LIMIT 1
  ) AS live ON true
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

function toFigures({ id, name, state, succeeded_at: succeededAt, lag }: SqlRow): PipelineFigures {
  return {
    id: String(id),
    name: String(name),
    state: state === 'active' || state === 'paused' ? state : 'draft',
    succeededAt: numberOf(succeededAt),
    lagMs: numberOf(lag),
  };
}

const numberOf = (value: unknown): number | undefined =>
  value === null || value === undefined ? undefined : Number(value);
