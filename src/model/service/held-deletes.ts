import type { RunReport } from '../run-report.ts';

/** Of a scan that found too much missing: it deletes nothing until a person accepts it. */
export const heldDeletesCode = 'source.scan.suspicious';

/** The streams of a report whose deletes wait for a person. */
export function heldStreams(report: RunReport | undefined): readonly string[] {
  const held = (report?.streams ?? []).filter(({ errors }) => errors.some(({ code }) => code === heldDeletesCode));
  return held.map(({ stream }) => stream);
}
