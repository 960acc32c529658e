import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { CheckResult } from '../../model/source.ts';
import { attendanceEndpoints } from '../../open-platform/endpoints/attendance.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import { readObjects } from '../../util/json.ts';
import type { DirectoryFollower } from '../contact/directory.ts';
import { endsRead } from '../ends-read.ts';
import type { FeedContext } from '../feed.ts';
import type { AttendanceSettings } from './settings.ts';

const badId = 1220004;
const daySeconds = 86_400;
/** People without the id that Attendance asks by are passed over, but not the whole company. */
const mostPeople = 200;

/** One person's punches of the last day: proves the scope, the data range and the type of the ids. */
export async function* checkAttendance(
  settings: AttendanceSettings,
  directory: DirectoryFollower,
  context: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  try {
    const id = settings.employeeIds?.[0] ?? (await someone(settings, directory, context));
    yield id === undefined ? nobody(settings) : await checkPerson(id, settings, context);
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (endsRead(error)) throw error;
    yield failed('people', error.message, error);
  }
}

async function someone(
  { employeeType }: AttendanceSettings,
  directory: DirectoryFollower,
  context: FeedContext,
): Promise<string | undefined> {
  let met = 0;
  for await (const person of directory.people(context, 'attendance')) {
    const id = employeeType === 'employee_id' ? person.userId : person.employeeNo;
    if (id !== null) return id;
    if (++met >= mostPeople) return undefined;
  }
  return undefined;
}

async function checkPerson(
  id: string,
  settings: AttendanceSettings,
  { client, clock, signal }: FeedContext,
): Promise<CheckResult> {
  const now = Math.floor(clock.now() / 1000);
  try {
    const data = await client.call(attendanceEndpoints.queryUserFlows, {
      query: settings.query,
      body: { user_ids: [id], check_time_from: String(now - daySeconds), check_time_to: String(now) },
      signal,
      account: 'attendance',
    });
    const count = readObjects(data, 'user_flow_results').length;
    return line('punches', 'ok', `Reading punches works; ${id} has ${count} in the last 24 hours`);
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (endsRead(error)) throw error;
    if (platformCode(error) !== badId) return failed('punches', error.message, error);
    const what = `Attendance does not know ${id} as ${settings.employeeType}, or the person is outside of the app's data range`;
    return failed('punches', what, error);
  }
}

function nobody({ employeeType }: AttendanceSettings): CheckResult {
  const [field, scope] =
    employeeType === 'employee_id'
      ? ['user_id', 'contact:user.employee_id:readonly']
      : ['employee_no', 'contact:user.employee:readonly'];
  return line(
    'people',
    'failed',
    `The app sees nobody with a ${field}: widen its contact range, and grant ${scope} in the developer console; or name employee_ids`,
  );
}

function line(subject: string, outcome: CheckResult['outcome'], message: string): CheckResult {
  return { module: 'attendance', subject, outcome, message };
}

function failed(subject: string, message: string, error: LarkstreamError): CheckResult {
  return { ...line(subject, 'failed', message), error };
}
