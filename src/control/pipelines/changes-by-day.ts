import type { RunChanges } from '../../model/service/service-run.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

const dayMs = 86_400_000;

/** What the runs of one day have changed. */
export interface DayOfChanges extends Omit<RunChanges, 'at'> {
  /** Such as 2026-01-31, in the time zone that was asked for. */
  readonly day: string;
  readonly runs: number;
}

/** What is counted: of one stream or of all, in the last days of a time zone. */
export interface AskedDays {
  readonly pipelineId: string;
  readonly stream?: string | undefined;
  readonly days: number;
  readonly timeZone: string;
}

/** What the runs of a pipeline have changed, by the day on which they ended, the newest first; days without runs are left out. @throws ConfigError `api.not.found` */
export async function changesByDay(
  { store, clock }: Pick<ControlParts, 'store' | 'clock'>,
  { pipelineId, stream, days, timeZone }: AskedDays,
): Promise<readonly DayOfChanges[]> {
  found(await store.pipelines.find(pipelineId), 'pipeline', pipelineId);
  // ISO 8601 is what Swedes write.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const now = clock.now();
  const first = format.format(now - (days - 1) * dayMs);
  // A day may have 25 hours.
  const since = now - (days + 1) * dayMs;
  const byDay = new Map<string, DayOfChanges>();
  for (const { at, ...counts } of await store.runs.changes({ pipelineId, stream, since })) {
    const day = format.format(at);
    if (day >= first) byDay.set(day, added({ day, ...counts }, byDay.get(day)));
  }
  return [...byDay.values()];
}

function added(one: Omit<DayOfChanges, 'runs'>, before: DayOfChanges | undefined): DayOfChanges {
  return {
    day: one.day,
    runs: (before?.runs ?? 0) + 1,
    inserted: (before?.inserted ?? 0) + one.inserted,
    updated: (before?.updated ?? 0) + one.updated,
    unchanged: (before?.unchanged ?? 0) + one.unchanged,
    deleted: (before?.deleted ?? 0) + one.deleted,
  };
}
