import type { Pipeline } from '../data/pipelines.ts';

type Schedule = Pipeline['schedule'];

/** A schedule as the audit keeps it; undefined where it is none. */
export function scheduleOf(value: unknown): Schedule | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  const { kind } = value;
  if (kind === 'manual' || kind === 'live') return { kind };
  if (kind === 'every' && 'minutes' in value && typeof value.minutes === 'number') {
    return { kind, minutes: value.minutes };
  }
  if (kind !== 'cron' || !('line' in value) || !('zone' in value)) return undefined;
  const { line, zone } = value;
  return typeof line === 'string' && typeof zone === 'string' ? { kind, line, zone } : undefined;
}
