import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { runConfiguredSync } from '../../src/operations/run-configured-sync.ts';
import type { Person } from '../../src/sandbox/people/person.ts';
import { Random } from '../../src/sandbox/random.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';
import { differences, tablesOf } from '../support/truth.ts';

const day = 86_400_000;
const startedAtMs = Date.parse('2026-06-15T08:00:00Z');
const startDate = '2026-05-25';

let folder: string;
let nowMs: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-leavers-'));
  nowMs = startedAtMs;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Punches and results of everyone whom some run has met: as they are in the tenant, or as they were when last told. */
class Expectation {
  readonly #sandbox: Sandbox;
  readonly #met = new Set<number>();
  readonly #punches = new Map<number, Record<string, unknown>[]>();
  readonly #results = new Map<number, Record<string, unknown>[]>();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** A run is about to begin. `isTold` says whether Attendance answers for somebody at all. */
  look(isTold: (person: Person) => boolean): void {
    const { directory, attendance, contactRange } = this.#sandbox.tenant;
    for (const person of directory.people()) if (contactRange.seesPerson(person)) this.#met.add(person.index);
    const window = { fromSeconds: Date.parse(`${startDate}T00:00:00Z`) / 1000, toSeconds: nowMs / 1000 };
    const days = { fromDay: 20260525, toDay: 20270101, withOvertime: true };
    const type = { employee_type: 'employee_id' };
    for (const index of this.#met) {
      const person = directory.personAt(index);
      if (!isTold(person)) continue;
      const flows = attendance.flowsOf(person, window);
      this.#punches.set(
        index,
        flows.map((flow) => ({ ...attendance.flowPayload(flow, person, 'employee_id'), ...type })),
      );
      this.#results.set(
        index,
        [...attendance.tasksOf(person, days)].map((task) => ({ ...task, ...type })),
      );
    }
  }

  get tables(): Record<string, Record<string, unknown>[]> {
    return {
      attendance_user_flows: [...this.#punches.values()].flat(),
      attendance_user_tasks: [...this.#results.values()].flat(),
    };
  }
}

interface Company {
  readonly sandbox: Sandbox;
  readonly expectation: Expectation;
  sync(): Promise<RunReport>;
  expectTruth(): Promise<void>;
}

async function company(
  settings: SandboxOptions,
  { modules, includeTerminated = false }: { modules: 'both' | 'attendance'; includeTerminated?: boolean },
): Promise<Company> {
  const sandbox = await startSandbox({
    limits: 'off',
    startedAtMs,
    now: () => nowMs,
    users: 24,
    departments: 6,
    bases: [{ tables: 1, records: 1 }],
    approvals: { definitions: 1, instancesPerDay: 1, days: 1 },
    attendance: { days: 22, live: true },
    ...settings,
  });
  const streams = { include: modules === 'both' ? ['attendance_user_*', 'contact_*'] : ['attendance_user_*'] };
  const { file, path } = writeTenantConfig(sandbox, { folder, name: 'company', startDate, streams });
  const config = readConfig(file, {});
  const { attendance, contact } = config.source.modules;
  if (attendance === undefined || contact === undefined) throw new Error('not configured');
  const source = {
    ...config.source,
    modules: {
      attendance: { ...attendance, include_terminated: includeTerminated },
      ...(modules === 'both' ? { contact } : {}),
    },
  };
  const clock = { now: () => nowMs, elapsed: () => nowMs, sleep: async () => {} };
  const expectation = new Expectation(sandbox);
  return {
    sandbox,
    expectation,
    // A narrowed range is kept back in Contact; here it is meant.
    sync: async () =>
      await runConfiguredSync({ config: { ...config, source }, clock, observer: {}, acceptDeletes: true }),
    expectTruth: async () => expect(differences(expectation.tables, await tablesOf(path))).toEqual({}),
  };
}

/** What happens to people and punches between two runs. */
function happen({ sandbox: { tenant }, sandbox }: Company, random: Random): void {
  const { directory, attendance } = tenant;
  const present = [...directory.people()];
  const everyone = Array.from({ length: directory.size }, (_, index) => directory.personAt(index));
  const gone = everyone.filter(({ index }) => directory.isResigned(index));
  const pick = <T>(from: readonly T[]): T | undefined => (from.length === 0 ? undefined : random.pick(from));
  for (let step = 0; step < 4; step++) {
    const person = pick(everyone);
    const leaver = pick(gone);
    const from = nowMs / 1000 - 10 * 86_400;
    const punch = person && pick(attendance.flowsOf(person, { fromSeconds: from, toSeconds: nowMs / 1000 }));
    const kind = random.int(7);
    if (kind === 0 && present.length > 5) {
      const next = present.splice(random.int(present.length), 1)[0];
      if (next !== undefined) directory.removePerson(next.openId);
    } else if (kind === 1 && leaver !== undefined) {
      if (directory.isResigned(leaver.index)) directory.restorePerson(leaver.openId);
    } else if (kind === 2) directory.addPerson({ joinTimeSeconds: nowMs / 1000 - 5 * 86_400 });
    else if (kind === 3 && person) attendance.addFlow(person.openId, nowMs / 1000 - random.between(60, 400_000));
    else if (kind === 4 && person && punch) attendance.deleteFlow(person.openId, punch.recordId);
    else if (kind === 5 && person && punch)
      attendance.correctFlow(person.openId, punch.recordId, { comment: `by hand ${step}` });
    else if (kind === 6) {
      const departments = directory.departments.children('0').map(({ openId }) => openId);
      sandbox.setContactRange(random.chance(0.5) ? 'all' : { departments: departments.slice(0, 2), users: [] });
    }
  }
}

describe('attendance of those who come and go', () => {
  test.each([
    { seed: 1, modules: 'both', leavers: 'answered', includeTerminated: false },
    { seed: 2, modules: 'attendance', leavers: 'answered', includeTerminated: false },
    { seed: 3, modules: 'both', leavers: 'on-request', includeTerminated: true },
    { seed: 4, modules: 'attendance', leavers: 'on-request', includeTerminated: false },
    { seed: 5, modules: 'both', leavers: 'refused', includeTerminated: true },
  ] as const)('equals the tenant after each of six runs: $modules, leavers $leavers, $seed', async (example) => {
    const { seed, leavers, includeTerminated } = example;
    const settings = { seed, switches: { attendanceLeavers: leavers, flowsWithoutRecordId: false } };
    const some = await company(settings, example);
    await using sandbox = some.sandbox;
    const { directory } = sandbox.tenant;
    const tells = leavers === 'answered' || (leavers === 'on-request' && includeTerminated);
    const random = new Random(seed);
    for (let run = 0; run < 6; run++) {
      some.expectation.look(({ index }) => tells || !directory.isResigned(index));
      const report = await some.sync();
      expect(report.outcome).toBe('done');
      await some.expectTruth();
      nowMs += day / 2 + random.between(0, day / 2);
      happen(some, random);
    }
  });

  test('people outside the data range of Attendance keep their rows, and a warning names them', async () => {
    const some = await company({}, { modules: 'both' });
    await using sandbox = some.sandbox;
    const [first, second, ...others] = [...sandbox.tenant.directory.people()];
    some.expectation.look(() => true);
    await some.sync();
    nowMs += day;
    sandbox.setAttendanceRange({ users: others.map(({ openId }) => openId) });
    sandbox.tenant.directory.removePerson(first?.openId ?? '');
    some.expectation.look((person) => ![first?.index, second?.index].includes(person.index));
    const report = await some.sync();
    const said = JSON.stringify(report.warnings);
    expect(said).toContain('1 person has left the directory');
    expect(said).toContain('Attendance rejects 1 id,');
    await some.expectTruth();
  });
});
