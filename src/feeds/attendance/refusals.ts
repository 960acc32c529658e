import { ConfigError, type LarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { plural } from '../../util/plural.ts';

const maxNamed = 20;

/** Which ids are left out, for a warning. */
export function describeRefused(refused: readonly string[]): Message {
  const { named, count } = listed(refused);
  return {
    en: `Attendance rejects ${plural(count, 'id, which is', 'ids, which are')} unknown or outside the app's data range: ${named.en}`,
    zh: `考勤拒绝了 ${count} 个员工 ID，它们不存在或不在应用的数据权限范围内：${named.zh}`,
  };
}

/** Which leavers are missing in this run, for a warning. */
export function describeRefusedLeavers(refused: readonly string[]): Message {
  const { named, count } = listed(refused);
  return {
    en: `${plural(count, 'person has', 'people have')} left the directory and Attendance rejects their ids (${named.en}). Their punches since the last run are missing, and later corrections and deletions are not applied. If this warning repeats, set modules.attendance.include_terminated`,
    zh: `${count} 人已离开通讯录，考勤拒绝了他们的 ID（${named.zh}）。上次运行之后的打卡会缺失，此后的更正和删除也不会同步。若该警告反复出现，请设置 modules.attendance.include_terminated`,
  };
}

function listed(ids: readonly string[]): { readonly named: Message; readonly count: number } {
  const named = ids.slice(0, maxNamed).join(', ');
  const more = ids.length - maxNamed;
  return {
    count: ids.length,
    named: more > 0 ? { en: `${named} and ${more} more`, zh: `${named} 等` } : { en: named, zh: named },
  };
}

/** Every id was refused, so leavers are not the reason: the data range or the type of the ids is wrong. */
export function nobodyAllowed(count: number): LarkstreamError {
  return new ConfigError({
    code: 'lark.range.denied',
    message: {
      en: `Attendance rejects the ids of all ${plural(count, 'person', 'people')}: none is in the data range of the app, or the ids have another type`,
      zh: `考勤拒绝了全部 ${count} 人的 ID：均不在应用的数据范围内，或 ID 类型不符`,
    },
    cure: {
      en: 'Set the data range of the app in the attendance admin console (Settings > Data permissions), and check `employee_id_type`.',
      zh: '在考勤管理后台（设置 > 数据权限）设置应用的数据范围，并检查 `employee_id_type`。',
    },
  });
}
