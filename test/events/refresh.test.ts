import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSource } from '../../src/app/create-source.ts';
import { parseSource } from '../../src/config/read-source.ts';
import type { Change } from '../../src/model/change.ts';
import type { Hint } from '../../src/model/hint.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Source, SourceRefresher } from '../../src/model/source.ts';
import { contactEndpoints } from '../../src/open-platform/endpoints/contact.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { JsonText } from '../../src/util/json-text.ts';

/** Wednesday 2026-09-16, 12:00 in Shanghai. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);

let sandbox: Sandbox;
const sources: Source[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({
    limits: 'off',
    startedAtMs,
    now: () => startedAtMs,
    users: 130,
    departments: 9,
    approvals: { definitions: 3, instancesPerDay: 3, days: 5 },
    bases: [{ tables: 2, records: 250 }],
  });
});
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  await sandbox.close();
});

interface Refreshed {
  readonly changes: Change[];
  /** Path → number of calls. */
  readonly calls: Readonly<Record<string, number>>;
}

interface SyncFixture {
  refresh(hints: readonly Hint[]): Promise<Refreshed>;
  readonly refresher: SourceRefresher;
}

async function createFixture(modules: JsonObject): Promise<SyncFixture> {
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
  const { source } = await createSource({ settings });
  sources.push(source);
  const streams = new Set((await source.discover()).streams.map(({ name }) => name));
  const refresher = source.refresher();
  return {
    refresher,
    refresh: async (hints) => {
      sandbox.resetStats();
      const changes: Change[] = [];
      const { signal } = new AbortController();
      for await (const change of refresher.refresh({ hints, streams, state: async () => new Map(), signal }))
        changes.push(change);
      const calls = Object.entries(sandbox.stats().endpoints).flatMap(([path, { calls: count }]): [string, number][] =>
        count === 0 || path.includes('/auth/') ? [] : [[path.replace('/open-apis/', ''), count]],
      );
      return { changes, calls: Object.fromEntries(calls) };
    },
  };
}

const rowsOf = ({ changes }: Refreshed, stream: string) =>
  changes.flatMap((change) => (change.kind === 'rows' && change.stream === stream ? change.rows : []));
const deletesOf = ({ changes }: Refreshed, stream: string) =>
  changes.flatMap((change) => (change.kind === 'deletes' && change.stream === stream ? change.keys : []));
const errorsOf = ({ changes }: Refreshed) =>
  changes.flatMap((change) => (change.kind === 'incomplete' ? [change.error.code] : []));

describe('Approval', () => {
  const told = (
    instanceCode: string,
    { isGone = false, approvalCode = sandbox.tenant.approvals.approvalCodes[0] ?? '' } = {},
  ): Hint => ({ module: 'approval', kind: 'instance', target: { approvalCode, instanceCode, isGone } });

  test('an instance costs one call, whatever the number of its events, and others cost none', async () => {
    const [mine = '', other = ''] = sandbox.tenant.approvals.approvalCodes;
    const { refresh } = await createFixture({ approval: { approval_codes: [mine] } });
    const made = sandbox.tenant.approvals.createInstance(mine);
    const elsewhere = sandbox.tenant.approvals.createInstance(other);
    const found = await refresh([told(made), told(made), told(elsewhere, { approvalCode: other })]);
    expect(found.calls).toEqual({ 'approval/v4/instances/:instance_id': 1 });
    expect(rowsOf(found, 'approval_instances')).toMatchObject([{ instance_code: made, status: 'PENDING' }]);
    expect(rowsOf(found, 'approval_tasks').length).toBeGreaterThan(0);
  });

  test('an instance that the platform does not know yet is reported as missing, and a deleted one is deleted', async () => {
    const { refresh } = await createFixture({
      approval: { approval_codes: [...sandbox.tenant.approvals.approvalCodes] },
    });
    const nowhere = '00000000-0000-0000-0000-000000000000';
    expect(errorsOf(await refresh([told(nowhere)]))).toEqual(['lark.entity.missing']);
    const found = await refresh([told(nowhere), told(nowhere, { isGone: true })]);
    expect(errorsOf(found)).toEqual([]);
    expect(deletesOf(found, 'approval_instances')).toEqual([[nowhere]]);
    expect(found.changes).toContainEqual({ kind: 'rows', stream: 'approval_tasks', rows: [], parents: [[nowhere]] });
  });

  test('a definition costs one call', async () => {
    const [code = ''] = sandbox.tenant.approvals.approvalCodes;
    const { refresh } = await createFixture({
      approval: { approval_codes: [...sandbox.tenant.approvals.approvalCodes] },
    });
    sandbox.tenant.approvals.renameDefinition(code, '改名');
    const found = await refresh([{ module: 'approval', kind: 'definition', target: { approvalCode: code } }]);
    expect(found.calls).toEqual({ 'approval/v4/approvals/:approval_code': 1 });
    expect(rowsOf(found, 'approval_definitions')).toMatchObject([{ approval_code: code, approval_name: '改名' }]);
  });
});

