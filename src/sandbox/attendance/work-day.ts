/** Attendance groups of this tenant keep Chinese time, which has no summer time. */
const zoneSeconds = 8 * 3_600;
const daySeconds = 86_400;

/** A calendar day in the groups' zone, counted from 1970-01-01. */
export function dayAt(seconds: number): number {
  return Math.floor((seconds + zoneSeconds) / daySeconds);
}

/** The instant at which the day begins there. */
export function startOfDay(day: number): number {
  return day * daySeconds - zoneSeconds;
}

/** As the API writes days: 20261120. */
export function dayToNumber(day: number): number {
  return Number(new Date(day * daySeconds * 1000).toISOString().slice(0, 10).replaceAll('-', ''));
}

/** The inverse of `dayToNumber`; undefined for what is no date. */
export function dayOfNumber(written: number): number | undefined {
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(String(written)) ?? [];
  if (year === undefined) return undefined;
  const day = Date.UTC(Number(year), Number(month) - 1, Number(date)) / (daySeconds * 1000);
  return dayToNumber(day) === written ? day : undefined;
}

/** 0 is Sunday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}
