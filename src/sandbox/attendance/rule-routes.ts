import { contractEndpoints } from '../contract.ts';
import { pageToken, readPageToken } from '../page-token.ts';
import { projection } from '../projection.ts';
import { ApiFailure, type Exchange, type Route } from '../route.ts';
import type { AttendanceService } from './attendance-routes.ts';
import type { AttendanceGroup, Shift } from './roster.ts';
import { groupPayload, shiftPayload } from './rule-payloads.ts';

const prefix = '/open-apis/attendance/v1';

/** Attendance groups and shifts. */
export function ruleRoutes(service: AttendanceService): readonly Route[] {
  const { groups, shifts } = service.simulator.roster;
  return [
    listRoute(
      service,
      `${prefix}/groups`,
      'group_list',
      groups.map((group) => ({ group_id: group.id, group_name: group.name })),
    ),
    listRoute(service, `${prefix}/shifts`, 'shift_list', shifts.map(documented(`${prefix}/shifts`, 'shift_list'))),
    groupRoute(service, groups),
    shiftRoute(shifts),
  ];
}

function listRoute(service: AttendanceService, path: string, key: string, list: readonly unknown[]): Route {
  return {
    method: 'GET',
    path,
    handle: (exchange) => {
      const size = Number(exchange.query.get('page_size') || 10);
      const at = startOf(service, exchange, path);
      const end = at + size;
      const hasMore = end < list.length;
      const token = hasMore ? pageToken(path, end, exchange.nowMs) : '';
      return { data: { [key]: list.slice(at, end), page_token: token, has_more: hasMore } };
    },
  };
}

function groupRoute(service: AttendanceService, groups: readonly AttendanceGroup[]): Route {
  return {
    method: 'GET',
    path: `${prefix}/groups/:group_id`,
    handle: ({ params, query }) => {
      const group = groups.find(({ id }) => id === params.group_id);
      if (group === undefined) throw new ApiFailure(1220600, 'rule does not exist');
      const type = query.get('employee_type') === 'employee_no' ? 'employee_no' : 'employee_id';
      return { data: groupPayload(group, service.directory, type) };
    },
  };
}

function shiftRoute(shifts: readonly Shift[]): Route {
  const path = `${prefix}/shifts/:shift_id`;
  const write = documented(path, undefined);
  return {
    method: 'GET',
    path,
    handle: ({ params }) => {
      const shift = shifts.find(({ id }) => id === params.shift_id);
      if (shift === undefined) throw new ApiFailure(1220600, 'shift does not exist');
      return { data: write(shift) };
    },
  };
}

/** The list and the single shift document different keys; each shows its own. */
function documented(path: string, key: string | undefined): (shift: Shift) => Record<string, unknown> {
  const data =
    contractEndpoints()
      .get(`GET ${path}`)
      ?.response.find((field) => field.name === 'data')?.fields ?? [];
  const fields = key === undefined ? data : (data.find((field) => field.name === key)?.fields ?? []);
  const project = projection(fields, new Set());
  return (shift) => project(shiftPayload(shift));
}

function startOf(service: AttendanceService, exchange: Exchange, path: string): number {
  const clock = { nowMs: exchange.nowMs, lifetimeSeconds: service.switches.pageTokenLifetimeSeconds };
  const at = readPageToken(exchange.query.get('page_token'), path, clock);
  if (at === undefined) throw new ApiFailure(1220001, 'param is invalid: page_token');
  return at;
}
