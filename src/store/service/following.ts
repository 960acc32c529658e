import { type Following, firstReadMs } from '../../model/service/behind.ts';
import type { SqlRow } from '../database.ts';
import { isAhead } from '../store-now.ts';
import { StoredRow } from './stored-row.ts';

/** Of a pipeline that begins run after run in vain, so many are looked at. */
const mostRuns = 10;

const textOf = (key: string): string => `substring(progress FROM '"${key}":"([a-z]+)"')`;
const numberOf = (key: string): string => `substring(progress FROM '"${key}":([0-9]{1,9})')::integer`;

const isLive = `p.schedule = '{"kind":"live"}'`;

/** The number of the attempt of a run that moved last. What older versions have kept says it of the newest attempt only. */
const moved = `greatest(
  coalesce(${numberOf('movedAttempt')}, CASE WHEN ${textOf('phase')} = 'streaming' OR ${numberOf('commits')} > 0 THEN attempt ELSE 0 END),
  CASE WHEN state IN ('succeeded', 'incomplete') THEN attempt ELSE 0 END)`;

/**
 * To be joined to pipelines, which are called `p`: how those that are live follow events. Texts of others stand in what is kept of a run, so it is not
 * read as JSON, of which Postgres takes not all; none of them holds a quotation mark as it is. What is dated ahead would hide all else for as long.
 */
export const followingSql: string = `
  CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(${moved} = attempt), false) AS is_followed,
      coalesce(bool_or(${moved} = attempt AND trigger = 'live' AND ${textOf('phase')} = 'streaming'), false) AS has_read
    FROM runs WHERE pipeline_id = p.id AND state = 'running' AND ${isLive}
  ) AS present
  LEFT JOIN LATERAL (
    SELECT max(seen_at) FILTER (WHERE NOT ${isAhead('seen_at')}) AS followed_at FROM (
      SELECT id, ${moved} AS moved FROM runs WHERE pipeline_id = p.id AND ${isLive} AND NOT ${isAhead('queued_at')}
      ORDER BY queued_at DESC, id DESC LIMIT ${mostRuns}
    ) AS newest
    JOIN attempts ON run_id = newest.id AND number = moved
    WHERE NOT is_followed
  ) AS past ON true`;

/** What `followingSql` adds to a row. */
export const followingColumns = 'is_followed, has_read, followed_at';

/** By `behindMs`: those that are the farthest behind first. `waitsSince` and `unheardSince` are expressions in SQL. */
export function farthestBehind(waitsSince: string, unheardSince: string): string {
  return `least(CASE WHEN NOT is_followed THEN greatest(followed_at, p.changed_at) END,
    CASE WHEN has_read THEN ${waitsSince} WHEN ${waitsSince} IS NOT NULL THEN greatest(${waitsSince}, p.changed_at + ${firstReadMs}) END,
    ${unheardSince})
    NULLS LAST`;
}

/** The same of a row that was read. */
export function toFollowing(row: SqlRow): Pick<Following, 'isFollowed' | 'followedAt' | 'hasRead'> {
  const followedAt = new StoredRow(row).optionalNumber('followed_at');
  return { isFollowed: row.is_followed === true, followedAt, hasRead: row.has_read === true };
}
