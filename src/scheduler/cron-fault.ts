import { CronExpressionParser } from 'cron-parser';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { WallClock } from '../util/wall-time.ts';

const fields: readonly Message[] = [
  { en: 'minute (0–59)', zh: '分钟（0–59）' },
  { en: 'hour (0–23)', zh: '小时（0–23）' },
  { en: 'day of a month (1–31)', zh: '日（1–31）' },
  { en: 'month (1–12)', zh: '月（1–12）' },
  { en: 'day of a week (0–7)', zh: '星期（0–7）' },
];

/** The fields of a cron line. */
export const fieldsOfCron = (line: string): readonly string[] => line.trim().split(/\s+/);

/** A cron line or a zone from which no time follows, as a sentence that goes after the name of its setting. */
export function cronFault({ line, zone }: { readonly line: string; readonly zone: string }): ConfigError {
  const why = reasonOf(line, zone);
  return new ConfigError({
    code: 'config.setting.invalid',
    message: {
      en: `no time follows from the cron line ${JSON.stringify(line)} in ${zone}: ${why.en}`,
      zh: `无法由 cron 表达式 ${JSON.stringify(line)}（时区 ${zone}）得出时间：${why.zh}`,
    },
    cure: {
      en: 'Write five fields, such as `30 2 * * *`, and a zone such as `Asia/Shanghai`.',
      zh: '请写五个字段，例如 `30 2 * * *`，时区例如 `Asia/Shanghai`。',
    },
  });
}

/** The parser says it in English only, and names no field: each is tried by itself. */
function reasonOf(line: string, zone: string): Message {
  if (fails(() => WallClock.of(zone))) return { en: `there is no zone ${zone}`, zh: `没有时区 ${zone}` };
  const given = fieldsOfCron(line);
  if (given.length !== fields.length) return { en: 'it does not have five fields', zh: '它没有五个字段' };
  for (const [at, text] of given.entries()) {
    const alone = fields.map((_, other) => (other === at ? text : '*')).join(' ');
    const field = fields[at];
    if (field === undefined || !fails(() => CronExpressionParser.parse(alone))) continue;
    return { en: `${JSON.stringify(text)} is no ${field.en}`, zh: `${JSON.stringify(text)} 不是${field.zh}` };
  }
  return { en: 'no month that it names has such a day', zh: '所列月份中没有这一天' };
}

function fails(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
