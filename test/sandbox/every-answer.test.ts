import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertMatchesContract, ContractMismatch } from '../../src/sandbox/assert-matches-contract.ts';
import { contractEndpoints } from '../../src/sandbox/contract.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type JsonObject, readObject, readObjects, readText } from '../../src/util/json.ts';
import { EventCatcher } from '../support/event-catcher.ts';
import { type CallOptions, SandboxCaller } from '../support/sandbox-caller.ts';

/** Wednesday 2026-09-16, 12:00 in Shanghai. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);
const dayMs = 86_400_000;
const storeApp = { appId: 'cli_00000000000000aa', appSecret: 'store secret', kind: 'store' } as const;
/** Answer a file instead of JSON; `test/feeds/base-attachments.test.ts` and `files.test.ts` have them. */
const files = [
  'GET /open-apis/drive/v1/medias/:file_token/download',
  'GET /open-apis/im/v1/messages/:message_id/resources/:file_key',
  'GET /open-apis/im/v1/images/:image_key',
  'GET /open-apis/im/v1/files/:file_key',
];

let sandbox: Sandbox;
let caller: SandboxCaller;
const answered = new Set<string>();

beforeAll(async () => {
  sandbox = await startSandbox({
    startedAtMs,
    limits: 'off',
    users: 80,
    extraApps: [storeApp],
    switches: { unconfirmedShapes: true },
  });
  caller = new SandboxCaller(sandbox);
});

afterAll(() => sandbox.close());

async function check(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  name: string,
  options: CallOptions = {},
): Promise<JsonObject> {
  const path = `/open-apis/${name}`;
  const { json, data } = await caller.call(method, path, options);
  assertMatchesContract(method, path, json);
  answered.add(`${method} ${path}`);
  return data;
}

test('tokens, scopes, tenant and bot', async () => {
  const { appId: app_id, appSecret: app_secret } = sandbox.options;
  for (const kind of ['tenant_access_token', 'app_access_token']) {
    await check('POST', `auth/v3/${kind}/internal`, { body: { app_id, app_secret }, authorization: null });
  }
  for (const name of ['application/v6/scopes', 'tenant/v2/tenant/query', 'bot/v3/info']) await check('GET', name);
});

const messages = 'im/v1/messages';

async function said(options: CallOptions, name = messages): Promise<string> {
  return readText(await check('POST', name, options), 'message_id') ?? '';
}

test('what a bot says', async () => {
  const { chatId } = sandbox.tenant.chats;
  const [person] = sandbox.tenant.directory.people();
  const hello = { msg_type: 'text', content: `{"text":"hello <at user_id=\\"${person?.openId}\\"></at>"}` };
  const message_id = await said({ query: { receive_id_type: 'chat_id' }, body: { receive_id: chatId, ...hello } });
  const one = { params: { message_id } };
  await said({ ...one, body: { ...hello, reply_in_thread: true } }, `${messages}/:message_id/reply`);
  await check('PUT', `${messages}/:message_id`, { ...one, body: hello });
  for (const as of [person?.openId, undefined]) sandbox.people.react(message_id, 'OK', as === undefined ? {} : { as });
  const reaction = await check('POST', `${messages}/:message_id/reactions`, {
    ...one,
    body: { reaction_type: { emoji_type: 'DONE' } },
  });
  await check('GET', `${messages}/:message_id/reactions`, one);
  const reaction_id = readText(reaction, 'reaction_id') ?? '';
  await check('DELETE', `${messages}/:message_id/reactions/:reaction_id`, { params: { message_id, reaction_id } });
  await check('GET', `${messages}/:message_id`, one);
  const forward = sandbox.say({ chat: 'group', forward: [message_id] });
  await check('GET', `${messages}/:message_id`, { params: { message_id: forward.messageId } });
  await check('GET', messages, { query: { container_id_type: 'chat', container_id: chatId } });
  await check('DELETE', `${messages}/:message_id`, one);
  await check('GET', `${messages}/:message_id`, one);
});

