import { afterEach, describe, expect, test } from 'vitest';
import { createSource } from '../../src/app/create-source.ts';
import { parseSource } from '../../src/config/read-source.ts';
import { TransientError } from '../../src/model/errors.ts';
import type { Hint } from '../../src/model/hint.ts';
import type { Source } from '../../src/model/source.ts';
import { fromStored } from '../../src/model/source-state.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { HeldRows } from '../support/held-rows.ts';

/** Wednesday 2026-09-16, 12:00 in Shanghai. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);
const sources: Source[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
});

async function start(settings: SandboxOptions = {}): Promise<Sandbox> {
  return await startSandbox({
    limits: 'off',
    startedAtMs,
    now: () => startedAtMs,
    users: 60,
    departments: 9,
    approvals: { definitions: 1, instancesPerDay: 1, days: 1 },
    bases: [{ tables: 1, records: 1 }],
    ...settings,
  });
}

interface SyncFixture {
  readonly held: HeldRows;
  /** Reads everything, from what the last snapshot remembered. */
  snapshot(): Promise<void>;
  follow(...hints: readonly Hint[]): Promise<void>;
  /** From now on the destination fails to tell what was remembered. */
  loseState(): void;
}

async function createFixture(sandbox: Sandbox, modules: JsonObject): Promise<SyncFixture> {
  const { appId, appSecret } = sandbox.options;
  const { settings } = parseSource(
    {
      base_url: sandbox.url,
      rate_limit_scale: 0,
      credentials: { auth_type: 'custom_app', app_id: appId, app_secret: appSecret },
      modules,
    },
    'feishu',
  );
  const { source } = await createSource({
    settings,
    clock: { now: () => startedAtMs, elapsed: () => startedAtMs, sleep: async () => {} },
  });
  sources.push(source);
  const { streams } = await source.discover();
  const held = new HeldRows(streams);
  const names = new Set(streams.map(({ name }) => name));
  const refresher = source.refresher();
  const { signal } = new AbortController();
  let isLost = false;
  return {
    held,
    loseState: () => {
      isLost = true;
    },
    snapshot: async () => {
      const state = fromStored(held.state);
      await held.take(source.read({ streams: names, fresh: new Set(), state, acceptDeletes: false, signal }));
    },
    follow: async (...hints) => {
      const state = async () => {
        if (isLost) throw new TransientError({ code: 'destination.write.failed', message: { en: 'gone', zh: '没了' } });
        return fromStored(held.state);
      };
      await held.take(refresher.refresh({ hints, streams: names, state, signal }));
    },
  };
}

const contactTables = ['contact_users', 'contact_user_departments', 'contact_departments'];
const tablesOf = ({ held }: SyncFixture, tables: readonly string[] = contactTables) =>
  Object.fromEntries(tables.map((table) => [table, held.rows(table)]));

describe('every status that a person can have', () => {
  const flags = ['isFrozen', 'isResigned', 'isActivated', 'isExited', 'isUnjoin'] as const;
  const statuses = Array.from({ length: 2 ** flags.length }, (_, number) =>
    Object.fromEntries(flags.map((flag, bit) => [flag, (number & (1 << bit)) !== 0])),
  );

  test.each(['open_id', 'union_id'])(
    'a change of status counts as in a snapshot: only people who resigned are deleted (%s)',
    async (userIdType) => {
      await using sandbox = await start({ switches: { contactResigned: 'answered' } });
      const modules = { contact: { user_id_type: userIdType } };
      const live = await createFixture(sandbox, modules);
      await live.snapshot();
      const { directory } = sandbox.tenant;
      const people = [...directory.people()].slice(0, statuses.length);
      for (const [index, { openId }] of people.entries()) directory.updatePerson(openId, statuses[index] ?? {});
      await live.follow(
        ...people.map(({ openId }): Hint => ({ module: 'contact', kind: 'person', target: { openId, isGone: false } })),
      );

      const anew = await createFixture(sandbox, modules);
      await anew.snapshot();
      expect(tablesOf(live)).toEqual(tablesOf(anew));
      const followed = tablesOf(live);
      await live.snapshot();
      expect(tablesOf(live)).toEqual(followed);
      const there = new Set(live.held.rows('contact_users').map(({ open_id }) => open_id));
      for (const [index, { openId }] of people.entries())
        expect([statuses[index], there.has(openId)]).toEqual([statuses[index], statuses[index]?.isResigned !== true]);
    },
  );

  test.each(['answered', 'left-out'] as const)(
    'who leaves is gone, live and not, resigned people %s',
    async (contactResigned) => {
      await using sandbox = await start({ switches: { contactResigned } });
      const live = await createFixture(sandbox, { contact: {} });
      await live.snapshot();
      const [, leaver, exited] = sandbox.tenant.directory.people();
      const [one = '', two = ''] = [leaver?.openId, exited?.openId];
      sandbox.tenant.directory.removePerson(one);
      sandbox.tenant.directory.updatePerson(two, { isExited: true });
      await live.follow(
        { module: 'contact', kind: 'person', target: { openId: one, isGone: true } },
        { module: 'contact', kind: 'person', target: { openId: two, isGone: false } },
      );
      const rows = live.held.rows('contact_users');
      expect(rows.some(({ open_id }) => open_id === one)).toBe(false);
      expect(rows.find(({ open_id }) => open_id === two)).toMatchObject({ status: { is_exited: true } });
      const followed = tablesOf(live);
      await live.snapshot();
      expect(tablesOf(live)).toEqual(followed);
    },
  );
});

