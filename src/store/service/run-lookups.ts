import { type RunState, runStates, type ServiceRun } from '../../model/service/service-run.ts';
import type { Access } from './access.ts';
import { StoredRow } from './stored-row.ts';

type NamedRun = Pick<ServiceRun, 'id' | 'pipelineId'>;

/** By the index of the pipeline, however many were cancelled since. */
const endBeforeSql = `SELECT state FROM runs WHERE pipeline_id = $2 AND id <> $1 AND state NOT IN ('queued', 'running', 'cancelled')
  ORDER BY queued_at DESC, id DESC LIMIT 1`;

const followedAtSql = `SELECT id FROM runs WHERE pipeline_id = $1 AND trigger = 'live' AND started_at <= $2
    AND (finished_at IS NULL OR finished_at >= $2)
  ORDER BY queued_at DESC, id DESC LIMIT 1`;

const usingLimitsOfSql = `SELECT runs.id FROM pipelines AS mine
  JOIN integrations AS my_app ON my_app.id = mine.integration_id
  JOIN integrations AS app ON app.app_id = my_app.app_id
  JOIN pipelines AS other ON other.integration_id = app.id AND other.tenant_key IS NOT DISTINCT FROM mine.tenant_key
  JOIN runs ON runs.pipeline_id = other.id AND runs.state = 'running' AND runs.trigger <> 'live' AND runs.id <> $1
  WHERE mine.id = $2 ORDER BY runs.queued_at, runs.id LIMIT 1`;

/** How the run of the pipeline ended that came before, of those that nobody cancelled. */
export async function endBefore(access: Access, { id, pipelineId }: NamedRun): Promise<RunState | undefined> {
  return (await first(access, endBeforeSql, [id, pipelineId]))?.oneOf('state', runStates);
}

/** The run in which the pipeline followed events at a time. */
export async function followedAt(access: Access, pipelineId: string, at: number): Promise<string | undefined> {
  return (await first(access, followedAtSql, [pipelineId, at]))?.text('id');
}

/** Another run that reads once and works now, by the limits of the same app and tenant. */
export async function usingLimitsOf(access: Access, { id, pipelineId }: NamedRun): Promise<string | undefined> {
  return (await first(access, usingLimitsOfSql, [id, pipelineId]))?.text('id');
}

async function first(
  access: Access,
  sql: string,
  values: readonly (string | number)[],
): Promise<StoredRow | undefined> {
  const [row] = await access.rows(sql, values);
  return row && new StoredRow(row);
}
