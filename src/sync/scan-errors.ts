import type { Disappearance } from '../model/destination.ts';
import { TransientError } from '../model/errors.ts';
import { plural } from '../util/plural.ts';

/** More is missing than is likely to have been deleted. */
export function suspiciousError(stream: string, { live, missing }: Disappearance): TransientError {
  return new TransientError({
    code: 'source.scan.suspicious',
    message: {
      en: `${missing} of ${plural(live, 'row')} of ${stream} ${missing === 1 ? 'is' : 'are'} missing upstream; none was marked deleted`,
      zh: `${stream} 的 ${live} 行中有 ${missing} 行不再返回；没有标记任何删除`,
    },
    details: { stream, live, missing },
  });
}

/** What is said to be there, and cannot be read by its id. */
export function unseenError(stream: string, hidden: number): TransientError {
  return new TransientError({
    code: 'source.record.hidden',
    message: {
      en: `${stream}: ${plural(hidden, 'record')} that ${hidden === 1 ? 'is' : 'are'} listed and not held could not be read by id; nothing was marked deleted`,
      zh: `${stream}：有 ${hidden} 条记录已列出但尚未同步，且无法按 ID 读取；没有标记任何删除`,
    },
    details: { stream, hidden },
  });
}
