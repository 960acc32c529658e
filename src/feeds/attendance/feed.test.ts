import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FeedHarness } from '../../../test/support/feed-harness.ts';
import { refused, SmallTenant } from '../../../test/support/small-tenant.ts';
import { Directory } from '../directory.ts';
import { createAttendanceFeed } from './feed.ts';
import type { AttendanceSettings } from './settings.ts';

const now = Date.UTC(2026, 2, 1, 12);
const nowSeconds = now / 1000;
const day = 86_400;
const flows = 'attendance_user_flows';
const tasks = 'attendance_user_tasks';
const onlyFlows = { streams: new Set([flows]) };
const onlyTasks = { streams: new Set([tasks]) };

let tenant: SmallTenant;
let harness: FeedHarness;

const feed = (config: Partial<AttendanceSettings> = {}): ReturnType<typeof createAttendanceFeed> =>
  createAttendanceFeed(config, new Directory());
const flowCalls = (): { ids: string[]; from: number; to: number }[] =>
  tenant.calls
    .filter(({ path }) => path.endsWith('user_flows/query'))
    .map(({ body }) => ({
      ids: JSON.parse(JSON.stringify(body.user_ids)),
      from: Number(body.check_time_from),
      to: Number(body.check_time_to),
    }));

function addPeople(count: number): void {
  for (let index = tenant.users.size; index < count; index++)
    tenant.addUser(`ou_${index}`, ['0'], { userId: `e${index}` });
}

function punch(userId: string, at: number, recordId = `${userId}@${at}`): void {
  tenant.punches.push({ userId, at, recordId });
}

beforeEach(async () => {
  tenant = await SmallTenant.start();
  harness = new FeedHarness(tenant, now);
});

afterEach(async () => {
  await harness.client.close();
  await tenant[Symbol.asyncDispose]();
});

describe('a first read', () => {
  test('asks for everyone by fifties, one window of 30 days each', async () => {
    addPeople(120);
    punch('e0', nowSeconds - 29 * day);
    punch('e119', nowSeconds - 1);
    punch('e119', nowSeconds - 31 * day);
    tenant.results.push({ userId: 'e7', day: 20260228, resultId: 'r1' });
    const result = await harness.read(feed());
    expect(result.values(flows, 'record_id').sort()).toEqual([`e0@${nowSeconds - 29 * day}`, `e119@${nowSeconds - 1}`]);
    expect(result.rows(tasks)).toMatchObject([{ result_id: 'r1', user_id: 'e7', day: '2026-02-28' }]);
    expect(
      flowCalls()
        .map(({ ids }) => ids.length)
        .sort(),
    ).toEqual([20, 50, 50]);
    expect(flowCalls().every(({ from, to }) => from === nowSeconds - 30 * day && to === nowSeconds)).toBe(true);
    expect(tenant.count('user_tasks/query')).toBe(3);
    expect(result.incomplete).toEqual([]);
  });

  test('scans of punches name what was read completely, by person and window', async () => {
    addPeople(2);
    const result = await harness.read(feed({ start_date: '2026-01-15' }), onlyFlows);
    expect(result.scans.map(({ scope }) => scope)).toEqual([
      {
        oneOf: { column: 'user_id', values: ['e0', 'e1'] },
        range: { column: 'check_time', from: '2026-01-15T00:00:00.000Z', to: '2026-02-14T00:00:00.000Z' },
      },
      {
        oneOf: { column: 'user_id', values: ['e0', 'e1'] },
        range: { column: 'check_time', from: '2026-02-14T00:00:00.000Z', to: '2026-03-01T12:00:00.000Z' },
      },
    ]);
  });

  test('covers the days of results without gap or overlap, at most 30 at a time', async () => {
    addPeople(1);
    await harness.read(feed({ start_date: '2026-01-15' }), onlyTasks);
    const asked = tenant.calls
      .filter(({ path }) => path.endsWith('user_tasks/query'))
      .map(({ body }) => [body.check_date_from, body.check_date_to]);
    expect(asked).toEqual([
      [20260115, 20260213],
      [20260214, 20260302],
    ]);
  });

  test.each(['array', 'null', 'absent'] as const)('takes an empty list that is %s', async (empty) => {
    addPeople(1);
    tenant.emptyList = empty;
    const result = await harness.read(feed());
    expect(result.rows(flows)).toEqual([]);
    expect(result.incomplete).toEqual([]);
  });

  test('groups with their details, and shifts', async () => {
    const result = await harness.read(feed({ employee_ids: ['e1'] }));
    expect(result.rows('attendance_groups')).toMatchObject([
      { group_id: 'g1', group_name: 'Office', time_zone: 'Asia/Shanghai' },
    ]);
    expect(result.rows('attendance_shifts')).toMatchObject([{ shift_id: 's1', shift_name: 'Early' }]);
    expect(result.scanned).toContain('attendance_groups');
    expect(result.scanned).toContain('attendance_shifts');
  });

  test('configured ids need no directory', async () => {
    await harness.read(feed({ employee_ids: ['7', '8'], employee_id_type: 'employee_no' }), onlyFlows);
    expect(tenant.count('contact')).toBe(0);
    expect(tenant.calls[0]?.query.get('employee_type')).toBe('employee_no');
    expect(flowCalls()).toMatchObject([{ ids: ['7', '8'] }]);
  });
});

