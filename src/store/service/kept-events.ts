import type { StoredEventFilter } from '../../model/service/event-table.ts';
import { tryParseJson } from '../../util/json.ts';
import type { Access } from './access.ts';
import { whereSql } from './conditions.ts';
import { decisionConditions, eventConditions } from './event-conditions.ts';

/** So many events are looked through at once. */
const depth = 5_000;

/** Events that nobody wants, or has decided about. */
export interface KeptEvents {
  /** The newest of them, the newest first. */
  readonly seqs: readonly number[];
  /** How many there are among those that were looked through. */
  readonly count: number;
  /** Below that number there may be more events, which were not looked at. */
  readonly goesOnAt: number | undefined;
}

/** Whether a filter is for what no index knows: events without a delivery, or without a decision. */
export function isKeptFilter({ state, consumer, decision }: StoredEventFilter): boolean {
  return (state === 'kept' && consumer === undefined) || decision === 'none';
}

const isUnwanted = `NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = looked.seq)
  AND NOT EXISTS (SELECT 1 FROM events AS unread WHERE unread.seq = looked.seq AND unread.error IS NOT NULL)`;

/**
 * Those of the newest events below `before` that can be read and have no delivery, or have no decision. No index knows them, and where all events have
 * one, a list of others would read two whole tables to find none.
 */
export async function findKept(
  access: Access,
  filter: StoredEventFilter,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<KeptEvents> {
  const { state, decision, decisionCode, triggerId, ...others } = filter;
  const isOfUnwanted = state === 'kept' && filter.consumer === undefined;
  const isOfUndecided = decision === 'none';
  const part = whereSql(
    eventConditions(
      {
        ...others,
        ...(isOfUnwanted ? {} : { state }),
        ...(isOfUndecided ? {} : { decision, decisionCode, triggerId }),
      },
      before,
    ),
  );
  const kept = whereSql(
    [
      ...(isOfUnwanted ? [{ sql: isUnwanted }] : []),
      ...(isOfUndecided ? decisionConditions(filter, { seq: 'looked.seq' }) : []),
    ],
    part.values,
  );
  const [figures] = await access.rows(
    `WITH looked AS MATERIALIZED (SELECT seq FROM events ${part.sql} ORDER BY seq DESC LIMIT ${depth}),
       kept AS MATERIALIZED (SELECT seq FROM looked ${kept.sql})
     SELECT (SELECT count(*) FROM looked) AS amount, (SELECT min(seq) FROM looked) AS oldest, (SELECT count(*) FROM kept) AS count,
       (SELECT json_agg(seq)::text FROM (SELECT seq FROM kept ORDER BY seq DESC LIMIT ${Math.trunc(limit)}) AS newest) AS seqs`,
    kept.values,
  );
  const { amount, oldest, count, seqs } = figures ?? {};
  const found = tryParseJson(String(seqs));
  return {
    seqs: Array.isArray(found) ? found.map(Number) : [],
    count: Number(count ?? 0),
    goesOnAt: Number(amount) < depth ? undefined : Number(oldest),
  };
}