test('cards of a bot', async () => {
  const { chatId } = sandbox.tenant.chats;
  const [person] = sandbox.tenant.directory.people();
  const open_id = person?.openId ?? '';
  const query = { receive_id_type: 'open_id' };
  const card = { config: { update_multi: true }, elements: [{ tag: 'markdown', content: 'one' }] };
  const content = JSON.stringify(card);
  const message_id = await said({ query, body: { receive_id: open_id, msg_type: 'interactive', content } });
  await check('PATCH', `${messages}/:message_id`, { params: { message_id }, body: { content } });
  const follow_ups = [{ content: 'more' }];
  await check('POST', `${messages}/:message_id/push_follow_up`, { params: { message_id }, body: { follow_ups } });
  const shown = { chat_id: chatId, open_id, msg_type: 'interactive', card };
  const ephemeral = await said({ body: shown }, 'ephemeral/v1/send');
  await check('POST', 'ephemeral/v1/delete', { body: { message_id: ephemeral } });
  const entity = { schema: '2.0', body: { elements: [{ tag: 'markdown', element_id: 'answer', content: '' }] } };
  const data = JSON.stringify({ ...entity, config: { streaming_mode: true } });
  const made = await check('POST', 'cardkit/v1/cards', { body: { type: 'card_json', data } });
  const params = { card_id: readText(made, 'card_id') ?? '' };
  await check('PUT', 'cardkit/v1/cards/:card_id/elements/:element_id/content', {
    params: { ...params, element_id: 'answer' },
    body: { content: 'text', sequence: 1 },
  });
  const settings = '{"config":{"streaming_mode":false}}';
  await check('PATCH', 'cardkit/v1/cards/:card_id/settings', { params, body: { settings, sequence: 2 } });
  await check('PUT', 'cardkit/v1/cards/:card_id', { params, body: { card: { type: 'card_json', data }, sequence: 3 } });
  const elements = '[{"tag":"hr","element_id":"line"}]';
  await check('POST', 'cardkit/v1/cards/:card_id/elements', {
    params,
    body: { type: 'append', elements, sequence: 4 },
  });
  const line = { params: { ...params, element_id: 'line' } };
  const path = 'cardkit/v1/cards/:card_id/elements/:element_id';
  const element = '{"tag":"markdown","element_id":"line","content":"a"}';
  await check('PUT', path, { ...line, body: { element, sequence: 5 } });
  await check('PATCH', path, { ...line, body: { partial_element: '{"content":"b"}', sequence: 6 } });
  await check('DELETE', path, { ...line, body: { sequence: 7 } });
  const actions = JSON.stringify([{ action: 'partial_update_setting', params: { settings: { config: {} } } }]);
  await check('POST', 'cardkit/v1/cards/:card_id/batch_update', { params, body: { actions, sequence: 8 } });
  const withButton = { ...card, elements: [{ tag: 'action', actions: [{ tag: 'button', name: 'yes', value: {} }] }] };
  const pressable = JSON.stringify(withButton);
  const asked = await said({ query, body: { receive_id: open_id, msg_type: 'interactive', content: pressable } });
  const { token } = await sandbox.people.press(asked, { button: 'yes' });
  await check('POST', 'interactive/v1/card/update', { body: { token, card } });
});

test('chats and files', async () => {
  const params = { chat_id: sandbox.tenant.chats.chatId };
  for (const query of [{ sort_type: 'ByCreateTimeAsc' }, { sort_type: 'ByActiveTimeDesc' }])
    await check('GET', 'im/v1/chats', { query });
  await check('GET', 'im/v1/chats/search', { query: { query: '全员' } });
  for (const { chatId: chat_id, bots } of sandbox.people.chats())
    if (bots.length > 0) await check('GET', 'im/v1/chats/:chat_id', { params: { chat_id } });
  for (const name of ['members', 'members/is_in_chat']) await check('GET', `im/v1/chats/:chat_id/${name}`, { params });
  const image = new FormData();
  image.set('image_type', 'message');
  image.set('image', new Blob([Buffer.from('89504e470d0a1a0a', 'hex')]), 'dot.png');
  await check('POST', 'im/v1/images', { form: image });
  const upload = new FormData();
  upload.set('file_type', 'stream');
  upload.set('file_name', 'notes.txt');
  upload.set('file', new Blob(['notes']), 'notes.txt');
  await check('POST', 'im/v1/files', { form: upload });
});