describe('a later read', () => {
  test('a later run reads from the cursor minus the lookback', async () => {
    addPeople(60);
    await harness.read(feed({ start_date: '2025-01-01' }), onlyFlows);
    tenant.calls.length = 0;
    harness.clock.advance(day * 1000);
    const result = await harness.read(feed({ start_date: '2025-01-01', lookback_days: 3 }), onlyFlows);
    expect(flowCalls()).toHaveLength(2);
    expect(flowCalls().every(({ from, to }) => from === nowSeconds - 3 * day && to === nowSeconds + day)).toBe(true);
    expect(result.incomplete).toEqual([]);
  });

  test('someone who is new gets the whole history, and the others do not pay for it', async () => {
    addPeople(3);
    await harness.read(feed({ start_date: '2026-02-20' }), onlyFlows);
    addPeople(4);
    punch('e3', Date.UTC(2026, 1, 21) / 1000, 'old');
    tenant.calls.length = 0;
    const result = await harness.read(feed({ start_date: '2026-02-20', lookback_days: 1 }), onlyFlows);
    expect(result.values(flows, 'record_id')).toEqual(['old']);
    expect(flowCalls().sort((a, b) => a.from - b.from)).toMatchObject([
      { ids: ['e3'], from: Date.UTC(2026, 1, 20) / 1000 },
      { ids: ['e0', 'e1', 'e2'], from: nowSeconds - day },
    ]);
  });

  test('someone who left and came back is new', async () => {
    addPeople(2);
    await harness.read(feed(), onlyFlows);
    const gone = tenant.users.get('ou_1');
    tenant.users.delete('ou_1');
    await harness.read(feed(), onlyFlows);
    if (gone !== undefined) tenant.users.set('ou_1', gone);
    tenant.calls.length = 0;
    await harness.read(feed(), onlyFlows);
    expect(flowCalls().find(({ ids }) => ids.includes('e1'))?.from).toBe(nowSeconds - 30 * day);
  });

  test('an earlier start is read from there', async () => {
    addPeople(1);
    await harness.read(feed({ start_date: '2026-02-20' }), onlyFlows);
    tenant.calls.length = 0;
    await harness.read(feed({ start_date: '2026-02-10' }), onlyFlows);
    expect(flowCalls()[0]?.from).toBe(Date.UTC(2026, 1, 10) / 1000);
  });

  test('a stream that was not wanted before is read from the start', async () => {
    addPeople(1);
    await harness.read(feed({ start_date: '2026-02-20' }), onlyFlows);
    tenant.calls.length = 0;
    await harness.read(feed({ start_date: '2026-02-20' }));
    const [first] = tenant.calls.filter(({ path }) => path.endsWith('user_tasks/query'));
    expect(first?.body.check_date_from).toBe(20260220);
  });

  test('the state stays as small as the people are many', async () => {
    addPeople(2500);
    for (let run = 0; run < 3; run++) await harness.read(feed(), onlyFlows);
    expect(harness.state.size).toBe(3);
  });
});

