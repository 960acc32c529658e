import type { QuietHours } from '../../model/triggers/trigger-settings.ts';
import { WallClock } from '../../util/wall-time.ts';

/** Whether the clocks of the zone show a time from `from` on and before `until`, which may be that of the next day. */
export function isQuiet({ from, until, timeZone }: Omit<QuietHours, 'notice'>, now: number): boolean {
  const time = timeIn(timeZone, now);
  if (time === undefined || from === until) return false;
  return from < until ? from <= time && time < until : from <= time || time < until;
}

/** `HH:MM`; undefined for a zone that this program does not know: rather an answer at night than none at all. */
function timeIn(zone: string, now: number): string | undefined {
  try {
    return new Date(WallClock.of(zone).at(now)).toISOString().slice(11, 16);
  } catch {
    return undefined;
  }
}
