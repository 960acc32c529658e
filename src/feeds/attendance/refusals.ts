import { ConfigError, type LarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { plural } from '../../util/plural.ts';

const maxNamed = 20;

/** Which ids are left out, for a warning. */
export function describeRefused(refused: readonly string[]): Message {
  const { named, count } = listed(refused);
  return {
    en: `Attendance does not know ${plural(count, 'id, or it lies', 'ids, or they lie')} outside of the app's data range: ${named.en}`,
    zh: `考勤不认识 ${count} 个员工 ID，或者它们不在应用的数据权限范围内：${named.zh}`,
  };
}

/** Which leavers are missing in this run, for a warning. */
export function describeRefusedLeavers(refused: readonly string[]): Message {
  const { named, count } = listed(refused);
  return {
    en: `${plural(count, 'person is', 'people are')} no longer in the directory, and Attendance refuses to answer for them (${named.en}): their punches since the last run are missing, and what was corrected or deleted since stays as it was. If this goes on, set modules.attendance.include_terminated`,
    zh: `${count} 人已不在通讯录中，考勤拒绝返回他们的数据（${named.zh}）：上次运行之后的打卡会缺失，之后被更正或删除的打卡保持原样。若一直如此，请设置 modules.attendance.include_terminated`,
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
      en: `Attendance refused all people (${count}): none is in the data range of the app, or the ids have another type`,
      zh: `考勤拒绝了所查的全部 ${count} 人：无人在应用的数据范围内，或 ID 类型不符`,
    },
    cure: {
      en: 'Set the data range of the app in the attendance admin console (Settings > Data permissions), and check `employee_id_type`.',
      zh: '在考勤管理后台（设置 > 数据权限）设置应用的数据范围，并检查 `employee_id_type`。',
    },
  });
}
