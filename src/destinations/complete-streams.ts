import { readRunReport } from '../model/read-run-report.ts';
import type { JsonValue } from '../util/json.ts';

/** The streams that a saved run has read whole. Live runs read none: events say what changed, not that nothing else did. */
export function completeStreamsOf(run: JsonValue): string[] {
  const report = readRunReport(run);
  if (report === undefined || report.isLive === true) return [];
  return report.streams.filter(({ outcome }) => outcome === 'complete').map(({ stream }) => stream);
}