test('what an app asks about itself', async () => {
  const { appId: app_id } = sandbox.options;
  const { online_version_id } = readObject(
    await check('GET', 'application/v6/applications/:app_id', { params: { app_id }, query: { lang: 'zh_cn' } }),
    'app',
  );
  await check('GET', 'application/v6/applications/:app_id/app_versions', {
    params: { app_id },
    query: { lang: 'zh_cn' },
  });
  await check('GET', 'event/v1/outbound_ip');
  const version = await check('GET', 'application/v6/applications/:app_id/app_versions/:version_id', {
    params: { app_id, version_id: String(online_version_id) },
    query: { lang: 'zh_cn' },
  });
  const infos = readObjects(readObject(version, 'app_version'), 'event_infos').map((info) => info.event_type);
  expect(infos).toContain('contact.user.updated_v3');
  expect(await check('GET', 'event/v1/connection')).toEqual({ online_instance_cnt: 0 });
  sandbox.setGrantedScopes(sandbox.options.grantedScopes.slice(1));
  await check('POST', 'application/v6/scopes/apply');
  expect(sandbox.scopesAppliedFor()).toEqual(sandbox.options.grantedScopes.slice(0, 1));
  expect(await caller.call('POST', '/open-apis/application/v6/scopes/apply')).toMatchObject({ code: 212004 });
  sandbox.setGrantedScopes(sandbox.options.grantedScopes);
  expect(await caller.call('POST', '/open-apis/application/v6/scopes/apply')).toMatchObject({ code: 212002 });
});

test('a person signs in to an app', async () => {
  const { appId, appSecret } = sandbox.options;
  const [person] = sandbox.tenant.directory.people();
  const query = { client_id: appId, redirect_uri: 'http://app.example/back', response_type: 'code', state: 's' };
  const asked = new URLSearchParams({ ...query, as: person?.openId ?? '' });
  const sent = await fetch(`${sandbox.url}/open-apis/authen/v1/authorize?${asked}`, { redirect: 'manual' });
  const back = new URL(sent.headers.get('location') ?? '');
  const body = {
    grant_type: 'authorization_code',
    client_id: appId,
    client_secret: appSecret,
    code: back.searchParams.get('code') ?? '',
    redirect_uri: query.redirect_uri,
  };
  const exchange = { body, authorization: null };
  const { json } = await caller.call('POST', '/open-apis/authen/v2/oauth/token', exchange);
  assertMatchesContract('POST', '/open-apis/authen/v2/oauth/token', json);
  answered.add('POST /open-apis/authen/v2/oauth/token');
  const authorization = `Bearer ${readText(json, 'access_token')}`;
  const info = await check('GET', 'authen/v1/user_info', { authorization });
  expect(info).toMatchObject({ union_id: person?.unionId, tenant_key: sandbox.tenantKey, name: person?.name });
  expect(await caller.call('POST', '/open-apis/authen/v2/oauth/token', exchange)).toMatchObject({
    http: 400,
    json: { error: 'invalid_grant', code: 20065 },
  });
});

test('tokens of an app of the store', async () => {
  await using catcher = await EventCatcher.start();
  const { appId: app_id, appSecret: app_secret } = storeApp;
  sandbox.events.configure(app_id, { mode: 'webhook', url: catcher.url });
  const issue = async (name: string, body: JsonObject): Promise<JsonObject> => {
    await check('POST', `auth/v3/${name}`, { body, authorization: null });
    return (await caller.call('POST', `/open-apis/auth/v3/${name}`, { body, authorization: null })).json;
  };
  await issue('app_ticket/resend', { app_id, app_secret });
  sandbox.events.install(app_id, sandbox.tenantKey);
  const told = (await catcher.count(3)).map(({ body }) => readObject(body, 'event'));
  expect(told.map((event) => event.type).sort()).toEqual(['app_open', 'app_ticket', 'app_ticket']);
  const app_ticket = told.map((event) => readText(event, 'app_ticket')).findLast((ticket) => ticket !== null) ?? '';
  const { app_access_token } = await issue('app_access_token', { app_id, app_secret, app_ticket });
  const { tenantKey: tenant_key } = sandbox;
  const token = await issue('tenant_access_token', { app_access_token: app_access_token ?? '', tenant_key });
  const authorization = `Bearer ${readText(token, 'tenant_access_token')}`;
  expect(await caller.call('GET', '/open-apis/tenant/v2/tenant/query', { authorization })).toMatchObject({ code: 0 });
  sandbox.events.uninstall(app_id, tenant_key);
  expect(await caller.call('GET', '/open-apis/tenant/v2/tenant/query', { authorization })).toMatchObject({
    code: 99991663,
  });
});