describe('Base', () => {
  const place = () => {
    const { tables } = sandbox.tenant;
    const [appToken = ''] = tables.appTokens;
    const [tableId = '', otherId = ''] = tables.tableIds(appToken);
    const recordId = (row: number): string => tables.recordId(appToken, tableId, row);
    return { tables, appToken, tableId, otherId, recordId };
  };
  const records = (ids: readonly string[], more: Partial<{ appToken: string; tableId: string }> = {}): Hint => {
    const { appToken, tableId } = place();
    return { module: 'base', kind: 'records', target: { appToken, tableId, recordIds: ids, ...more } };
  };
  const batchGet = 'bitable/v1/apps/:app_token/tables/:table_id/records/batch_get';

  test('a hundred records of a table are one call; what is not there is deleted', async () => {
    const { tables, appToken, tableId, recordId } = place();
    const { refresh } = await createFixture({ base: { tables: [{ app_token: appToken }] } });
    const ids = Array.from({ length: 150 }, (_, row) => recordId(row));
    tables.deleteRecord(appToken, tableId, recordId(7));
    const found = await refresh([records(ids.slice(0, 100)), records(ids.slice(50))]);
    expect(found.calls).toEqual({ [batchGet]: 2 });
    expect(rowsOf(found, 'base_records')).toHaveLength(149);
    expect(deletesOf(found, 'base_records')).toEqual([[appToken, tableId, recordId(7)]]);
  });

  test('results of formulas are read, although events leave them out', async () => {
    const { tables, appToken, tableId, recordId } = place();
    const { refresh } = await createFixture({ base: { tables: [{ app_token: appToken }] } });
    const number = String(tables.fields(appToken, tableId).find(({ type }) => type === 2)?.field_name);
    tables.editRecord(appToken, tableId, recordId(1), { [number]: 4321 });
    const [row] = rowsOf(await refresh([records([recordId(1)])]), 'base_records');
    const fields = row?.fields instanceof JsonText ? row.fields.text : '';
    expect(JSON.parse(fields)).toEqual(JSON.parse(tables.recordJson(appToken, tableId, recordId(1))).fields);
  });

  test('Bases and tables that are not replicated cost nothing', async () => {
    const { appToken, tableId, otherId, recordId } = place();
    const { refresh } = await createFixture({ base: { tables: [{ app_token: appToken, table_id: tableId }] } });
    const found = await refresh([
      records([recordId(1)], { tableId: otherId }),
      records(['recX'], { appToken: 'bascnOther' }),
    ]);
    expect(found).toEqual({ changes: [], calls: {} });
  });

  test('a table that is read through a view is read in full, because no event says which rows the view shows', async () => {
    const { tables, appToken, tableId, recordId } = place();
    const view = String(tables.views(appToken, tableId)[0]?.view_id);
    const { refresh } = await createFixture({
      base: { tables: [{ app_token: appToken, table_id: tableId, view_id: view }] },
    });
    const found = await refresh([records([recordId(1)])]);
    expect(found.calls[batchGet]).toBeUndefined();
    expect(rowsOf(found, 'base_records')).toHaveLength(250);
    expect(found.changes.filter(({ kind }) => kind === 'scanned').length).toBeGreaterThan(0);
  });

  test('changed columns take the table along, and its records are not asked for besides', async () => {
    const { appToken, tableId, recordId } = place();
    const { refresh, refresher } = await createFixture({
      base: { tables: [{ app_token: appToken }], typed_streams: true },
    });
    const changed: Hint = { module: 'base', kind: 'table', target: { appToken, tableId } };
    expect([refresher.changesStreams([changed]), refresher.changesStreams([records(['rec'])])]).toEqual([true, false]);
    const found = await refresh([records([recordId(1)]), changed]);
    expect(found.calls[batchGet]).toBeUndefined();
    expect(rowsOf(found, 'base_records')).toHaveLength(250);
    expect(rowsOf(found, 'base_fields').length).toBeGreaterThan(5);
  });

  test('a Base that the app may no longer read is reported', async () => {
    const { tables, appToken, recordId } = place();
    const { refresh } = await createFixture({ base: { tables: [{ app_token: appToken }] } });
    tables.setShared(appToken, false);
    expect(errorsOf(await refresh([records([recordId(1)])]))).toEqual(['lark.document.forbidden']);
  });
});

