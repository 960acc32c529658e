import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { CheckResult } from '../../model/source.ts';
import { plural } from '../../util/plural.ts';
import { walkAlone } from '../contact/walk-alone.ts';
import type { DirectoryFollower } from '../directory.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { AttendanceQuery } from './attendance-query.ts';
import type { AttendanceConfig } from './config.ts';
import { flowsKind } from './kinds.ts';
import { nobodyAllowed } from './refusals.ts';

const daySeconds = 86_400;
/** One call's worth. */
const sample = 50;
/** People without the id that Attendance asks by are passed over, but not the whole company. */
const maxPeople = 200;
const range: Message = {
  en: "the app's data range in the attendance admin console (Settings > Data permissions)",
  zh: '应用在考勤管理后台（设置 > 数据权限）的数据范围',
};

/** Some people's punches of the last day: proves the scope, the data range and the type of the ids. */
export async function* checkAttendance(
  settings: AttendanceConfig,
  directory: DirectoryFollower,
  context: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  try {
    const ids = settings.employeeIds?.slice(0, sample) ?? (await someIds(settings, directory, context));
    yield ids.length === 0 ? nobody(settings) : await checkPeople(ids, settings, context);
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    yield failed('punches', error.texts.message, error);
  }
}

async function someIds(
  { employeeType }: AttendanceConfig,
  directory: DirectoryFollower,
  context: FeedContext,
): Promise<readonly string[]> {
  const ids = new Set<string>();
  let met = 0;
  for await (const person of directory.people(context, 'attendance', walkAlone)) {
    const id = employeeType === 'employee_id' ? person.userId : person.employeeNo;
    if (id !== null) ids.add(id);
    if (ids.size >= sample || ++met >= maxPeople) break;
  }
  return [...ids];
}

async function checkPeople(
  ids: readonly string[],
  settings: AttendanceConfig,
  { client, clock, signal }: FeedContext,
): Promise<CheckResult> {
  const nowMs = clock.now();
  const to = Math.floor(nowMs / 1000);
  const query = new AttendanceQuery({ client, signal, settings, nowMs });
  let punches = 0;
  for await (const results of query.ask(flowsKind, ids, { unit: 'seconds', from: to - daySeconds, to })) {
    punches += results.length;
  }
  const refused = ids.filter((id) => query.refused.has(id));
  if (refused.length === ids.length) {
    const error = nobodyAllowed(ids.length);
    return failed('punches', error.texts.message, error);
  }
  if (refused.length > 0) {
    const named = refused.slice(0, 5).join(', ');
    return line('punches', 'warning', {
      en: `Attendance rejects the ids of ${refused.length} of ${plural(ids.length, 'person', 'people')} (${named}): they are no valid ${settings.employeeType}, or outside ${range.en}`,
      zh: `考勤拒绝了 ${ids.length} 人中 ${refused.length} 人的 ID（${named}）：不是有效的 ${settings.employeeType}，或不在${range.zh}内`,
    });
  }
  return line('punches', 'ok', {
    en: `Reading punches works; ${plural(ids.length, 'person', 'people')} had ${punches} in the last 24 hours`,
    zh: `可以读取打卡流水；${ids.length} 人在最近 24 小时有 ${punches} 条`,
  });
}

function nobody({ employeeType }: AttendanceConfig): CheckResult {
  const [field, scope] =
    employeeType === 'employee_id'
      ? ['user_id', 'contact:user.employee_id:readonly']
      : ['employee_no', 'contact:user.employee:readonly'];
  return line('people', 'failed', {
    en: `No person whom the app can see has a ${field}. Widen the contact range and grant ${scope} in the developer console, or set \`employee_ids\``,
    zh: `应用可见的人员都没有 ${field}。请扩大通讯录权限范围，并在开发者后台开通 ${scope}；或填写 \`employee_ids\``,
  });
}

function line(subject: string, outcome: CheckResult['outcome'], message: Message): CheckResult {
  return { module: 'attendance', subject, outcome, message };
}

function failed(subject: string, message: Message, error: LarkstreamError): CheckResult {
  return { ...line(subject, 'failed', message), error };
}
