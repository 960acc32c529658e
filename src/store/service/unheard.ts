import { goneAfterMs, type Hearing } from '../../model/service/hearing.ts';
import type { SqlRow } from '../database.ts';
import { storeNow } from '../store-now.ts';
import { StoredRow } from './stored-row.ts';

const textOf = (key: string): string => `substring(status FROM '"${key}":"([^"]*)"')`;

/** To be put before a query with `unheardSql`: the apps whose events come, and how. Each app is looked at once. */
export const receivingSql: string = `
  WITH receiving AS MATERIALIZED (
    SELECT DISTINCT ${textOf('appId')} AS app_id, ${textOf('mode')} AS mode FROM receivers
    WHERE ${textOf('state')} = 'connected' AND ${storeNow.postgres} - heartbeat_at <= ${goneAfterMs}
  )`;

/**
 * By `hearingOf`, to be joined to pipelines, which are called `p`, after `followingSql`: those that have read, do not stand still, and do not hear for
 * sure what changes. As there, what is kept of a run is not read as JSON.
 */
export const unheardSql: string = `
  LEFT JOIN LATERAL (
    SELECT CASE WHEN disconnected_at IS NOT NULL OR receiving.app_id IS NULL THEN 'deaf' ELSE 'unproven' END AS hearing,
      coalesce(substring(progress FROM '"readAt":([0-9]{1,15})')::bigint, started_at) AS unheard_since
    FROM runs JOIN integrations ON integrations.id = p.integration_id
    LEFT JOIN receiving ON receiving.app_id = integrations.app_id AND receiving.mode = integrations.mode
    WHERE pipeline_id = p.id AND runs.state = 'running' AND has_read AND position('"standstill":{' IN progress) = 0
      AND (disconnected_at IS NOT NULL OR receiving.app_id IS NULL OR position('"untold":{' IN progress) > 0
        OR (integrations.mode <> 'long_connection' AND coalesce(
          (SELECT received_at FROM events WHERE events.app_id = integrations.app_id ORDER BY seq DESC LIMIT 1) < started_at, true)))
  ) AS unheard ON true`;

/** What `unheardSql` adds to a row. */
export const unheardColumns = 'hearing, unheard_since';

/** The same of a row that was read. */
export function toUnheard(
  row: SqlRow,
): { readonly hearing: Exclude<Hearing, 'heard'>; readonly readAt: number } | undefined {
  const stored = new StoredRow(row);
  const hearing = stored.optionalOneOf('hearing', ['deaf', 'unproven']);
  return hearing === undefined ? undefined : { hearing, readAt: stored.number('unheard_since') };
}
