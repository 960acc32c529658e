import type { RunReport, StreamReport } from '../model/run-report.ts';
import type { ModuleName } from '../model/stream.ts';

/** How old the rows of one stream are. */
export interface Freshness {
  readonly stream: string;
  readonly module: ModuleName;
  /** When the last run began that read the whole stream (RFC 3339): what changed before is there. Null when none did. */
  readonly asOf: string | null;
  /** How the stream ended in the last run that had it. */
  readonly outcome: StreamReport['outcome'];
}

/** How old each stream's rows are, from the reports of the last runs, the newest first. */
export function freshnessOf(runs: readonly RunReport[]): Freshness[] {
  const found = new Map<string, Freshness>();
  for (const { startedAt, streams, isLive } of runs) {
    // Events say what changed, not that nothing else did.
    if (isLive === true) continue;
    for (const { stream, module, outcome } of streams) {
      const known = found.get(stream);
      const asOf = known?.asOf ?? (outcome === 'complete' ? startedAt : null);
      found.set(stream, { stream, module, asOf, outcome: known?.outcome ?? outcome });
    }
  }
  return [...found.values()];
}
