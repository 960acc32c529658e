import type { StoredEventFilter } from '../../model/service/event-table.ts';
import { tryParseJson } from '../../util/json.ts';
import type { Access } from './access.ts';
import { whereSql } from './conditions.ts';
import { eventConditions } from './event-conditions.ts';

/** So many events are looked through at once. */
const depth = 5_000;

/** Events that nobody wants. */
export interface KeptEvents {
  /** The newest of them, the newest first. */
  readonly seqs: readonly number[];
  /** How many there are among those that were looked through. */
  readonly count: number;
  /** Below that number there may be more events, which were not looked at. */
  readonly goesOnAt: number | undefined;
}

/**
 * Those of the newest events below `before` that can be read and have no delivery. No index knows them, and where all events have
 * deliveries, a list of others would read two whole tables to find none.
 */
export async function findKept(
  access: Access,
  { state: _, ...filter }: StoredEventFilter,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<KeptEvents> {
  const part = whereSql(eventConditions(filter, before));
  const [figures] = await access.rows(
    `WITH looked AS MATERIALIZED (SELECT seq FROM events ${part.sql} ORDER BY seq DESC LIMIT ${depth}),
       kept AS MATERIALIZED (SELECT seq FROM looked WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = looked.seq)
         AND NOT EXISTS (SELECT 1 FROM events AS unread WHERE unread.seq = looked.seq AND unread.error IS NOT NULL))
     SELECT (SELECT count(*) FROM looked) AS amount, (SELECT min(seq) FROM looked) AS oldest, (SELECT count(*) FROM kept) AS count,
       (SELECT json_agg(seq)::text FROM (SELECT seq FROM kept ORDER BY seq DESC LIMIT ${Math.trunc(limit)}) AS newest) AS seqs`,
    part.values,
  );
  const { amount, oldest, count, seqs } = figures ?? {};
  const found = tryParseJson(String(seqs));
  return {
    seqs: Array.isArray(found) ? found.map(Number) : [],
    count: Number(count ?? 0),
    goesOnAt: Number(amount) < depth ? undefined : Number(oldest),
  };
}
