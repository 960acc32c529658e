import { type JsonObject, readNumber } from './json.ts';

const msPerSecond = 1000;
const msPerDay = 86_400_000;
const dayLength = 'YYYY-MM-DD'.length;
/** Years 0001 to 9999: what RFC 3339 and every destination's timestamp type can hold. */
const minMs = Date.UTC(1, 0, 1) - 1_900 * 365.2425 * 86_400_000;
const maxMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** RFC 3339 UTC text of an instant in milliseconds, 0 included; null for what no destination's timestamp can hold. */
export function toRfc3339(ms: number | null): string | null {
  if (ms === null || !Number.isFinite(ms) || ms < minMs || ms > maxMs) return null;
  const whole = Math.trunc(ms);
  const day = Math.floor(whole / msPerDay);
  return dateOf(day) + timeOfDay(whole - day * msPerDay);
}

/** The rows of a tenant are of some hundred days; remembering their dates makes writing an instant take a third of the time. */
const dates = new Map<number, string>();
const manyDates = 20_000;
const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));

/** `2026-01-31` */
function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * msPerDay).toISOString().slice(0, dayLength);
  if (dates.size >= manyDates) dates.clear();
  dates.set(day, text);
  return text;
}

/** `T09:05:07.123Z` */
function timeOfDay(ms: number): string {
  const seconds = Math.floor(ms / msPerSecond);
  const minutes = Math.floor(seconds / 60);
  const thousandths = String(ms - seconds * msPerSecond).padStart(3, '0');
  return `T${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${thousandths}Z`;
}

/** The platform writes 0 for "not yet". */
function notZero(number: number | null): number | null {
  return number === 0 ? null : number;
}

/** The instant at `key`, sent in milliseconds as text or number; "0", "" and absent become null. */
export function readMsTimestamp(from: JsonObject, key: string): string | null {
  return toRfc3339(notZero(readNumber(from, key)));
}

/** The instant at `key`, sent in seconds as text or number; "0", "" and absent become null. */
export function readSecondsTimestamp(from: JsonObject, key: string): string | null {
  const seconds = notZero(readNumber(from, key));
  return toRfc3339(seconds === null ? null : seconds * msPerSecond);
}
