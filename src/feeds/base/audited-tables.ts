import { auditShare } from '../audit-share.ts';
import type { ScanState } from './scan-state.ts';

/** Of the tables of a Base, by id with what is remembered of each: those whose turn it is to be read whole. */
export function auditedTables(
  tables: ReadonlyMap<string, ScanState | undefined>,
  { now, auditMs }: { readonly now: number; readonly auditMs: number },
): ReadonlySet<string> {
  const known = [...tables].flatMap(([part, state]) =>
    state === undefined ? [] : [{ part, at: state.scannedAt, weight: state.rows + 1, readAt: state.changes?.readAt }],
  );
  const readAt = Math.min(...known.map((one) => one.readAt ?? one.at));
  const sinceMs = Number.isFinite(readAt) ? now - readAt : 0;
  return new Set(auditShare(known, { now, sinceMs, auditMs }));
}
