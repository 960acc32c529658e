import { auditShare } from '../audit-share.ts';
import type { FeedRead } from '../feed-context.ts';
import { readScanState, type ScanState } from './scan-state.ts';
import { nameOfSlice } from './slices.ts';

/** What is remembered of a table. */
export function stateOfTable(
  appToken: string,
  tableId: string,
  { state }: Pick<FeedRead, 'state'>,
): ScanState | undefined {
  return readScanState(state.get(nameOfSlice({ kind: 'table', appToken, tableId })));
}

/** Of these tables of a Base, those whose turn it is to be read whole: which were longest ago, their share of the records. None where each run reads everything. */
export function auditedTables(
  appToken: string,
  tableIds: Iterable<string>,
  auditMs: number | undefined,
  read: Pick<FeedRead, 'state' | 'clock'>,
): ReadonlySet<string> {
  if (auditMs === undefined) return new Set();
  const now = read.clock.now();
  const known = [...tableIds].flatMap((part) => {
    const state = stateOfTable(appToken, part, read);
    if (state === undefined) return [];
    const { begunAt: at = state.scannedAt, rows, changes } = state;
    return [{ part, at, weight: rows + 1, readAt: Math.max(at, changes?.readAt ?? 0) }];
  });
  // One that fails in each run says nothing of how often they come.
  const readAt = known.reduce((latest, one) => Math.max(latest, one.readAt), 0);
  return new Set(auditShare(known, { now, sinceMs: readAt === 0 ? 0 : now - readAt, auditMs }));
}
