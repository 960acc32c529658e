import { loadFeeds } from '../../../feeds/load-feeds.ts';
import type { Message } from '../../../model/message.ts';
import type { CheckLine } from '../../../model/service/check-report.ts';
import type { CheckResult } from '../../../model/source.ts';
import type { OpenPlatformClient } from '../../../open-platform/open-platform-client.ts';
import type { CheckContext } from './check-context.ts';
import { errorLine, lineOf } from './check-line.ts';

/** Modules whose data a range of people limits, which is set beside the scopes. */
const ranged = ['contact', 'attendance'] as const;
const titles: Readonly<Record<(typeof ranged)[number], Message>> = {
  contact: { en: 'Range of Contact', zh: '通讯录权限范围' },
  attendance: { en: 'Range of Attendance', zh: '考勤数据范围' },
};
/** Of those that say something else than the whole range: each line says by its title what it looked at. */
const titlesOfSubjects: Readonly<Record<string, Message>> = {
  'contact.department_ids': { en: 'Departments of Contact', zh: '通讯录的部门' },
  'contact.people': { en: 'People of Contact', zh: '通讯录的人员' },
  'contact.fields': { en: 'Fields of people', zh: '人员的字段' },
  'attendance.people': { en: 'People of Attendance', zh: '考勤的人员' },
};

/** Whom the app may see, and whose attendance: by the first pipeline that reads each. */
export async function* checkRanges(context: CheckContext, client: OpenPlatformClient): AsyncGenerator<CheckLine> {
  const { modules, clock, logger, signal } = context;
  for (const name of ranged) {
    const settings = modules.find((one) => one[name] !== undefined);
    if (settings === undefined) continue;
    const feeds = (await loadFeeds(settings))();
    const feed = feeds.find(({ module }) => module === name);
    if (feed === undefined) continue;
    try {
      for await (const result of feed.check({ client, clock, logger, signal })) yield toLine(name, result);
    } catch (thrown) {
      yield errorLine({ name: `range.${name}`, title: titles[name] }, thrown);
    }
  }
}

function toLine(name: (typeof ranged)[number], { subject, outcome, message, error }: CheckResult): CheckLine {
  const check = { name: `range.${name}.${subject}`, title: titlesOfSubjects[`${name}.${subject}`] ?? titles[name] };
  if (error === undefined) return lineOf(check, outcome, message);
  return { ...errorLine(check, error), outcome };
}
