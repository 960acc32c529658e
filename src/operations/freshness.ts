import { isAuditBehind, type Freshness as ReadFreshness } from '../model/freshness.ts';
import type { RunReport, StreamReport } from '../model/run-report.ts';
import type { ModuleName } from '../model/stream.ts';

/** How old the rows of one stream are. */
export interface Freshness {
  readonly stream: string;
  readonly module: ModuleName;
  /** The same as `changesAsOf`. */
  readonly asOf: string | null;
  /** When the last run began that read the stream to its end (RFC 3339). Null when none did. */
  readonly changesAsOf: string | null;
  /** Null also while a part of it was never read exactly. */
  readonly auditedAsOf: string | null;
  /** Where changes are read: within how many hours each part is to be read again. */
  readonly auditHours: number | null;
  /** The audit does not keep this time. */
  readonly isAuditBehind: boolean;
  /** How the stream ended in the last run that had it. */
  readonly outcome: StreamReport['outcome'];
}

/** How old each stream's rows are, from the reports of the last runs, the newest first. */
export function freshnessOf(runs: readonly RunReport[]): Freshness[] {
  const found = new Map<string, { readonly last: StreamReport; read: ReadFreshness | undefined }>();
  for (const { startedAt, streams, isLive } of runs) {
    // Events say what changed, not that nothing else did.
    if (isLive === true) continue;
    for (const report of streams) {
      const known = found.get(report.stream) ?? { last: report, read: undefined };
      if (report.outcome === 'complete') known.read ??= readOf(report, startedAt);
      found.set(report.stream, known);
    }
  }
  return [...found.values()].map(({ last: { stream, module, outcome }, read }) => ({
    stream,
    module,
    asOf: read?.changesAsOf ?? null,
    changesAsOf: read?.changesAsOf ?? null,
    auditedAsOf: read?.auditedAsOf ?? null,
    auditHours: read?.auditHours ?? null,
    isAuditBehind: read !== undefined && isAuditBehind(read),
    outcome,
  }));
}

/** Reports of older versions are of runs that read everything. */
function readOf(
  { changesAsOf = undefined, auditedAsOf = null, auditHours }: StreamReport,
  startedAt: string,
): ReadFreshness {
  if (changesAsOf === undefined) return { changesAsOf: startedAt, auditedAsOf: startedAt };
  return { changesAsOf, auditedAsOf, ...(auditHours === undefined ? {} : { auditHours }) };
}
