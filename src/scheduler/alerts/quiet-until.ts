import { type Alert, type AlertChannel, type QuietHours, urgentKinds } from '../../model/service/alert.ts';
import { WallClock } from '../../util/wall-time.ts';
import { nextOfCron } from '../next-due.ts';

/** Until when nothing may be told of the alert on the channel; undefined when it may be told now. */
export function heldUntil(
  { kind, silencedUntil }: Pick<Alert, 'kind' | 'silencedUntil'>,
  { quietHours }: Pick<AlertChannel, 'quietHours'>,
  now: number,
): number | undefined {
  if (silencedUntil !== undefined && silencedUntil > now) return silencedUntil;
  if (quietHours === undefined || urgentKinds.includes(kind)) return undefined;
  return quietUntil(quietHours, now);
}

/** When the quiet hours end that are now; undefined when there are none now. */
export function quietUntil({ from, to, zone }: QuietHours, now: number): number | undefined {
  const time = timeIn(zone, now);
  const isQuiet = from < to ? from <= time && time < to : from <= time || time < to;
  if (!isQuiet) return undefined;
  const [hour, minute] = to.split(':').map(Number);
  try {
    return nextOfCron({ line: `${minute} ${hour} * * *`, zone }, now);
  } catch {
    // Rather told at night than never.
    return undefined;
  }
}

/** `HH:MM` on the clocks of the zone. */
function timeIn(zone: string, now: number): string {
  return new Date(WallClock.of(zone).at(now)).toISOString().slice(11, 16);
}
