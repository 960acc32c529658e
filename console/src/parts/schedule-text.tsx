import type { Pipeline } from '../data/pipelines.ts';
import { plural } from '../texts/plural.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';

const texts = defineTexts({
  manual: { en: 'Manual', zh: '手动' },
  live: { en: 'Live', zh: '实时' },
  every: {
    en: (minutes: number) =>
      minutes % 60 === 0 ? everyHours(minutes / 60) : `Every ${minutes} ${plural(minutes, 'minute', 'minutes')}`,
    zh: (minutes) => (minutes % 60 === 0 ? `每 ${minutes / 60} 小时` : `每 ${minutes} 分钟`),
  },
  cron: { en: (line: string, zone: string) => `${line} (${zone})`, zh: (line, zone) => `${line}（${zone}）` },
});

function everyHours(hours: number): string {
  return hours === 1 ? 'Every hour' : `Every ${hours} hours`;
}

/** When a pipeline runs, in words. */
export function ScheduleText({ schedule }: { readonly schedule: Pipeline['schedule'] }) {
  const said = useTexts(texts);
  if (schedule.kind === 'every') return said.every(schedule.minutes);
  if (schedule.kind === 'cron') return said.cron(schedule.line, schedule.zone);
  return said[schedule.kind];
}
