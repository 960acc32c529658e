import type { RatesOfRun } from '../../model/service/call-rates.ts';
import { storeNow } from '../store-now.ts';
import type { Access } from './access.ts';
import { readProgress } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** A run that has not been heard of for so long has calls of an earlier minute. */
const heardMs = 30_000;
/** More do not work at a time. */
const mostRuns = 2_000;

const sql = `SELECT runs.id, runs.progress, runs.pipeline_id, attempts.worker, pipelines.name, pipelines.tenant_key,
    integrations.id AS integration_id, integrations.name AS integration_name, integrations.app_id
  FROM runs JOIN attempts ON run_id = runs.id AND number = runs.attempt
  JOIN pipelines ON pipelines.id = runs.pipeline_id JOIN integrations ON integrations.id = pipelines.integration_id
  WHERE runs.state = 'running' AND runs.progress IS NOT NULL AND attempts.seen_at >= ${storeNow.postgres} - ${heardMs}
  ORDER BY runs.queued_at, runs.id LIMIT ${mostRuns}`;

/** What the runs that work have called in the last minute. */
export async function ratesOfRuns(access: Access): Promise<readonly RatesOfRun[]> {
  const rows = await access.rows(sql, []);
  return rows.map((one) => {
    const row = new StoredRow(one);
    return {
      runId: row.text('id'),
      pipelineId: row.text('pipeline_id'),
      pipelineName: row.text('name'),
      integrationId: row.text('integration_id'),
      integrationName: row.text('integration_name'),
      appId: row.text('app_id'),
      tenantKey: row.optionalText('tenant_key'),
      worker: row.text('worker'),
      rates: row.optionallyParsed('progress', readProgress)?.rates ?? [],
    };
  });
}