test('subscriptions of events', async () => {
  const [approval_code = ''] = sandbox.tenant.approvals.approvalCodes;
  for (const name of ['subscribe', 'unsubscribe'])
    await check('POST', `approval/v4/approvals/:approval_code/${name}`, { params: { approval_code } });
  const file = { params: { file_token: sandbox.tenant.tables.appTokens[0] ?? '' }, query: { file_type: 'bitable' } };
  await check('POST', 'drive/v1/files/:file_token/subscribe', file);
  const subscribed = await check('GET', 'drive/v1/files/:file_token/get_subscribe', file);
  expect(subscribed.is_subscribe).toBe(true);
  await check('DELETE', 'drive/v1/files/:file_token/delete_subscribe', file);
});

test('Contact', async () => {
  const { directory, groups } = sandbox.tenant;
  for (const name of ['scopes', 'custom_attrs', 'employee_type_enums']) await check('GET', `contact/v3/${name}`);
  const everything = { fetch_child: 'true', page_size: '50' };
  await check('GET', 'contact/v3/departments/:department_id/children', {
    params: { department_id: '0' },
    query: everything,
  });
  for (const department_id of directory.departments.generatedIds) {
    await check('GET', 'contact/v3/departments/:department_id', { params: { department_id } });
    await check('GET', 'contact/v3/users/find_by_department', { query: { department_id, page_size: '50' } });
  }
  await check('GET', 'contact/v3/departments/batch', { query: { department_ids: directory.departments.generatedIds } });
  const people = [...directory.people()].slice(0, 50);
  await check('GET', 'contact/v3/users/batch', { query: { user_ids: people.map(({ openId }) => openId) } });
  for (const name of ['users', 'departments']) await check('GET', `contact/v3/${name}`);
  for (const { openId } of people) {
    await check('GET', 'contact/v3/users/:user_id', { params: { user_id: openId } });
    await check('GET', 'contact/v3/group/member_belong', { query: { member_id: openId } });
  }
  await check('POST', 'contact/v3/users/basic_batch', { body: { user_ids: [people[0]?.openId ?? ''] } });
  const body = { emails: people.map(({ email }) => email), mobiles: people.map(({ mobile }) => mobile) };
  await check('POST', 'contact/v3/users/batch_get_id', { body });
  for (const type of ['1', '2']) await check('GET', 'contact/v3/group/simplelist', { query: { type } });
  for (const { id: group_id } of groups.all()) {
    await check('GET', 'contact/v3/group/:group_id', { params: { group_id } });
    for (const member_type of ['user', 'department']) {
      await check('GET', 'contact/v3/group/:group_id/member/simplelist', {
        params: { group_id },
        query: { member_type },
      });
    }
  }
});

test('Attendance', async () => {
  const { attendance, directory } = sandbox.tenant;
  for (const name of ['groups', 'shifts']) await check('GET', `attendance/v1/${name}`);
  const kinds = { employee_type: 'employee_id', dept_type: 'open_id' };
  for (const { id } of attendance.roster.groups) {
    await check('GET', 'attendance/v1/groups/:group_id', { params: { group_id: id }, query: kinds });
  }
  for (const { id } of attendance.roster.shifts) {
    await check('GET', 'attendance/v1/shifts/:shift_id', { params: { shift_id: id } });
  }
  const user_ids = [...directory.people()].slice(0, 50).map(({ userId }) => userId);
  const window = {
    check_time_from: String((startedAtMs - 31 * dayMs) / 1000),
    check_time_to: String(startedAtMs / 1000),
  };
  const query = { employee_type: 'employee_id' };
  const flows = await check('POST', 'attendance/v1/user_flows/query', { query, body: { user_ids, ...window } });
  expect(readObjects(flows, 'user_flow_results').length).toBeGreaterThan(1_000);
  const days = { check_date_from: 20260816, check_date_to: 20260916, need_overtime_result: true };
  const tasks = await check('POST', 'attendance/v1/user_tasks/query', { query, body: { user_ids, ...days } });
  expect(readObjects(tasks, 'user_task_results').length).toBeGreaterThan(800);
});

