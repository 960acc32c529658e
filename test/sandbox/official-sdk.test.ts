import { Client, LoggerLevel } from '@larksuiteoapi/node-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

/** Wednesday 2026-09-16, 12:00 in Shanghai. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
  sandbox = await startSandbox({ startedAtMs, users: 140, departments: 20, limits: 'off' });
  const { appId, appSecret } = sandbox.options;
  client = new Client({ appId, appSecret, domain: sandbox.url, loggerLevel: LoggerLevel.fatal });
});

afterAll(() => sandbox.close());

test('the official SDK copies the directory, page by page', async () => {
  const { directory } = sandbox.tenant;
  const departments = new Map<string, unknown>();
  const users = new Map<string, unknown>();
  const params = { fetch_child: true, page_size: 7 };
  for await (const page of await client.contact.department.childrenWithIterator({
    path: { department_id: '0' },
    params,
  })) {
    for (const item of page?.items ?? []) departments.set(item.open_department_id ?? '', item);
  }
  for (const department_id of ['0', ...departments.keys()]) {
    for await (const page of await client.contact.user.findByDepartmentWithIterator({
      params: { department_id, page_size: 10 },
    })) {
      for (const item of page?.items ?? []) users.set(item.open_id ?? '', item);
    }
  }
  const truth = [...directory.apiDepartments()];
  expect(departments).toEqual(new Map(truth.map((department) => [department.open_department_id, department])));
  expect(users).toEqual(new Map([...directory.apiUsers()].map((user) => [user.open_id, user])));
  expect(users.size).toBe(140);
});

test('the official SDK reads batches, groups and the contact range', async () => {
  const { directory, groups } = sandbox.tenant;
  const people = [directory.personAt(3), directory.personAt(4)];
  const batch = await client.contact.user.batch({ params: { user_ids: people.map(({ openId }) => openId) } });
  expect(batch.data?.items?.map((user) => user.name)).toEqual(people.map(({ name }) => name));
  const listed = await client.contact.group.simplelist({ params: { type: 2 } });
  expect(listed.data?.grouplist?.map(({ id }) => id)).toEqual(
    groups.all().flatMap(({ id, type }) => (type === 2 ? [id] : [])),
  );
  const range = await client.contact.scope.list({ params: { page_size: 100 } });
  expect(range.data?.department_ids).toEqual(directory.departments.children('0').map(({ openId }) => openId));
});

test('the official SDK reads punches and daily results', async () => {
  const { attendance, directory } = sandbox.tenant;
  const user_ids = [...directory.people()].slice(0, 50).map(({ userId }) => userId);
  const asked = new Set<unknown>(user_ids);
  const window = { fromSeconds: startedAtMs / 1000 - 20 * 86_400, toSeconds: startedAtMs / 1000 };
  const flows = await client.attendance.userFlow.query({
    params: { employee_type: 'employee_id' },
    data: { user_ids, check_time_from: String(window.fromSeconds), check_time_to: String(window.toSeconds) },
  });
  expect(flows.data?.user_flow_results).toEqual(
    [...attendance.apiFlows(window)].filter((flow) => asked.has(flow.user_id)),
  );
  const tasks = await client.attendance.userTask.query({
    params: { employee_type: 'employee_id' },
    data: { user_ids, check_date_from: 20260901, check_date_to: 20260916 },
  });
  const days = { fromDay: 20260901, toDay: 20260916 };
  expect(tasks.data?.user_task_results).toEqual(
    [...attendance.apiTasks(days)].filter((task) => asked.has(task.user_id)),
  );
});

test('the official SDK shows refusals as the platform sends them', async () => {
  const refused = await client.contact.user.get({ path: { user_id: 'ou_00000000000000000000000000000000' } }).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ response: { status: 400, data: { code: 99992351 } } });
});
