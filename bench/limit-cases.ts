import type { SandboxSettings } from '../src/sandbox/options.ts';
import { idealSeconds, type Limit } from './ideal.ts';
import type { TenantFacts } from './processes.ts';

const day = 86_400_000;
const tierFour: Limit = { perSecond: 50, perMinute: 1000 };
const windowMs = 10 * 3_600_000;

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Calls that a complete read cannot do without, by endpoint, each with its documented limit. */
export interface Need {
  readonly endpoint: string;
  readonly calls: number;
  readonly limit: Limit;
}

export interface LimitCase {
  readonly name: string;
  readonly settings: SandboxSettings;
  readonly streams: readonly string[];
  modules(facts: TenantFacts): Readonly<Record<string, unknown>>;
  needs(facts: TenantFacts): Need[];
}

const pages = (items: number, size: number): number => Math.max(1, Math.ceil(items / size));

/** A tenant's other parts are kept small, so that starting takes no time. */
const small: SandboxSettings = {
  limits: 'documented',
  users: 20,
  departments: 3,
  groups: 0,
  approvals: { definitions: 1, instancesPerDay: 0, days: 1 },
  attendance: { days: 1 },
  bases: [{ tables: 1, records: 10 }],
};

export function limitCases(quick: boolean): LimitCase[] {
  const approvalDays = quick ? 8 : 25;
  const attendanceDays = quick ? 90 : 360;
  const approvalStart = dayText(Date.now() - approvalDays * day);
  const attendanceStart = dayText(Date.now() - attendanceDays * day);
  return [
    {
      name: 'approval',
      settings: { ...small, approvals: { definitions: 1, instancesPerDay: 52, days: approvalDays - 1 } },
      streams: ['approval_*'],
      modules: ({ approvalCodes }) => ({ approval: { approval_codes: approvalCodes, start_date: approvalStart } }),
      needs: ({ instancesByCode }) => {
        const instances = Object.values(instancesByCode).reduce((sum, count) => sum + count, 0);
        const windows = Math.ceil((Date.now() - Date.parse(approvalStart)) / windowMs);
        return [
          {
            endpoint: '/open-apis/approval/v4/instances',
            calls: windows * Object.keys(instancesByCode).length,
            limit: { perMinute: 100 },
          },
          { endpoint: '/open-apis/approval/v4/instances/:instance_id', calls: instances, limit: tierFour },
          {
            endpoint: '/open-apis/approval/v4/approvals/:approval_code',
            calls: Object.keys(instancesByCode).length,
            limit: { perMinute: 100 },
          },
        ];
      },
    },
    ...[1, 3].map((bases) => baseCase(bases, quick)),
    {
      name: 'attendance',
      settings: { ...small, users: quick ? 2_000 : 6_000 },
      streams: ['attendance_user_*'],
      modules: ({ userIds }) => ({ attendance: { employee_ids: userIds, start_date: attendanceStart } }),
      needs: ({ userIds }) => {
        const windows = Math.ceil((Date.now() - Date.parse(attendanceStart)) / (30 * day));
        return ['user_flows', 'user_tasks'].map((kind) => ({
          endpoint: `/open-apis/attendance/v1/${kind}/query`,
          calls: pages(userIds.length, 50) * windows,
          limit: { perSecond: 50 },
        }));
      },
    },
    {
      name: 'contact',
      settings: { ...small, users: 3_000, departments: quick ? 400 : 950, switches: { fetchChildLimit: 10_000 } },
      streams: ['contact_users', 'contact_departments', 'contact_user_departments'],
      modules: () => ({ contact: {} }),
      needs: ({ membersByDepartment }) => [
        {
          endpoint: '/open-apis/contact/v3/departments/:department_id/children',
          calls: pages(membersByDepartment.length - 1, 50),
          limit: tierFour,
        },
        {
          endpoint: '/open-apis/contact/v3/users/find_by_department',
          calls: membersByDepartment.reduce((sum, members) => sum + pages(members, 50), 0),
          limit: tierFour,
        },
      ],
    },
  ];
}

function baseCase(bases: number, quick: boolean): LimitCase {
  const records = Math.round((quick ? 100_000 : 420_000) / bases);
  const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
  return {
    name: bases === 1 ? 'base, one' : `base, ${bases} Bases`,
    settings: { ...small, bases: Array.from({ length: bases }, () => ({ tables: 1, records })) },
    streams: ['base_records'],
    modules: ({ appTokens }) => ({ base: { tables: appTokens.map((token) => ({ app_token: token })) } }),
    needs: () => [
      { endpoint: '/open-apis/bitable/v1/apps/:app_token', calls: bases, limit: { perSecond: 20 } },
      { endpoint: '/open-apis/bitable/v1/apps/:app_token/tables', calls: bases, limit: { perSecond: 20 } },
      { endpoint: search, calls: pages(records, 500) * bases, limit: { perSecond: 20 } },
    ],
  };
}

/** Endpoints have their own limits and are called side by side, so the slowest one decides. */
export function idealOf(needs: readonly Need[]): number {
  return Math.max(...needs.map(({ calls, limit }) => idealSeconds(calls, limit)));
}
