import { startOfDay, startOfMonth, startOfWeek } from './zone-days.ts';

/** From 00:00 of the first day to 00:00 after the last one, in the Base's zone. */
export interface DayRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** Ranges longer than a day may only be compared with `is`. */
  readonly onlyIs: boolean;
}

type Moving = (ms: number, timeZone: string, steps?: number) => number;

const named: Readonly<Record<string, readonly [Moving, from: number, to: number]>> = {
  Today: [startOfDay, 0, 1],
  Tomorrow: [startOfDay, 1, 2],
  Yesterday: [startOfDay, -1, 0],
  CurrentWeek: [startOfWeek, 0, 1],
  LastWeek: [startOfWeek, -1, 0],
  CurrentMonth: [startOfMonth, 0, 1],
  LastMonth: [startOfMonth, -1, 0],
  TheLastWeek: [startOfDay, -7, 0],
  TheNextWeek: [startOfDay, 1, 8],
  TheLastMonth: [startOfDay, -30, 0],
  TheNextMonth: [startOfDay, 1, 31],
};

/** The days that a date condition's value names (record-filter-guide); undefined when it names none. */
export function dayRange(
  values: readonly string[],
  zone: { readonly timeZone: string; readonly nowMs: number },
): DayRange | undefined {
  const [kind = '', exact = ''] = values;
  if (kind === 'ExactDate') {
    if (!/^-?\d+$/.test(exact)) return undefined;
    const ms = Number(exact);
    return { fromMs: startOfDay(ms, zone.timeZone), toMs: startOfDay(ms, zone.timeZone, 1), onlyIs: false };
  }
  const range = named[kind];
  if (range === undefined) return undefined;
  const [start, from, to] = range;
  const onlyIs = !['Today', 'Tomorrow', 'Yesterday'].includes(kind);
  return { fromMs: start(zone.nowMs, zone.timeZone, from), toMs: start(zone.nowMs, zone.timeZone, to), onlyIs };
}
