import { type JsonObject, readNumber } from './json.ts';

const msPerSecond = 1000;
/** Years 0001 to 9999: what RFC 3339 and every destination's timestamp type can hold. */
const minMs = Date.UTC(1, 0, 1) - 1_900 * 365.2425 * 86_400_000;
const maxMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** RFC 3339 UTC text of an instant in milliseconds; null for what is no real instant (the platform writes 0 for "not yet"). */
export function toRfc3339(ms: number | null): string | null {
  if (ms === null || ms === 0 || !Number.isFinite(ms) || ms < minMs || ms > maxMs) return null;
  return new Date(ms).toISOString();
}

/** The instant at `key`, sent in milliseconds as text or number; "0", "" and absent become null. */
export function readMsTimestamp(from: JsonObject, key: string): string | null {
  return toRfc3339(readNumber(from, key));
}

/** The instant at `key`, sent in seconds as text or number; "0", "" and absent become null. */
export function readSecondsTimestamp(from: JsonObject, key: string): string | null {
  const seconds = readNumber(from, key);
  return toRfc3339(seconds === null ? null : seconds * msPerSecond);
}
