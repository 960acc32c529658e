import { loadFeeds } from '../../../feeds/load-feeds.ts';
import type { CheckLine } from '../../../model/service/check-report.ts';
import type { CheckResult } from '../../../model/source.ts';
import type { OpenPlatformClient } from '../../../open-platform/open-platform-client.ts';
import type { CheckContext } from './check-context.ts';
import { errorLine, lineOf } from './check-line.ts';

/** Modules whose data a range of people limits, which is set beside the scopes. */
const ranged = ['contact', 'attendance'] as const;
const titles = {
  contact: { en: 'Range of Contact', zh: '通讯录权限范围' },
  attendance: { en: 'Range of Attendance', zh: '考勤数据范围' },
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
  const check = { name: `range.${name}.${subject}`, title: titles[name] };
  if (error === undefined) return lineOf(check, outcome, message);
  return { ...errorLine(check, error), outcome };
}
