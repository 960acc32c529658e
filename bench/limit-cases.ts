import type { SandboxOptions } from '../src/sandbox/sandbox-options.ts';
import type { Need } from './ideal.ts';
import { baseModules } from './measure.ts';
import { approvalNeeds, attendanceNeeds, baseNeeds, contactNeeds } from './necessary.ts';
import { smallTenant, type TenantFacts } from './tenant-process.ts';

const dayMs = 86_400_000;
const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export interface LimitCase {
  readonly name: string;
  readonly settings: SandboxOptions;
  readonly historySinceMs: number;
  readonly streams: readonly string[];
  modules(facts: TenantFacts): Readonly<Record<string, unknown>>;
  needs(facts: TenantFacts): Need[];
  /** How many rows some tables must have in the end. */
  rows(facts: TenantFacts): Readonly<Record<string, number>>;
  describe(facts: TenantFacts): string;
}

const count = (n: number): string => n.toLocaleString('en');

/** Sizes with which each module takes a good while at the limit. */
export function limitCases({ quick, now }: { readonly quick: boolean; readonly now: number }): LimitCase[] {
  return [
    approvalCase(quick ? 8 : 25, now),
    baseCase(1, quick),
    baseCase(3, quick),
    attendanceCase(quick ? 6_000 : 40_000, now),
    contactCase(quick ? 400 : 950),
  ];
}

/** More than a thousand details, so that the limit per minute counts besides the one per second. */
function approvalCase(days: number, now: number): LimitCase {
  const startDate = dayText(now - days * dayMs);
  const instances = ({ instancesByWindow }: TenantFacts): number => instancesByWindow.flat().reduce((a, b) => a + b, 0);
  return {
    name: 'approval',
    settings: { ...smallTenant, approvals: { definitions: 1, instancesPerDay: 56, days } },
    historySinceMs: Date.parse(startDate),
    streams: ['approval_*'],
    modules: ({ approvalCodes }) => ({ approval: { approval_codes: approvalCodes, start_date: startDate } }),
    needs: approvalNeeds,
    rows: (facts) => ({ approval_instances: instances(facts), approval_definitions: facts.approvalCodes.length }),
    describe: (facts) => `approval, ${count(instances(facts))} instances in ${days} days`,
  };
}

function baseCase(bases: number, quick: boolean): LimitCase {
  const records = Math.round((quick ? 100_000 : 600_000) / bases);
  const total = (facts: TenantFacts): number =>
    facts.bases.flatMap(({ tables }) => tables).reduce((sum, table) => sum + table.records, 0);
  return {
    name: `base-${bases}`,
    settings: { ...smallTenant, bases: Array.from({ length: bases }, () => ({ tables: 1, records })) },
    historySinceMs: Date.now(),
    streams: ['base_*'],
    modules: baseModules,
    needs: baseNeeds,
    rows: (facts) => ({ base_records: total(facts), base_tables: bases }),
    describe: (facts) => `base, ${count(total(facts))} records in ${bases === 1 ? 'one Base' : `${bases} Bases`}`,
  };
}

/**
 * Three windows each of which the last one has content: 50 full windows of 30 days a second would be 150,000 punches a second,
 * and then not the limit decides.
 */
function attendanceCase(users: number, now: number): LimitCase {
  const startDate = dayText(now - 75 * dayMs);
  return {
    name: 'attendance',
    settings: { ...smallTenant, users, departments: 60, attendance: { days: 2 } },
    historySinceMs: now,
    streams: ['attendance_*'],
    modules: () => ({ attendance: { start_date: startDate } }),
    needs: (facts) => attendanceNeeds(facts, { punchWindows: 3, resultWindows: 3 }),
    rows: (facts) => ({
      attendance_groups: facts.attendanceGroups,
      attendance_shifts: facts.attendanceShifts,
    }),
    describe: ({ people }) => `attendance, ${count(people)} people, 75 days`,
  };
}

function contactCase(departments: number): LimitCase {
  return {
    name: 'contact',
    settings: { ...smallTenant, users: 3_000, departments, groups: 6 },
    historySinceMs: Date.now(),
    streams: ['contact_*'],
    modules: () => ({ contact: {} }),
    needs: contactNeeds,
    rows: ({ people, departments, userGroups }) => ({
      contact_users: people,
      contact_departments: departments,
      contact_groups: userGroups.length,
    }),
    describe: ({ people, departments }) => `contact, ${count(people)} people in ${count(departments)} departments`,
  };
}
