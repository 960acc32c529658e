import { InvalidArgumentError } from 'commander';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
/** setTimeout takes no more than 2^31 ms, about 24 days. */
const longestMs = 14 * unitMs.d;

/** `30s`, `15m`, `1h`, `1d` as milliseconds. */
export function readDuration(text: string): number {
  const [, count, unit] = /^(\d+)\s*([smhd])$/.exec(text.trim()) ?? [];
  const factor = Object.entries(unitMs).find(([name]) => name === unit)?.[1];
  const ms = Number(count) * (factor ?? Number.NaN);
  if (ms >= unitMs.s && ms <= longestMs) return ms;
  throw new InvalidArgumentError('It must be a time such as 30s, 15m, 1h or 1d, at most 14d.');
}

/** A day that exists and has begun, `YYYY-MM-DD`. */
export function readDay(text: string): string {
  const at = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
  if (isDay && at.getTime() <= Date.now()) return text;
  throw new InvalidArgumentError('It must be a day that has begun, such as 2026-01-31.');
}
