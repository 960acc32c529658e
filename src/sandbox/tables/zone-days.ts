const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}

/** The zone's wall clock at an instant, written as if it were UTC. */
function wallClockMs(ms: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(ms)
      .map((part) => [part.type, Number(part.value)]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}

function instantOf(wallMs: number, timeZone: string): number {
  const guess = wallMs - (wallClockMs(wallMs, timeZone) - wallMs);
  return guess + (wallMs - wallClockMs(guess, timeZone));
}

/** 00:00 in the zone of the day that holds `ms`, moved by whole calendar days. */
export function startOfDay(ms: number, timeZone: string, days = 0): number {
  const wall = wallClockMs(Math.floor(ms / 1000) * 1000, timeZone);
  return instantOf(Math.floor(wall / dayMs) * dayMs + days * dayMs, timeZone);
}

/** 00:00 of the Monday of the week that holds `ms`. */
export function startOfWeek(ms: number, timeZone: string, weeks = 0): number {
  const weekday = (new Date(wallClockMs(ms, timeZone)).getUTCDay() + 6) % 7;
  return startOfDay(ms, timeZone, weeks * 7 - weekday);
}

/** 00:00 of the first day of the month that holds `ms`. */
export function startOfMonth(ms: number, timeZone: string, months = 0): number {
  const wall = new Date(wallClockMs(ms, timeZone));
  return instantOf(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + months, 1), timeZone);
}
