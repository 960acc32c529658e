/** Days are counted in UTC here, where each has the same length. */
export const dayMs = 86_400_000;

/** The day of an instant in UTC, `YYYY-MM-DD`. */
export function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Milliseconds since the epoch at which the day begins in UTC. */
export function toMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** `YYYY-MM-DD` in and out; a negative count goes back. */
export function addDays(day: string, days: number): string {
  return toDay(toMs(day) + days * dayMs);
}

/** How many days lie between two days; 0 for the same day. */
export function daysBetween(from: string, to: string): number {
  return Math.round((toMs(to) - toMs(from)) / dayMs);
}
