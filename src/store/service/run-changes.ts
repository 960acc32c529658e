import type { RunChanges } from '../../model/service/service-run.ts';
import type { Access } from './access.ts';
import { StoredRow } from './stored-row.ts';

const counts = ['rowsInserted', 'rowsUpdated', 'rowsUnchanged', 'rowsDeleted'] as const;
const sums = counts
  .map((name) => `coalesce(sum((stream ->> '${name}')::numeric), 0)::bigint AS ${name.toLowerCase()}`)
  .join(', ');
/** Texts that Postgres cannot read as JSON, although they are: what somebody has escaped that no text may hold. */
const isReadable = String.raw`report LIKE '%"streams":[%' AND report !~ '\\u(0000|[dD][89a-fA-F])'`;

/** A bound, not a page: what a graph of a month shows of a pipeline that runs every minute is told, what is older is not. */
const maxRuns = 50_000;

/** What the runs of a pipeline that ended since have changed, of one stream or of all, the newest first. */
export async function changesOfRuns(
  access: Access,
  {
    pipelineId,
    stream,
    since,
  }: { readonly pipelineId: string; readonly stream?: string | undefined; readonly since: number },
): Promise<readonly RunChanges[]> {
  const sql = `SELECT finished_at, ${sums} FROM
      (SELECT id, finished_at, CASE WHEN ${isReadable} THEN report::json -> 'streams' END AS streams FROM runs
        WHERE pipeline_id = $1 AND finished_at >= $2 ORDER BY finished_at DESC LIMIT ${maxRuns}) AS ended
    CROSS JOIN LATERAL json_array_elements(streams) AS stream
    ${stream === undefined ? '' : `WHERE stream ->> 'stream' = $3`}
    GROUP BY id, finished_at ORDER BY finished_at DESC`;
  const rows = await access.rows(sql, [pipelineId, since, ...(stream === undefined ? [] : [stream])]);
  return rows.map((one) => {
    const row = new StoredRow(one);
    return {
      at: row.number('finished_at'),
      inserted: row.number('rowsinserted'),
      updated: row.number('rowsupdated'),
      unchanged: row.number('rowsunchanged'),
      deleted: row.number('rowsdeleted'),
    };
  });
}