describe('people who come into sight', () => {
  const attendanceTables = ['attendance_user_flows', 'attendance_user_tasks'];
  const modules = { contact: {}, attendance: { lookback_days: 7 } };
  const day = 86_400_000;

  interface Arrival {
    readonly name: string;
    /** Does it, and gives the hints that the platform's events make; returns whose rows are to be there. */
    happen(sandbox: Sandbox): { readonly hints: readonly Hint[]; readonly openIds: readonly string[] };
    readonly settings?: (directory: Sandbox['tenant']['directory']) => SandboxOptions['contactRange'];
  }

  const peopleBelow = ({ tenant: { directory } }: Sandbox, departmentId: string): string[] =>
    [...directory.people()]
      .filter(({ departments }) => departments.some((id) => directory.departments.lineage(id).includes(departmentId)))
      .map(({ openId }) => openId);
  const topOf = ({ tenant: { directory } }: Sandbox, at: number): string =>
    directory.departments.children('0')[at]?.openId ?? '';
  const partial = (directory: Sandbox['tenant']['directory']): SandboxOptions['contactRange'] => ({
    departments: [directory.departments.children('0')[0]?.openId ?? ''],
    users: [],
  });

  const arrivals: readonly Arrival[] = [
    {
      name: 'a range that is widened',
      settings: partial,
      happen: (sandbox) => {
        sandbox.setContactRange('all');
        return {
          hints: [{ module: 'contact', kind: 'everything', target: {} }],
          openIds: [...sandbox.tenant.directory.people()].map(({ openId }) => openId),
        };
      },
    },
    {
      name: 'a new hire',
      happen: ({ tenant: { directory, attendance } }) => {
        const { openId } = directory.addPerson({ joinTimeSeconds: startedAtMs / 1000 - 2 * 86_400 });
        attendance.addFlow(openId, startedAtMs / 1000 - 3_600);
        return { hints: [{ module: 'contact', kind: 'person', target: { openId, isGone: false } }], openIds: [openId] };
      },
    },
    {
      name: 'a department that is moved into the range, with those below it',
      settings: partial,
      happen: (sandbox) => {
        const { directory } = sandbox.tenant;
        const moved = topOf(sandbox, 1);
        const below = directory.addDepartment({ name: 'below', parentId: moved });
        const openIds = [...peopleBelow(sandbox, moved), directory.addPerson({ departments: [below] }).openId];
        directory.updateDepartment(moved, { parentId: topOf(sandbox, 0) });
        return {
          hints: [{ module: 'contact', kind: 'department', target: { openDepartmentId: moved, isGone: false } }],
          openIds,
        };
      },
    },
    {
      name: 'a person who is moved into the range',
      settings: partial,
      happen: (sandbox) => {
        const { directory } = sandbox.tenant;
        const inside = peopleBelow(sandbox, topOf(sandbox, 0));
        const openId = [...directory.people()].find((person) => !inside.includes(person.openId))?.openId ?? '';
        directory.updatePerson(openId, { departments: [topOf(sandbox, 0)] });
        return { hints: [{ module: 'contact', kind: 'person', target: { openId, isGone: false } }], openIds: [openId] };
      },
    },
  ];

  const lookbackOf = (fixture: SyncFixture, sandbox: Sandbox, openIds: readonly string[]) => {
    const ids = new Set(openIds.map((openId) => sandbox.tenant.directory.byId(openId, 'open_id')?.userId));
    const from = new Date(startedAtMs - 7 * day).toISOString();
    const rows = (table: string, column: string) =>
      fixture.held
        .rows(table)
        .filter((row) => ids.has(String(row.user_id)) && String(row[column]) >= from.slice(0, 10));
    return {
      flows: rows('attendance_user_flows', 'check_time').filter(({ check_time }) => String(check_time) >= from),
      tasks: rows('attendance_user_tasks', 'day'),
    };
  };

  test.each(arrivals)(
    '$name: records, memberships and the attendance of the lookback are there at once',
    async (arrival) => {
      await using sandbox = await start();
      if (arrival.settings !== undefined) sandbox.setContactRange(arrival.settings(sandbox.tenant.directory) ?? 'all');
      const live = await createFixture(sandbox, modules);
      await live.snapshot();
      const { hints, openIds } = arrival.happen(sandbox);
      await live.follow(...hints);
      const anew = await createFixture(sandbox, modules);
      await anew.snapshot();
      const found = lookbackOf(live, sandbox, openIds);
      expect(found).toEqual(lookbackOf(anew, sandbox, openIds));
      expect(found.flows.length).toBeGreaterThan(0);
      for (const table of ['contact_users', 'contact_user_departments']) {
        const of = (fixture: SyncFixture) =>
          fixture.held.rows(table).filter(({ open_id }) => openIds.includes(String(open_id)));
        expect(of(live)).toEqual(of(anew));
      }
      // What is older is not forgotten: the next snapshot brings the rest.
      await live.snapshot();
      expect(tablesOf(live, [...contactTables, ...attendanceTables])).toEqual(
        tablesOf(anew, [...contactTables, ...attendanceTables]),
      );
      expect(live.held.said).toEqual([]);
    },
  );

  test.each(arrivals)('$name: Attendance alone brings it too, but for departments', async (arrival) => {
    await using sandbox = await start();
    if (arrival.settings !== undefined) sandbox.setContactRange(arrival.settings(sandbox.tenant.directory) ?? 'all');
    const live = await createFixture(sandbox, { attendance: { lookback_days: 7 } });
    await live.snapshot();
    const { hints, openIds } = arrival.happen(sandbox);
    const before = lookbackOf(live, sandbox, openIds).flows.length;
    await live.follow(...hints);
    const isTold = hints.every(({ kind }) => kind !== 'department');
    expect(lookbackOf(live, sandbox, openIds).flows.length > before).toBe(isTold);
    await live.snapshot();
    const anew = await createFixture(sandbox, { attendance: { lookback_days: 7 } });
    await anew.snapshot();
    expect(tablesOf(live, attendanceTables)).toEqual(tablesOf(anew, attendanceTables));
  });

  test('a person who comes back gets the punches of the time away', async () => {
    await using sandbox = await start({ switches: { attendanceLeavers: 'refused' } });
    const { directory, attendance } = sandbox.tenant;
    const [, person] = directory.people();
    const openId = person?.openId ?? '';
    const live = await createFixture(sandbox, modules);
    await live.snapshot();
    directory.removePerson(openId);
    await live.snapshot();
    attendance.addFlow(openId, startedAtMs / 1000 - 7_200);
    directory.restorePerson(openId);
    await live.follow({ module: 'contact', kind: 'person', target: { openId, isGone: false } });
    const anew = await createFixture(sandbox, modules);
    await anew.snapshot();
    expect(lookbackOf(live, sandbox, [openId])).toEqual(lookbackOf(anew, sandbox, [openId]));
  });

  test.each([
    { module: 'contact', kind: 'everything', target: {} },
    { module: 'contact', kind: 'department', target: { openDepartmentId: 'od-1', isGone: false } },
  ] as const)('when the state cannot be read, $kind fails, and no feed waits for ever', async (hint) => {
    await using sandbox = await start();
    const live = await createFixture(sandbox, modules);
    live.loseState();
    const failed = await live.follow(hint).then(
      () => live.held.said.length > 0,
      () => true,
    );
    expect(failed).toBe(true);
  });

  test('a range that is narrowed deletes nothing, and says so', async () => {
    await using sandbox = await start();
    const live = await createFixture(sandbox, modules);
    await live.snapshot();
    const before = tablesOf(live, [...contactTables, ...attendanceTables]);
    sandbox.setContactRange(partial(sandbox.tenant.directory) ?? 'all');
    await live.follow({ module: 'contact', kind: 'everything', target: {} });
    expect(tablesOf(live, [...contactTables, ...attendanceTables])).toEqual(before);
    expect(live.held.said).toMatchObject([{ kind: 'warning' }]);
  });

  test('events at those who are known cost Attendance no call, nor does an app without rights there lose them', async () => {
    await using sandbox = await start();
    const live = await createFixture(sandbox, modules);
    await live.snapshot();
    sandbox.resetStats();
    const [first, second] = sandbox.tenant.directory.people();
    const known = topOf(sandbox, 0);
    await live.follow(
      { module: 'contact', kind: 'person', target: { openId: first?.openId ?? '', isGone: false } },
      { module: 'contact', kind: 'person', target: { openId: second?.openId ?? '', isGone: false } },
      { module: 'contact', kind: 'department', target: { openDepartmentId: known, isGone: false } },
    );
    const { endpoints } = sandbox.stats();
    const called = Object.entries(endpoints).flatMap(([path, { calls }]) =>
      calls > 0 ? [[path.slice(11), calls]] : [],
    );
    // The scopes tell whether a column that is null in all of these people was withheld.
    expect(Object.fromEntries(called)).toEqual({
      'contact/v3/users/batch': 1,
      'contact/v3/departments/batch': 1,
      'application/v6/scopes': 1,
    });

    sandbox.setGrantedScopes([...sandbox.options.grantedScopes].filter((scope) => !scope.startsWith('attendance:')));
    const joined = sandbox.tenant.directory.addPerson({ name: '新人' });
    await live.follow({ module: 'contact', kind: 'person', target: { openId: joined.openId, isGone: false } });
    expect(live.held.said.map(({ kind }) => kind)).toEqual(['warning', 'warning']);
    expect(live.held.rows('contact_users').some(({ open_id }) => open_id === joined.openId)).toBe(true);
  });
});