describe('people who have left', () => {
  const lookback = { lookback_days: 3, start_date: '2026-02-01' };
  const leave = (openId: string): void => {
    tenant.users.delete(openId);
  };

  test('people who left are read in their own batches until the lookback has passed, and then forgotten', async () => {
    addPeople(3);
    await harness.read(feed(lookback));
    leave('ou_1');
    const asked: string[][] = [];
    for (let run = 1; run <= 6; run++) {
      harness.clock.advance(day * 1000);
      const at = nowSeconds + (run - 1) * day + 60;
      punch('e1', at, `last-${run}`);
      tenant.calls.length = 0;
      const result = await harness.read(feed(lookback));
      expect(result.values(flows, 'record_id').includes(`last-${run}`)).toBe(run <= 4);
      expect(result.warnings).toEqual([]);
      asked.push(flowCalls().map(({ ids }) => ids.join()));
    }
    const both = ['e0,e2', 'e1'];
    expect(asked.map((some) => some.toSorted())).toEqual([both, both, both, both, ['e0,e2'], ['e0,e2']]);
    expect(JSON.stringify([...harness.state])).not.toContain('e1');
  });

  test('a punch of theirs that is deleted meanwhile is no longer there in what was read', async () => {
    addPeople(2);
    punch('e1', nowSeconds - day, 'gone-soon');
    await harness.read(feed(lookback), onlyFlows);
    leave('ou_1');
    tenant.punches = [];
    harness.clock.advance(day * 1000);
    const result = await harness.read(feed(lookback), onlyFlows);
    const scan = result.scans.find(({ scope }) => scope.oneOf?.values.includes('e1'));
    expect(scan?.scope.range?.from).toBe(new Date(now - 3 * day * 1000).toISOString());
  });

  test('people who left and whom the platform refuses are one warning, and the others are read', async () => {
    addPeople(60);
    await harness.read(feed(lookback));
    for (let index = 10; index < 20; index++) {
      leave(`ou_${index}`);
      tenant.strangers.add(`e${index}`);
    }
    for (let run = 1; run <= 5; run++) {
      harness.clock.advance(day * 1000);
      const result = await harness.read(feed(lookback));
      expect(result.incomplete).toEqual([]);
      expect(result.warnings).toHaveLength(run <= 4 ? 1 : 0);
      if (run <= 4) expect(result.warnings[0]).toContain('10 people have left the directory');
    }
    expect(JSON.stringify([...harness.state])).not.toContain('"e15"');
  });

  test.each([1220004, 1220005])('that all of them are refused (%i) leaves nothing incomplete', async (code) => {
    addPeople(4);
    await harness.read(feed(lookback));
    leave('ou_2');
    tenant.fault = ({ path, body }) =>
      path.includes('attendance') && JSON.stringify(body).includes('"e2"') ? refused(code) : undefined;
    harness.clock.advance(day * 1000);
    const result = await harness.read(feed(lookback));
    expect(result.incomplete).toEqual([]);
    expect(result.warnings.join()).toContain('1 person has left the directory');
  });

  test('a failure of the call keeps them, whatever the lookback', async () => {
    addPeople(2);
    await harness.read(feed(lookback), onlyFlows);
    leave('ou_1');
    tenant.fault = ({ body }) => (JSON.stringify(body).includes('"e1"') ? refused(1220600) : undefined);
    for (let run = 0; run < 6; run++) {
      harness.clock.advance(day * 1000);
      expect((await harness.read(feed(lookback), onlyFlows)).incomplete).toHaveLength(1);
    }
    tenant.fault = () => undefined;
    tenant.calls.length = 0;
    await harness.read(feed(lookback), onlyFlows);
    expect(flowCalls().find(({ ids }) => ids.includes('e1'))?.from).toBe(nowSeconds - 3 * day);
    expect(JSON.stringify([...harness.state])).not.toContain('e1');
  });

  test('no person counts as left because the scope for their ids was withdrawn', async () => {
    addPeople(2);
    await harness.read(feed(lookback), onlyFlows);
    const people = [...tenant.users];
    for (const [openId] of people) tenant.users.set(openId, { openId, departments: ['0'] });
    await harness.read(feed(lookback), onlyFlows);
    for (const [openId, user] of people) tenant.users.set(openId, user);
    tenant.calls.length = 0;
    await harness.read(feed(lookback), onlyFlows);
    expect(flowCalls()).toMatchObject([{ ids: ['e0', 'e1'], from: nowSeconds - 3 * day }]);
  });

  test('an id that is no longer configured is not asked for', async () => {
    await harness.read(feed({ ...lookback, employee_ids: ['e1', 'e2'] }), onlyFlows);
    tenant.calls.length = 0;
    await harness.read(feed({ ...lookback, employee_ids: ['e1'] }), onlyFlows);
    expect(flowCalls().map(({ ids }) => ids)).toEqual([['e1']]);
  });

  test('the state stays small however many come and go', async () => {
    for (let run = 0; run < 20; run++) {
      tenant.users.clear();
      for (let index = 0; index < 40; index++)
        tenant.addUser(`ou_${run}-${index}`, ['0'], { userId: `e${run}-${index}` });
      await harness.read(feed(lookback), onlyFlows);
      harness.clock.advance(day * 1000);
    }
    const ids = [...harness.state.values()].flatMap((value) => JSON.stringify(value).match(/"e\d+-\d+"/g) ?? []);
    expect(ids.length).toBe(40 * 4);
  });
});

