import { Client, LoggerLevel } from '@larksuiteoapi/node-sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type JsonObject, readObject, readObjects, readText } from '../../src/util/json.ts';
import { EventCatcher } from '../support/event-catcher.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

/** Wednesday 2026-09-16, 12:00 in Shanghai. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);

let sandbox: Sandbox;
let client: Client;
let catcher: EventCatcher;
let path: { app_token: string; table_id: string };
let started = 0;
beforeEach(async () => {
  catcher = await EventCatcher.start();
  sandbox = await startSandbox({
    // The SDK keeps tokens for all clients of one app.
    appId: `cli_000000000000000${started++}`,
    startedAtMs,
    now: () => startedAtMs,
    users: 70,
    departments: 14,
    limits: 'off',
    bases: [{ tables: 2, records: 30 }],
    events: { mode: 'webhook', url: catcher.url },
  });
  const { appId, appSecret } = sandbox.options;
  client = new Client({ appId, appSecret, domain: sandbox.url, loggerLevel: LoggerLevel.fatal });
  const [app_token = ''] = sandbox.tenant.tables.appTokens;
  const [table_id = ''] = sandbox.tenant.tables.tableIds(app_token);
  path = { app_token, table_id };
  sandbox.events.subscribe(appId, sandbox.tenantKey, { kind: 'file', id: app_token });
});
afterEach(async () => {
  await sandbox.close();
  await catcher[Symbol.asyncDispose]();
});

const nameOf = (type: number): string => {
  const field = sandbox.tenant.tables.fields(path.app_token, path.table_id).find((one) => one.type === type);
  return String(field?.field_name);
};
const held = (recordId: string): JsonObject => {
  const text = sandbox.tenant.tables.recordJson(path.app_token, path.table_id, recordId);
  return readObject({ record: JSON.parse(text) }, 'record');
};
const actions = async (count: number): Promise<string[]> => {
  const told = (await catcher.count(count)).map(({ body }) => readObject(body, 'event'));
  return told.flatMap((event) =>
    readObjects(event, 'action_list').map((action) => `${action.action} ${action.record_id}`),
  );
};

describe('Base, through the official SDK', () => {
  test('a record is made, read, changed and deleted, and events tell of it', async () => {
    const [text, number] = [nameOf(1), nameOf(2)];
    const { appTableRecord } = client.bitable;
    const made = await appTableRecord.create({ path, data: { fields: { [text]: '新记录', [number]: 12.5 } } });
    const record_id = made.data?.record?.record_id ?? '';
    expect(made.data?.record?.fields).toEqual({ [text]: '新记录', [number]: 12.5 });
    const found = await appTableRecord.get({ path: { ...path, record_id } });
    expect(found.data?.record?.fields).toMatchObject({ [text]: '新记录', [number]: '12.5' });
    await appTableRecord.update({ path: { ...path, record_id }, data: { fields: { [number]: 13 } } });
    expect(held(record_id)).toMatchObject({ fields: { [text]: [{ text: '新记录', type: 'text' }], [number]: 13 } });
    const gone = await appTableRecord.delete({ path: { ...path, record_id } });
    expect(gone.data).toEqual({ deleted: true, record_id });
    expect(() => held(record_id)).toThrow();
    expect(await actions(3)).toEqual([
      `record_added ${record_id}`,
      `record_edited ${record_id}`,
      `record_deleted ${record_id}`,
    ]);
  });

  test('batches, listed by the search afterwards', async () => {
    const text = nameOf(1);
    const { appTableRecord } = client.bitable;
    const before = sandbox.tenant.tables.recordCount(path.app_token, path.table_id);
    const data = { records: ['甲', '乙', '丙'].map((name) => ({ fields: { [text]: name } })) };
    const made = await appTableRecord.batchCreate({ path, data });
    const ids = (made.data?.records ?? []).map(({ record_id }) => record_id ?? '');
    const [first = '', second = '', third = ''] = ids;
    await appTableRecord.batchUpdate({ path, data: { records: [{ record_id: first, fields: { [text]: '丁' } }] } });
    await appTableRecord.batchDelete({ path, data: { records: [second] } });
    expect(sandbox.tenant.tables.recordCount(path.app_token, path.table_id)).toBe(before + 2);
    const seen = await appTableRecord.search({ path, params: { page_size: 100 }, data: {} });
    const names = new Map(seen.data?.items?.map(({ record_id, fields }) => [record_id, fields[text]]));
    expect(names.get(first)).toEqual([{ text: '丁', type: 'text' }]);
    expect(names.has(second)).toBe(false);
    expect(names.get(third)).toEqual([{ text: '丙', type: 'text' }]);
  });

  test('every type that can be written comes back, by any type of user id', async () => {
    const person = sandbox.tenant.directory.personAt(0);
    const ids = { open_id: person.openId, union_id: person.unionId, user_id: person.userId } as const;
    const values: Record<number, unknown> = {
      1: 'text',
      2: 3,
      3: 'Todo',
      4: ['a', 'b'],
      5: startedAtMs,
      7: true,
      13: '13800000000',
      15: { link: 'https://example.com', text: 'example' },
      17: [{ file_token: 'boxcn0' }],
    };
    const there = sandbox.tenant.tables.fields(path.app_token, path.table_id).map(({ type }) => Number(type));
    const written = Object.fromEntries(
      Object.entries(values).flatMap(([type, value]) =>
        there.includes(Number(type)) ? [[nameOf(Number(type)), value]] : [],
      ),
    );
    expect(Object.keys(written).length).toBeGreaterThan(4);
    for (const [user_id_type, id] of Object.entries(ids)) {
      const caller = new SandboxCaller(sandbox);
      const { data } = await caller.call('POST', '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records', {
        params: path,
        query: { user_id_type },
        body: { fields: JSON.parse(JSON.stringify({ ...written, [nameOf(11)]: [{ id }] })) },
      });
      const record = held(readText(readObject(data, 'record'), 'record_id') ?? '');
      expect(record.fields).toMatchObject({
        ...written,
        [nameOf(1)]: [{ text: 'text', type: 'text' }],
        [nameOf(11)]: [{ id: person.openId, name: person.name }],
      });
    }
  });

  test.each([
    ['an unknown field', { nosuch: 1 }, 1254045],
    ['a number as text', 2, 1254061],
    ['a text as number', 1, 1254060],
    ['a date as text', 5, 1254064],
    ['a person who is unknown', 11, 1254066],
  ])('%s is refused as the platform does, and a batch writes nothing then', async (_, wrong, code) => {
    const bad = { 1: 5, 2: '5', 5: '2026-01-01', 11: [{ id: 'ou_nobody' }] } as Record<number, unknown>;
    const fields = typeof wrong === 'number' ? { [nameOf(wrong)]: bad[wrong] } : wrong;
    const before = sandbox.tenant.tables.recordCount(path.app_token, path.table_id);
    const caller = new SandboxCaller(sandbox);
    const records = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/batch_create';
    const body = JSON.parse(JSON.stringify({ records: [{ fields: { [nameOf(1)]: 'fine' } }, { fields }] }));
    expect((await caller.call('POST', records, { params: path, body })).code).toBe(code);
    expect(sandbox.tenant.tables.recordCount(path.app_token, path.table_id)).toBe(before);
  });

  test('a call that is repeated with its client_token writes once; another record id, too many, no permission', async () => {
    const caller = new SandboxCaller(sandbox);
    const records = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records';
    const client_token = 'fe599b60-450f-46ff-b2ef-9f6675625b97';
    const call = { params: path, query: { client_token }, body: { fields: { [nameOf(1)]: 'once' } } };
    const [one, two] = [await caller.call('POST', records, call), await caller.call('POST', records, call)];
    expect(two.data).toEqual(one.data);
    expect((await caller.call('POST', records, { ...call, query: { client_token: 'mine' } })).code).toBe(1254037);
    const missing = { params: { ...path, record_id: 'recNowhere0' } };
    expect((await caller.call('GET', `${records}/:record_id`, missing)).code).toBe(1254043);
    expect((await caller.call('DELETE', `${records}/:record_id`, missing)).code).toBe(1254043);
    const many = { records: Array.from({ length: 501 }, (__, at) => `rec${at}`) };
    expect((await caller.call('POST', `${records}/batch_delete`, { params: path, body: many })).code).toBe(1254104);
    sandbox.setGrantedScopes([...sandbox.options.grantedScopes].filter((scope) => !/^(bitable|base):/.test(scope)));
    expect((await caller.call('POST', records, call)).code).toBe(99991672);
  });
});

describe('the older lists of Contact, through the official SDK', () => {
  test('the older lists return everyone, department by department', async () => {
    const { directory } = sandbox.tenant;
    const departments: string[] = [];
    for await (const page of await client.contact.department.listWithIterator({
      params: { fetch_child: true, page_size: 5 },
    }))
      for (const item of page?.items ?? []) departments.push(item.open_department_id ?? '');
    expect(departments.toSorted()).toEqual(
      directory.departments
        .descendants('0')
        .map(({ openId }) => openId)
        .toSorted(),
    );
    const users = new Set<string>();
    for (const department_id of [undefined, ...departments]) {
      const params = { page_size: 9, ...(department_id === undefined ? {} : { department_id }) };
      for await (const page of await client.contact.user.listWithIterator({ params }))
        for (const item of page?.items ?? []) users.add(item.open_id ?? '');
    }
    expect([...users].toSorted()).toEqual([...directory.people()].map(({ openId }) => openId).toSorted());
    const [top = ''] = departments;
    const below = await client.contact.department.list({ params: { parent_department_id: top, page_size: 50 } });
    expect(below.data?.items?.map(({ open_department_id }) => open_department_id) ?? []).toEqual(
      directory.departments.children(top).map(({ openId }) => openId),
    );
  });

  test('the older lists return single grants to an app with a part of the company, and keep to their limits', async () => {
    const { directory } = sandbox.tenant;
    const [granted = ''] = directory.departments.children('0').map(({ openId }) => openId);
    const alone = directory.personAt(7).openId;
    sandbox.setContactRange({ departments: [granted], users: [alone] });
    const users = await client.contact.user.list({});
    expect(users.data?.items?.map(({ open_id }) => open_id)).toEqual([alone]);
    const departments = await client.contact.department.list({});
    expect(departments.data?.items?.map(({ open_department_id }) => open_department_id)).toEqual([granted]);
    const caller = new SandboxCaller(sandbox);
    for (const [name, size] of [
      ['users', '101'],
      ['departments', '51'],
    ] as const) {
      const refused = await caller.call('GET', `/open-apis/contact/v3/${name}`, { query: { page_size: size } });
      expect([name, refused.http]).toEqual([name, 400]);
    }
    const outside = directory.departments.children('0').at(-1)?.openId ?? '';
    const denied = await caller.call('GET', '/open-apis/contact/v3/users', { query: { department_id: outside } });
    expect(denied.code).toBe(40004);
  });
});
