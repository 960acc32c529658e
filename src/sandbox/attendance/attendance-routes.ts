import type { ContactRange } from '../people/contact-range.ts';
import type { Directory } from '../people/directory.ts';
import type { Person } from '../people/person.ts';
import { isSet } from '../query-flag.ts';
import { ApiFailure, type Exchange, type Route } from '../route.ts';
import type { SandboxSwitches } from '../sandbox-options.ts';
import type { AttendanceSimulator, EmployeeType } from './attendance-simulator.ts';
import { dayOfNumber } from './work-day.ts';

/** What the routes of Attendance work on. */
export interface AttendanceService {
  readonly simulator: AttendanceSimulator;
  readonly directory: Directory;
  readonly range: () => ContactRange;
  readonly switches: SandboxSwitches;
}

const prefix = '/open-apis/attendance/v1';
const maxBatchSize = 50;

/** Punches and daily results: batches of at most 50 people, no paging. */
export function attendanceRoutes(service: AttendanceService): readonly Route[] {
  return [userFlows(service), userTasks(service)];
}

/** Half-open window in seconds, as text; one bad id fails the whole batch (1220004). */
function userFlows(service: AttendanceService): Route {
  return {
    method: 'POST',
    path: `${prefix}/user_flows/query`,
    handle: (exchange) => {
      const fromSeconds = secondsOf(exchange.body.check_time_from, 'check_time_from');
      const toSeconds = secondsOf(exchange.body.check_time_to, 'check_time_to');
      checkSpan(service, fromSeconds / 86_400, toSeconds / 86_400);
      const employeeType = employeeTypeOf(exchange);
      const asked = sorted(service, exchange);
      refuseBadIds(asked);
      const results = asked.people.flatMap((person) =>
        service.simulator
          .flowsOf(person, { fromSeconds, toSeconds })
          .map((flow) => service.simulator.flowPayload(flow, person, employeeType)),
      );
      return { data: { user_flow_results: orNull(service, results) } };
    },
  };
}

/** With `ignore_invalid_users` bad ids are named in the answer instead of failing it. */
function userTasks(service: AttendanceService): Route {
  return {
    method: 'POST',
    path: `${prefix}/user_tasks/query`,
    handle: (exchange) => {
      const fromDay = dateOf(exchange.body.check_date_from, 'check_date_from');
      const toDay = dateOf(exchange.body.check_date_to, 'check_date_to');
      checkSpan(service, dayOfNumber(fromDay) ?? 0, (dayOfNumber(toDay) ?? 0) + 1);
      const asked = sorted(service, exchange);
      if (!isSet(exchange.query, 'ignore_invalid_users')) refuseBadIds(asked);
      const window = {
        fromDay,
        toDay,
        employeeType: employeeTypeOf(exchange),
        withOvertime: exchange.body.need_overtime_result === true,
      };
      const results = asked.people.flatMap((person) => [...service.simulator.tasksOf(person, window)]);
      return {
        data: {
          user_task_results: orNull(service, results),
          invalid_user_ids: asked.unknown,
          unauthorized_user_ids: asked.outOfRange,
        },
      };
    },
  };
}

interface AskedPeople {
  readonly people: readonly Person[];
  readonly unknown: readonly string[];
  readonly outOfRange: readonly string[];
}

function sorted(service: AttendanceService, exchange: Exchange): AskedPeople {
  const ids = Array.isArray(exchange.body.user_ids) ? exchange.body.user_ids.map(String) : [];
  if (ids.length === 0 || ids.length > maxBatchSize) throw invalid('user_ids: 1 to 50');
  const people: Person[] = [];
  const unknown: string[] = [];
  const outOfRange: string[] = [];
  const byNumber = employeeTypeOf(exchange) === 'employee_no';
  const range = service.range();
  for (const id of new Set(ids)) {
    const person = byNumber ? service.directory.byEmployeeNo(id) : service.directory.byId(id, 'user_id');
    if (person === undefined || !isTold(service, person, exchange)) unknown.push(id);
    else if (range.seesPerson(person)) people.push(person);
    else outOfRange.push(id);
  }
  return { people, unknown, outOfRange };
}

/** `include_terminated_user` is documented for ids that were given out again; whether it also hides plain leavers is not said. */
function isTold({ directory, switches }: AttendanceService, { index }: Person, { query }: Exchange): boolean {
  if (!directory.isResigned(index) || switches.attendanceLeavers === 'answered') return true;
  return switches.attendanceLeavers === 'on-request' && isSet(query, 'include_terminated_user');
}

/** 1220005 when the data range of the attendance console covers none of the people asked for, 1220004 when single ids are at fault. */
function refuseBadIds({ people, unknown, outOfRange }: AskedPeople): void {
  if (people.length === 0 && unknown.length === 0 && outOfRange.length > 0) {
    throw new ApiFailure(1220005, 'Permission denied: set the data range in the attendance admin console');
  }
  if (unknown.length === 0 && outOfRange.length === 0) return;
  const ids = [...unknown, ...outOfRange].join(',');
  throw new ApiFailure(1220004, `user_id is not exist or does not have permission: ${ids}`);
}

function checkSpan(service: AttendanceService, fromDays: number, toDays: number): void {
  if (fromDays > toDays) throw invalid('the window ends before it begins');
  const { flowsMaxSpanDays } = service.switches;
  if (flowsMaxSpanDays !== null && toDays - fromDays > flowsMaxSpanDays) {
    throw invalid(`the window is longer than ${flowsMaxSpanDays} days`);
  }
}

function secondsOf(value: unknown, name: string): number {
  if (typeof value !== 'string' || !/^\d{1,11}$/.test(value)) throw invalid(`${name} is seconds as text`);
  return Number(value);
}

function dateOf(value: unknown, name: string): number {
  if (typeof value !== 'number' || dayOfNumber(value) === undefined) throw invalid(`${name} is a day such as 20261120`);
  return value;
}

function employeeTypeOf(exchange: Exchange): EmployeeType {
  return exchange.query.get('employee_type') === 'employee_no' ? 'employee_no' : 'employee_id';
}

function invalid(reason: string): ApiFailure {
  return new ApiFailure(1220001, `param is invalid: ${reason}`);
}

function orNull(service: AttendanceService, list: readonly unknown[]): readonly unknown[] | null {
  return list.length === 0 && service.switches.emptyLists === 'null' ? null : list;
}