describe('Contact', () => {
  const person = (openId: string, isGone = false): Hint => ({
    module: 'contact',
    kind: 'person',
    target: { openId, isGone },
  });

  test('fifty people are one call; people who left are deleted, people who are only invisible are not', async () => {
    const { directory } = sandbox.tenant;
    const { refresh } = await createFixture({ contact: {} });
    const people = [...directory.people()].slice(0, 60).map(({ openId }) => openId);
    const [leaver = '', hidden = ''] = people;
    directory.removePerson(leaver);
    const departments = directory.departments.children('0').map(({ openId }) => openId);
    const home = directory.byId(hidden, 'open_id')?.departments[0] ?? '';
    sandbox.setContactRange({
      departments: departments.filter((id) => !directory.departments.lineage(home).includes(id)),
    });
    const found = await refresh(people.map((openId) => person(openId, openId === leaver)));
    expect(found.calls).toEqual({ 'application/v6/scopes': 1, 'contact/v3/users/batch': 2 });
    const seen = rowsOf(found, 'contact_users').map(({ open_id }) => open_id);
    expect(seen).not.toContain(leaver);
    expect(seen).not.toContain(hidden);
    expect(deletesOf(found, 'contact_users')).toEqual([[leaver]]);
    expect(found.changes).toContainEqual({
      kind: 'rows',
      stream: 'contact_user_departments',
      rows: [],
      parents: [[leaver]],
    });
  });

  test('a department that is gone is deleted, one that is there is not, whatever the event says', async () => {
    const { directory } = sandbox.tenant;
    const { refresh } = await createFixture({ contact: {} });
    const [gone = '', stays = ''] = directory.departments.generatedIds;
    directory.removeDepartment(gone);
    const hint = (openDepartmentId: string): Hint => ({
      module: 'contact',
      kind: 'department',
      target: { openDepartmentId, isGone: true },
    });
    const found = await refresh([hint(gone), hint(stays)]);
    expect(deletesOf(found, 'contact_departments')).toEqual([[gone]]);
    expect(rowsOf(found, 'contact_departments')).toMatchObject([{ open_department_id: stays }]);
  });

  test('other types of ids are written as a snapshot writes them', async () => {
    const { directory } = sandbox.tenant;
    const types = { user_id_type: 'user_id', department_id_type: 'department_id' };
    const { refresh } = await createFixture({ contact: types });
    const { openId } = [...directory.people()][3] ?? { openId: '' };
    const found = await refresh([person(openId)]);
    const { departments } = directory.byId(openId, 'open_id') ?? { departments: [] };
    const custom = departments.map((id) => directory.departments.get(id)?.customId ?? id);
    expect(rowsOf(found, 'contact_users')).toMatchObject([{ open_id: openId, department_ids: custom }]);
    expect(rowsOf(found, 'contact_user_departments').map((row) => row.open_department_id)).toEqual(departments);
  });
});

describe('Attendance', () => {
  test('punches of a day share a call, results too, and other people cost nothing', async () => {
    const { directory, attendance } = sandbox.tenant;
    const [one, two, three] = [...directory.people()];
    const ids = [one, two].map((somebody) => somebody?.userId ?? '');
    const { refresh } = await createFixture({ attendance: { employee_ids: ids } });
    const at = Math.floor(startedAtMs / 1000) - 3_600;
    for (const somebody of [one, two, three]) attendance.addFlow(somebody?.openId ?? '', at);
    const punch = (somebody: typeof one, seconds: number): Hint => ({
      module: 'attendance',
      kind: 'punch',
      target: {
        employeeId: somebody?.userId ?? '',
        employeeNo: somebody?.employeeNo ?? '',
        checkTimeSeconds: seconds,
      },
    });
    const found = await refresh([punch(one, at), punch(two, at), punch(three, at)]);
    // A punch changes the result of its day, of which the platform tells only when the status changes.
    expect(found.calls).toEqual({ 'attendance/v1/user_flows/query': 1, 'attendance/v1/user_tasks/query': 1 });
    const held = rowsOf(found, 'attendance_user_tasks').filter(({ day }) => day === '2026-09-16');
    expect(held.map(({ user_id }) => user_id).toSorted()).toEqual(ids.toSorted());
    expect(
      rowsOf(found, 'attendance_user_flows')
        .map(({ user_id }) => user_id)
        .toSorted(),
    ).toEqual(ids.toSorted());
    expect(found.changes.some(({ kind }) => kind === 'scanned')).toBe(false);

    const result = (somebody: typeof one): Hint => ({
      module: 'attendance',
      kind: 'result',
      target: {
        employeeId: somebody?.userId ?? '',
        employeeNo: somebody?.employeeNo ?? '',
        day: '2026-09-15',
      },
    });
    const results = await refresh([result(one), result(two), result(one)]);
    expect(results.calls).toEqual({ 'attendance/v1/user_tasks/query': 1 });
    expect(rowsOf(results, 'attendance_user_tasks').every(({ day }) => day === '2026-09-15')).toBe(true);
  });
});

test('calls that events lead to go first', async () => {
  await sandbox.close();
  sandbox = await startSandbox({ users: 30 });
  const { appId, appSecret } = sandbox.options;
  const client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: sandbox.url,
    credentials: { appId, appSecret: new Secret(appSecret) },
  });
  const { openId } = sandbox.tenant.directory.personAt(0);
  const order: string[] = [];
  const ask = async (face: OpenPlatformClient, name: string): Promise<void> => {
    await face.call(contactEndpoints.getUser, { path: { user_id: openId } });
    order.push(name);
  };
  const many = Array.from({ length: 120 }, () => ask(client, 'snapshot'));
  await ask(client.urgent(), 'event');
  // Fifty a second are allowed: without a rank of its own it would be the last.
  expect(order.length).toBeLessThan(110);
  await Promise.all(many);
  await client.close();
});