describe('ids that Attendance refuses', () => {
  test('one call finds the refused ids, the others are read, and a warning names them', async () => {
    addPeople(50);
    tenant.strangers.add('e3').add('e44');
    punch('e4', nowSeconds - 5);
    const result = await harness.read(feed(), onlyFlows);
    expect(result.rows(flows)).toHaveLength(1);
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]).toContain('e3, e44');
    expect(result.incomplete).toEqual([]);
    expect(tenant.count('attendance')).toBe(3);
    expect(result.scans[0]?.scope.oneOf?.values).toHaveLength(48);
  });

  test('refused ids are found by halving batches when results are not replicated', async () => {
    addPeople(50);
    tenant.strangers.add('e13');
    tenant.fault = ({ path, body }) =>
      path.endsWith('user_tasks/query') && JSON.stringify(body).includes('e13') ? refused(1220004) : undefined;
    for (let index = 0; index < 50; index++) punch(`e${index}`, nowSeconds - 5);
    const result = await harness.read(feed(), onlyFlows);
    expect(result.rows(flows)).toHaveLength(49);
    const failing = flowCalls().filter(({ ids }) => ids.includes('e13'));
    expect(failing.length).toBeLessThanOrEqual(7);
    expect(result.warnings[0]).toContain('e13');
  });

  test('refused ids are tried again by the next run', async () => {
    addPeople(2);
    tenant.strangers.add('e1');
    await harness.read(feed({ start_date: '2026-02-20' }), onlyFlows);
    tenant.strangers.clear();
    tenant.calls.length = 0;
    await harness.read(feed({ start_date: '2026-02-20' }), onlyFlows);
    expect(flowCalls().find(({ ids }) => ids.includes('e1'))?.from).toBe(Date.UTC(2026, 1, 20) / 1000);
  });

  test('a batch without anyone in the data range does not stop the others', async () => {
    addPeople(120);
    for (let index = 0; index < 60; index++) tenant.strangers.add(`e${index}`);
    tenant.fault = ({ path, body }) => {
      const ids: string[] = JSON.parse(JSON.stringify(body.user_ids ?? []));
      const nobody = path.includes('attendance') && ids.length > 0 && ids.every((id) => tenant.strangers.has(id));
      return nobody ? refused(1220005) : undefined;
    };
    const result = await harness.read(feed());
    expect(result.incomplete).toEqual([]);
    expect(result.warnings[0]).toContain('60 ids');
    const read = new Set(
      result.scans.flatMap(({ stream, scope }) => (stream === flows ? (scope.oneOf?.values ?? []) : [])),
    );
    expect(read.size).toBe(60);
  });

  test('everybody refused is an error with a cure, not an empty table', async () => {
    addPeople(2);
    tenant.strangers.add('e0').add('e1');
    const result = await harness.read(feed(), onlyFlows);
    expect(result.incomplete).toMatchObject([{ streams: [flows], error: { code: 'lark.range.denied' } }]);
    expect(result.scans).toEqual([]);
  });
});

