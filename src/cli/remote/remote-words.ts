import type { ApiSchemas } from '../../client/contract/schemas.ts';
import { formatCount } from '../print/numbers.ts';
import type { RemoteTexts } from '../texts/remote-texts.ts';

/** A moment of the API as tables show it: UTC, to the minute. */
export function shortTime(instant: string | null): string {
  return instant === null ? '–' : instant.slice(0, 16).replace('T', ' ');
}

/** When a pipeline runs by itself, in a word or two. */
export function scheduleOf(schedule: ApiSchemas['Schedule'], { schedules }: Pick<RemoteTexts, 'schedules'>): string {
  if (schedule.kind === 'every') return schedules.every(schedule.minutes);
  return schedule.kind === 'cron' ? `${schedule.line} (${schedule.zone})` : schedules[schedule.kind];
}

/** When a pipeline runs next. A live one is always at work; when it is looked after tells people nothing. */
export function dueOf({ schedule, dueAt }: Pick<ApiSchemas['Pipeline'], 'schedule' | 'dueAt'>): string {
  return shortTime(schedule.kind === 'live' ? null : dueAt);
}

/** How many rows a run has read so far. */
export function rowsOf({ progress }: Pick<ApiSchemas['Run'], 'progress'>): string {
  return progress === null ? '–' : formatCount(progress.rows);
}
