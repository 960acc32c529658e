/**
 * Calls that a complete first read cannot do without, from the size of the tenant and the documented page sizes and windows
 * alone: nothing here comes from the client that is measured.
 */
import type { Limit, Need } from './ideal.ts';
import type { TenantFacts } from './tenant-process.ts';

const fourthTier: Limit = { perSecond: 50, perMinute: 1000 };
const hundredPerMinute: Limit = { perMinute: 100 };
const basePerSecond: Limit = { perSecond: 20 };
const attendancePerSecond: Limit = { perSecond: 50 };
/** No number is published for it. It is one call. */
const unpublished: Limit = {};

/** An empty list is a call too. */
const pages = (items: number, size: number): number => Math.max(1, Math.ceil(items / size));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Windows of ten hours with their pages of 100, one detail for each instance, one definition for each code. */
export function approvalNeeds({ instancesByWindow }: TenantFacts): Need[] {
  const prefix = '/open-apis/approval/v4';
  const windows = instancesByWindow.flat();
  return [
    { endpoint: `${prefix}/instances`, calls: sum(windows.map((n) => pages(n, 100))), limit: hundredPerMinute },
    { endpoint: `${prefix}/instances/:instance_id`, calls: sum(windows), limit: fourthTier },
    { endpoint: `${prefix}/approvals/:approval_code`, calls: instancesByWindow.length, limit: hundredPerMinute },
  ];
}

/** For each Base itself and its tables; for each table fields, views and pages of 500 records. */
export function baseNeeds({ bases }: TenantFacts): Need[] {
  const prefix = '/open-apis/bitable/v1/apps/:app_token';
  const table = `${prefix}/tables/:table_id`;
  const tables = bases.flatMap((base) => base.tables);
  return [
    { endpoint: prefix, calls: bases.length, limit: basePerSecond },
    { endpoint: `${prefix}/tables`, calls: sum(bases.map((b) => pages(b.tables.length, 100))), limit: basePerSecond },
    { endpoint: `${table}/fields`, calls: sum(tables.map((t) => pages(t.fields, 100))), limit: basePerSecond },
    { endpoint: `${table}/views`, calls: sum(tables.map((t) => pages(t.views, 100))), limit: basePerSecond },
    { endpoint: `${table}/records/search`, calls: sum(tables.map((t) => pages(t.records, 500))), limit: basePerSecond },
  ];
}

export interface AttendanceSpan {
  readonly punchWindows: number;
  readonly resultWindows: number;
}

/** Fifty people and at most thirty days a call, twice; groups one by one, shifts by pages; and who the people are. */
export function attendanceNeeds(facts: TenantFacts, { punchWindows, resultWindows }: AttendanceSpan): Need[] {
  const prefix = '/open-apis/attendance/v1';
  const batches = pages(facts.people, 50);
  const rules: readonly (readonly [string, number])[] = [
    ['user_flows/query', batches * punchWindows],
    ['user_tasks/query', batches * resultWindows],
    ['groups', pages(facts.attendanceGroups, 50)],
    ['groups/:group_id', facts.attendanceGroups],
    ['shifts', pages(facts.attendanceShifts, 50)],
  ];
  return [
    ...directoryNeeds(facts),
    ...rules.map(([path, calls]) => ({ endpoint: `${prefix}/${path}`, calls, limit: attendancePerSecond })),
  ];
}

/** The directory, user groups with their members, and the two lists that explain codes. */
export function contactNeeds(facts: TenantFacts): Need[] {
  const prefix = '/open-apis/contact/v3';
  const ofType = (type: 1 | 2) => facts.userGroups.filter((group) => group.type === type);
  // People and departments are two lists; a list that the group says is empty needs no call.
  const memberPages = (members: number): number => Math.ceil(members / 100);
  return [
    ...directoryNeeds(facts),
    {
      endpoint: `${prefix}/group/simplelist`,
      calls: pages(ofType(1).length, 100) + pages(ofType(2).length, 100),
      limit: fourthTier,
    },
    {
      endpoint: `${prefix}/group/:group_id/member/simplelist`,
      calls: sum(facts.userGroups.map(({ users, departments }) => memberPages(users) + memberPages(departments))),
      limit: fourthTier,
    },
    { endpoint: `${prefix}/custom_attrs`, calls: 1, limit: fourthTier },
    { endpoint: `${prefix}/employee_type_enums`, calls: 1, limit: unpublished },
  ];
}

/** Departments by fifties; of each department, and of the root, the direct members by fifties. */
function directoryNeeds({ departmentMembers, departmentPages }: TenantFacts): Need[] {
  const prefix = '/open-apis/contact/v3';
  return [
    { endpoint: `${prefix}/departments/:department_id/children`, calls: departmentPages, limit: fourthTier },
    {
      endpoint: `${prefix}/users/find_by_department`,
      calls: sum(departmentMembers.map((members) => pages(members, 50))),
      limit: fourthTier,
    },
  ];
}
