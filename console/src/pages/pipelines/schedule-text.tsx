import type { Pipeline } from '../../data/pipelines.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** When a pipeline runs, in words. */
export function ScheduleText({ schedule }: { readonly schedule: Pipeline['schedule'] }) {
  const said = useTexts(texts);
  if (schedule.kind === 'every') return said.every(schedule.minutes);
  if (schedule.kind === 'cron') return said.cron(schedule.line, schedule.zone);
  return said[schedule.kind];
}
