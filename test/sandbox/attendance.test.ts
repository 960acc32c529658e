import { afterEach, describe, expect, test } from 'vitest';
import type { Person } from '../../src/sandbox/people/person.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type JsonObject, readObjects } from '../../src/util/json.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

const flowsPath = '/open-apis/attendance/v1/user_flows/query';
const tasksPath = '/open-apis/attendance/v1/user_tasks/query';
/** Wednesday 2026-09-16, 12:00 in Shanghai. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);
const nowSeconds = startedAtMs / 1000;
const month = { fromSeconds: nowSeconds - 31 * 86_400, toSeconds: nowSeconds + 86_400 };
const days = { fromDay: 20260816, toDay: 20260917 };
const running: Sandbox[] = [];

async function start(settings: SandboxOptions = {}): Promise<[Sandbox, SandboxCaller]> {
  const sandbox = await startSandbox({ users: 50, departments: 6, limits: 'off', startedAtMs, ...settings });
  running.push(sandbox);
  return [sandbox, new SandboxCaller(sandbox)];
}

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

async function readFlows(
  caller: SandboxCaller,
  user_ids: string[],
  window = month,
  query: Record<string, string> = {},
): Promise<JsonObject[]> {
  const { data, code, text } = await caller.call('POST', flowsPath, {
    query: { employee_type: 'employee_id', ...query },
    body: { user_ids, check_time_from: String(window.fromSeconds), check_time_to: String(window.toSeconds) },
  });
  if (code !== 0) throw new RangeError(text);
  return readObjects(data, 'user_flow_results');
}

async function readTasks(
  caller: SandboxCaller,
  user_ids: string[],
  query: Record<string, string> = {},
): Promise<JsonObject> {
  const { data } = await caller.call('POST', tasksPath, {
    query: { employee_type: 'employee_id', ...query },
    body: { user_ids, check_date_from: days.fromDay, check_date_to: days.toDay, need_overtime_result: true },
  });
  return data;
}

const idsOf = (sandbox: Sandbox): string[] => [...sandbox.tenant.directory.people()].map((person) => person.userId);
const personOf = (sandbox: Sandbox, at: number): Person => sandbox.tenant.directory.personAt(at);

describe('user_flows', () => {
  test('punches of the API equal the tenant, with every kind of punch and ids that never repeat', async () => {
    const [sandbox, caller] = await start();
    const flows = await readFlows(caller, idsOf(sandbox));
    expect(flows).toEqual([...sandbox.tenant.attendance.apiFlows(month)]);
    expect(flows.length).toBeGreaterThan(1_500);
    expect(new Set(flows.map((flow) => flow.record_id)).size).toBe(flows.length);
    expect([...new Set(flows.map((flow) => flow.type))].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(flows.some((flow) => flow.is_wifi === true && flow.ssid !== '')).toBe(true);
    expect(flows.some((flow) => Array.isArray(flow.photo_urls) && flow.photo_urls.length > 0)).toBe(true);
    expect(Math.max(...flows.map((flow) => Number(flow.check_time)))).toBeLessThanOrEqual(nowSeconds);
  });

  test('windows are half-open: cut anywhere, the parts are the whole', async () => {
    const [sandbox, caller] = await start();
    const ids = idsOf(sandbox);
    const whole = await readFlows(caller, ids);
    const instants = whole.map((flow) => Number(flow.check_time)).sort();
    const cut = instants[Math.floor(instants.length / 2)] ?? 0;
    const before = await readFlows(caller, ids, { ...month, toSeconds: cut });
    const after = await readFlows(caller, ids, { ...month, fromSeconds: cut });
    expect(before.length + after.length).toBe(whole.length);
    expect(before.some((flow) => Number(flow.check_time) >= cut)).toBe(false);
    expect(after.some((flow) => Number(flow.check_time) === cut)).toBe(true);
  });

  test('employee_no is the other name of the same person', async () => {
    const [sandbox, caller] = await start();
    const { userId, employeeNo } = personOf(sandbox, 8);
    const flows = await readFlows(caller, [employeeNo], month, { employee_type: 'employee_no' });
    expect(flows.map((flow) => flow.user_id)).toEqual(flows.map(() => employeeNo));
    expect(flows.map((flow) => flow.record_id)).toEqual(
      (await readFlows(caller, [userId])).map((flow) => flow.record_id),
    );
  });

  test('imports, corrections and deletions show at once', async () => {
    const [sandbox, caller] = await start();
    const { attendance } = sandbox.tenant;
    const { openId, userId } = personOf(sandbox, 4);
    const [first, second] = await readFlows(caller, [userId]);
    const added = attendance.addFlow(openId, nowSeconds - 5 * 86_400);
    attendance.correctFlow(openId, String(first?.record_id), {
      checkTimeSeconds: nowSeconds - 2 * 86_400,
      comment: '更正',
    });
    attendance.deleteFlow(openId, String(second?.record_id));
    const after = new Map((await readFlows(caller, [userId])).map((flow) => [flow.record_id, flow]));
    expect(after.get(added)).toMatchObject({ type: 7, check_time: String(nowSeconds - 5 * 86_400) });
    expect(after.get(first?.record_id)).toMatchObject({ check_time: String(nowSeconds - 2 * 86_400), comment: '更正' });
    expect(after.has(second?.record_id)).toBe(false);
    expect([...after.values()]).toEqual([...attendance.apiFlows(month)].filter((flow) => flow.user_id === userId));
    attendance.correctFlow(openId, added, { comment: 'twice' });
    expect(await readFlows(caller, [userId])).toHaveLength(after.size);
  });

  test('one bad id fails the whole batch, and a range without people has its own code', async () => {
    const [sandbox, caller] = await start();
    const [one = '', two = ''] = idsOf(sandbox);
    await expect(readFlows(caller, [one, 'ffffffff'])).rejects.toThrow('1220004');
    await expect(readFlows(caller, [])).rejects.toThrow('1220001');
    await expect(
      readFlows(
        caller,
        Array.from({ length: 51 }, (_, at) => String(at)),
      ),
    ).rejects.toThrow('1220001');
    await expect(readFlows(caller, [one], { fromSeconds: 10, toSeconds: 9 })).rejects.toThrow('1220001');
    await expect(readFlows(caller, [one], month, { employee_type: 'open_id' })).rejects.toThrow('1220001');
    sandbox.setAttendanceRange({ users: [personOf(sandbox, 0).openId] });
    expect(await readFlows(caller, [one])).not.toHaveLength(0);
    await expect(readFlows(caller, [one, two])).rejects.toThrow('1220004');
    await expect(readFlows(caller, [two])).rejects.toThrow('1220005');
  });

  test('switches: null for none, a longest span, rows without record_id, punches that keep coming', async () => {
    let nowMs = startedAtMs;
    const [sandbox, caller] = await start({
      now: () => nowMs,
      attendance: { live: true },
      switches: { emptyLists: 'null', flowsMaxSpanDays: 32, flowsWithoutRecordId: true },
    });
    const ids = idsOf(sandbox);
    const body = { user_ids: ids, check_time_from: '5', check_time_to: '9' };
    const none = await caller.call('POST', flowsPath, { query: { employee_type: 'employee_id' }, body });
    expect(none.data).toEqual({ user_flow_results: null });
    await expect(readFlows(caller, ids, { fromSeconds: 0, toSeconds: nowSeconds })).rejects.toThrow('1220001');
    const flows = await readFlows(caller, ids);
    const bare = flows.filter((flow) => flow.record_id === undefined).length;
    expect(bare).toBeGreaterThan(20);
    expect(bare).toBeLessThan(flows.length / 10);
    nowMs += 12 * 3_600_000;
    const later = await readFlows(caller, ids);
    expect(later.length).toBeGreaterThan(flows.length + 20);
    const written = new Set(later.map((flow) => JSON.stringify(flow)));
    expect(flows.filter((flow) => !written.has(JSON.stringify(flow)))).toEqual([]);
  });
});

describe('user_tasks', () => {
  test('daily results of the API equal the tenant, and follow from the punches', async () => {
    const [sandbox, caller] = await start();
    const tasks = readObjects(await readTasks(caller, idsOf(sandbox)), 'user_task_results');
    expect(tasks).toEqual([...sandbox.tenant.attendance.apiTasks({ ...days, withOvertime: true })]);
    expect(new Set(tasks.map((task) => task.result_id)).size).toBe(tasks.length);
    const records = tasks.flatMap((task) => readObjects(task, 'records'));
    const results = new Set(records.map((record) => record.check_in_result));
    expect([...results].sort()).toEqual(expect.arrayContaining(['Lack', 'Late', 'NoNeedCheck', 'Normal']));
    expect(records.some((record) => record.check_out_result === 'Todo')).toBe(true);
    expect(records.some((record) => record.task_shift_type === 1)).toBe(true);
    expect(tasks.some((task) => task.group_id === '1' && task.shift_id === '9')).toBe(true);
  });

  test('a missing punch becomes Lack, a late import heals it, an administrator overrules both', async () => {
    const [sandbox, caller] = await start();
    const { attendance } = sandbox.tenant;
    const person = [...sandbox.tenant.directory.people()].find(
      ({ index }) => attendance.roster.dutyOf(index, 20_700).shift.name === '行政班 Office',
    );
    const { openId = '', userId = '' } = person ?? {};
    const tasks = readObjects(await readTasks(caller, [userId]), 'user_task_results');
    const normal = tasks.find((task) => readObjects(task, 'records')[0]?.check_in_result === 'Normal');
    const at = async (): Promise<unknown> => {
      const now = readObjects(await readTasks(caller, [userId]), 'user_task_results');
      return readObjects(now.find((task) => task.result_id === normal?.result_id) ?? {}, 'records')[0];
    };
    const [record = {}] = readObjects(normal ?? {}, 'records');
    const checkIn = Number(record.check_in_shift_time) - 60;
    attendance.deleteFlow(openId, String(record.check_in_record_id));
    const early = await readFlows(caller, [userId], { fromSeconds: checkIn - 7_200, toSeconds: checkIn + 12_000 });
    for (const flow of early) attendance.deleteFlow(openId, String(flow.record_id));
    expect(await at()).toMatchObject({ check_in_record_id: '', check_in_result: 'Lack' });
    const imported = attendance.addFlow(openId, checkIn);
    expect(await at()).toMatchObject({ check_in_record_id: imported, check_in_result: 'Normal' });
    attendance.changeResult(openId, Number(normal?.day), { checkInResult: 'Late' });
    expect(await at()).toMatchObject({ check_in_result: 'Late', check_in_result_supplement: 'ManagerModification' });
  });

  test('bad ids are named instead of failing the call when they are to be ignored', async () => {
    const [sandbox, caller] = await start();
    const [one = '', two = ''] = idsOf(sandbox);
    sandbox.setAttendanceRange({ users: [personOf(sandbox, 0).openId] });
    const ignored = await readTasks(caller, [one, two, 'ffffffff'], { ignore_invalid_users: 'true' });
    expect(ignored).toMatchObject({ invalid_user_ids: ['ffffffff'], unauthorized_user_ids: [two] });
    expect(readObjects(ignored, 'user_task_results').every((task) => task.user_id === one)).toBe(true);
    expect(await readTasks(caller, [one, 'ffffffff'])).toEqual({});
  });
});

test('groups and shifts are listed page by page and read one by one', async () => {
  const [sandbox, caller] = await start();
  const { roster } = sandbox.tenant.attendance;
  const prefix = '/open-apis/attendance/v1';
  const groups = await caller.pages(`${prefix}/groups`, 'group_list', { query: { page_size: '2' } });
  expect(groups).toMatchObject({
    calls: 2,
    items: roster.groups.map(({ id, name }) => ({ group_id: id, group_name: name })),
  });
  const shifts = await caller.pages(`${prefix}/shifts`, 'shift_list', { query: { page_size: '1' } });
  expect(shifts.items.map((shift) => shift.shift_id)).toEqual(roster.shifts.map(({ id }) => id));
  const query = { employee_type: 'employee_id', dept_type: 'open_id' };
  const group = await caller.call('GET', `${prefix}/groups/:group_id`, {
    params: { group_id: roster.groups[0]?.id ?? '' },
    query,
  });
  expect(group.data).toMatchObject({ group_name: '总部考勤组', time_zone: 'Asia/Shanghai' });
  const shift = await caller.call('GET', `${prefix}/shifts/:shift_id`, {
    params: { shift_id: roster.shifts[2]?.id ?? '' },
  });
  expect(shift.data).toMatchObject({
    shift_name: '夜班 Night',
    punch_time_rule: [{ on_time: '20:00', off_time: '29:00' }],
  });
  expect((await caller.call('GET', `${prefix}/shifts/:shift_id`, { params: { shift_id: '1' } })).code).toBe(1220600);
});