describe('trouble', () => {
  test('the app has no data range: incomplete with the cure, and the rest is not asked', async () => {
    addPeople(5000);
    tenant.fault = ({ path }) => (path.endsWith('user_flows/query') ? refused(1220005) : undefined);
    const result = await harness.read(feed(), onlyFlows);
    expect(result.incomplete).toMatchObject([{ streams: [flows], error: { code: 'lark.range.denied' } }]);
    expect(result.incomplete[0]?.error.cure).toContain('attendance admin console');
    expect(tenant.count('user_flows')).toBeLessThan(100);
    expect(harness.state.size).toBe(0);
  });

  test('a window that is too much is halved', async () => {
    addPeople(1);
    for (let index = 0; index < 30; index++) punch('e0', nowSeconds - index * day - 1);
    tenant.fault = ({ body }) =>
      Number(body.check_time_to) - Number(body.check_time_from) > 10 * day ? refused(1225000, 500) : undefined;
    const result = await harness.read(feed(), onlyFlows);
    expect(new Set(result.values(flows, 'record_id')).size).toBe(30);
    expect(result.rows(flows)).toHaveLength(30);
    expect(result.scans).toHaveLength(1);
    expect(result.incomplete).toEqual([]);
  });

  test('people whose call failed keep their cursor, the others move on', async () => {
    addPeople(60);
    await harness.read(feed(), onlyFlows);
    tenant.fault = ({ body }) => (JSON.stringify(body).includes('"e55"') ? refused(1220600) : undefined);
    harness.clock.advance(day * 1000);
    const result = await harness.read(feed(), onlyFlows);
    expect(result.incomplete).toHaveLength(1);
    tenant.fault = () => undefined;
    tenant.calls.length = 0;
    await harness.read(feed({ lookback_days: 1 }), onlyFlows);
    expect(flowCalls().find(({ ids }) => ids.includes('e55'))?.from).toBe(nowSeconds - day);
    expect(flowCalls().find(({ ids }) => ids.includes('e1'))?.from).toBe(nowSeconds);
  });

  test('when the directory fails halfway, the people found are read and none is forgotten', async () => {
    tenant.departments.set('od-a', '0');
    addPeople(2);
    tenant.addUser('ou_far', ['od-a'], { userId: 'far' });
    await harness.read(feed(), onlyFlows);
    tenant.fault = ({ query }) => (query.get('department_id') === 'od-a' ? refused(40001) : undefined);
    const result = await harness.read(feed(), onlyFlows);
    expect(result.incomplete).toMatchObject([{ streams: [flows] }]);
    tenant.fault = () => undefined;
    tenant.calls.length = 0;
    await harness.read(feed({ lookback_days: 1 }), onlyFlows);
    expect(flowCalls().every(({ from }) => from === nowSeconds - day)).toBe(true);
  });

  test('when no person has a user_id, the streams are incomplete and the error names the scope', async () => {
    tenant.users.set('ou_1', { openId: 'ou_1', departments: ['0'] });
    const result = await harness.read(feed(), onlyFlows);
    expect(result.incomplete).toMatchObject([{ error: { code: 'lark.scope.missing' } }]);
    expect(result.incomplete[0]?.error.cure).toContain('contact:user.employee_id:readonly');
  });

  test('a person without a job number is left out with a warning', async () => {
    tenant.addUser('ou_1', ['0'], { employeeNo: '77' });
    tenant.addUser('ou_2', ['0']);
    const result = await harness.read(feed({ employee_id_type: 'employee_no' }), onlyFlows);
    expect(flowCalls()).toMatchObject([{ ids: ['77'] }]);
    expect(result.warnings[0]).toContain('1 person has no employee_no');
  });

  test('state of another type of id is not taken', async () => {
    tenant.addUser('ou_1', ['0'], { userId: '77', employeeNo: '77' });
    await harness.read(feed(), onlyFlows);
    tenant.calls.length = 0;
    await harness.read(feed({ employee_id_type: 'employee_no' }), onlyFlows);
    expect(flowCalls()[0]?.from).toBe(nowSeconds - 30 * day);
  });
});

describe('a read that is cut off', () => {
  test('after an interruption, committed punches are not read again, and the others are', async () => {
    addPeople(2600);
    const harvested: Parameters<FeedHarness['remember']>[0][number][] = [];
    for await (const change of feed().read(harness.request(feed().streams, onlyFlows))) {
      harvested.push(change);
      if (change.kind === 'state') break;
    }
    harness.remember(harvested);
    expect(harness.state.size).toBe(1);
    tenant.calls.length = 0;
    await harness.read(feed({ lookback_days: 1 }), onlyFlows);
    const again = flowCalls().filter(({ from }) => from === nowSeconds - day);
    expect(again.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(1000);
    expect(flowCalls().reduce((sum, { ids }) => sum + ids.length, 0)).toBe(2600);
  });
});

describe('check', () => {
  test('asks for some people in one call', async () => {
    addPeople(2);
    punch('e0', nowSeconds - 60);
    expect(await harness.check(feed())).toMatchObject([
      { outcome: 'ok', message: { en: expect.stringContaining('2 people had 1') } },
    ]);
    expect(tenant.count('user_flows')).toBe(1);
  });

  test('an unknown id, a missing data range and a missing scope fail with what to do', async () => {
    tenant.strangers.add('x');
    const unknown = await harness.check(feed({ employee_ids: ['x'] }));
    expect(unknown).toMatchObject([
      { outcome: 'failed', error: { cure: expect.stringContaining('employee_id_type') } },
    ]);
    tenant.fault = ({ path }) => (path.includes('attendance') ? refused(1220005) : undefined);
    const denied = await harness.check(feed({ employee_ids: ['x'] }));
    expect(denied[0]?.error?.cure).toContain('attendance admin console');
    tenant.fault = () => undefined;
    tenant.users.set('ou_1', { openId: 'ou_1', departments: ['0'] });
    expect((await harness.check(feed()))[0]).toMatchObject({ outcome: 'failed', subject: 'people' });
  });

  test('a start date that is none is refused at once', () => {
    expect(() => feed({ start_date: '2026-02-30' })).toThrow(/not a date/);
  });
});