test('Approval', async () => {
  const { approvals, directory } = sandbox.tenant;
  const from = String(startedAtMs - 20 * dayMs);
  const to = String(startedAtMs);
  for (const approval_code of approvals.approvalCodes) {
    await check('GET', 'approval/v4/approvals/:approval_code', { params: { approval_code } });
    const window = { start_time: String(startedAtMs - 9 * 3_600_000), end_time: to };
    await check('GET', 'approval/v4/instances', { query: { approval_code, ...window } });
    for (const instance_id of [...approvals.instanceCodes({ approvalCode: approval_code })].slice(0, 80)) {
      await check('GET', 'approval/v4/instances/:instance_id', { params: { instance_id } });
      await check('GET', 'approval/v4/instances/:instance_id/comments', {
        params: { instance_id },
        query: { user_id: directory.personAt(0).openId },
      });
    }
    const query = { page_size: '50' };
    const started = { instance_start_time_from: from, instance_start_time_to: to };
    await check('POST', 'approval/v4/instances/query', { query, body: { approval_code, ...started } });
    const copied = { cc_create_time_from: from, cc_create_time_to: to };
    await check('POST', 'approval/v4/instances/search_cc', { query, body: { approval_code, ...copied } });
    await check('POST', 'approval/v4/tasks/search', { query, body: { approval_code } });
  }
});

test('Base and Wiki', async () => {
  const { tables } = sandbox.tenant;
  for (const app_token of tables.appTokens) {
    const base = 'bitable/v1/apps/:app_token';
    await check('GET', base, { params: { app_token } });
    await check('GET', `${base}/tables`, { params: { app_token } });
    for (const table_id of tables.tableIds(app_token)) {
      const table = `${base}/tables/:table_id`;
      const params = { app_token, table_id };
      await check('GET', `${table}/fields`, { params, query: { page_size: '100' } });
      await check('GET', `${table}/views`, { params });
      await check('GET', `${table}/records`, { params, query: { automatic_fields: 'true', page_size: '100' } });
      const found = await check('POST', `${table}/records/search`, { params, body: { automatic_fields: true } });
      const record_ids = readObjects(found, 'items').map((record) => readText(record, 'record_id') ?? '');
      await check('POST', `${table}/records/batch_get`, { params, body: { record_ids } });
      await writeRecords(
        table,
        params,
        String(tables.fields(app_token, table_id).find(({ type }) => type === 1)?.field_name),
      );
    }
  }
  for (const token of tables.wikiTokens) await check('GET', 'wiki/v2/spaces/get_node', { query: { token } });
});

async function writeRecords(table: string, params: Record<string, string>, name: string): Promise<void> {
  const records = `${table}/records`;
  const fields = { [name]: '你好' };
  const made = await check('POST', records, { params, body: { fields } });
  const record_id = readText(readObject(made, 'record'), 'record_id') ?? '';
  const one = { params: { ...params, record_id } };
  await check('GET', `${records}/:record_id`, { ...one, query: { automatic_fields: 'true' } });
  await check('PUT', `${records}/:record_id`, { ...one, body: { fields } });
  await check('DELETE', `${records}/:record_id`, one);
  const created = await check('POST', `${records}/batch_create`, {
    params,
    body: { records: [{ fields }, { fields }] },
  });
  const ids = readObjects(created, 'records').map((record) => readText(record, 'record_id') ?? '');
  const changed = ids.map((id) => ({ record_id: id, fields }));
  await check('POST', `${records}/batch_update`, { params, body: { records: changed } });
  await check('POST', `${records}/batch_delete`, { params, body: { records: ids } });
}

test('every endpoint of the contract has been answered but those of files', () => {
  const missing = [...contractEndpoints().keys()].filter((name) => !answered.has(name));
  expect(missing).toEqual(files);
});

test('the check sees what deviates', () => {
  const path = '/open-apis/attendance/v1/groups';
  const faultsOf = (data: JsonObject): readonly string[] => {
    try {
      assertMatchesContract('GET', path, { code: 0, msg: '', data });
    } catch (error) {
      if (error instanceof ContractMismatch) return error.faults;
    }
    return [];
  };
  expect(faultsOf({ has_more: false, group_list: [{ group_id: '1', group_name: 'a' }] })).toEqual([]);
  expect(faultsOf({ has_more: 'no', group_list: [{ group_id: 1, nick: '' }], extra: 1 })).toEqual([
    'data.has_more is no boolean: "no"',
    'data.group_list.group_id is no string: 1',
    'data.group_list.nick is not documented',
    'data.extra is not documented',
  ]);
  expect(() => assertMatchesContract('GET', path, { code: 5, msg: '' })).toThrow('code is 5');
});
