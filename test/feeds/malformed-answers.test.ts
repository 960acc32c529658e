import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isTypedStream } from '../../src/feeds/base/typed-table.ts';
import { createLarkSource } from '../../src/feeds/lark-source.ts';
import { loadFeeds } from '../../src/feeds/load-feeds.ts';
import type { Change } from '../../src/model/change.ts';
import { systemClock } from '../../src/model/clock.ts';
import type { Hint } from '../../src/model/hint.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Source } from '../../src/model/source.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../src/util/json.ts';
import { PlatformDouble } from '../support/platform-double.ts';

const startedAtMs = Date.UTC(2026, 8, 16, 4);
const clock = { ...systemClock, now: () => startedAtMs, elapsed: () => startedAtMs };

/** Stands between us and the sandbox and spoils the answers of one path. */
let proxy: PlatformDouble;
let sandbox: Sandbox;
let client: OpenPlatformClient;
let spoil: (path: string, data: JsonValue | undefined) => JsonValue | undefined;

beforeAll(async () => {
  sandbox = await startSandbox({
    startedAtMs,
    limits: 'off',
    users: 12,
    departments: 3,
    groups: 3,
    approvals: { definitions: 1, instancesPerDay: 4, days: 1 },
    bases: [{ tables: 1, records: 5 }],
    attendance: { days: 1 },
  });
  const { appId, appSecret } = sandbox.options;
  const call = async (url: string, method: string, headers: Record<string, string>, body: string) => {
    const answer = await fetch(`${sandbox.url}${url}`, { method, headers, ...(method === 'GET' ? {} : { body }) });
    return parseJson(await answer.text());
  };
  const json = { 'content-type': 'application/json' };
  const token = await call(
    '/open-apis/auth/v3/tenant_access_token/internal',
    'POST',
    json,
    JSON.stringify({ app_id: appId, app_secret: appSecret }),
  );
  proxy = await PlatformDouble.start();
  proxy.tokenReply = () => ({ body: isObject(token) ? token : {} });
  proxy.handler = async ({ url, method, headers, body }) => {
    const answer = await call(url, method, { ...json, authorization: headers.authorization ?? '' }, body);
    if (!isObject(answer) || answer.code !== 0) return { status: 400, body: isObject(answer) ? answer : {} };
    const { data, ...rest } = answer;
    const spoilt = spoil(url.split('?')[0] ?? '', data);
    return { body: { ...rest, ...(spoilt === undefined ? {} : { data: spoilt }) } };
  };
  client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: proxy.baseUrl,
    credentials: { appId, appSecret: new Secret(appSecret) },
    rateLimitScale: 0,
    retryBudgetMs: 0,
  });
});

beforeEach(() => {
  spoil = (_path, data) => data;
});

afterAll(async () => {
  await client.close();
  await proxy[Symbol.asyncDispose]();
  await sandbox.close();
});

type Name = 'approval' | 'base' | 'attendance' | 'contact';

const keyOf = new Map<string, readonly string[]>();

async function sourceOf(module: Name, { typed = false } = {}): Promise<{ source: Source; names: Set<string> }> {
  const { approvals, tables } = sandbox.tenant;
  const all = {
    approval: { approval_codes: approvals.approvalCodes, start_date: '2026-09-14' },
    base: {
      tables: tables.appTokens.map((token) => ({ app_token: token })),
      typed_streams: typed,
      skip_unchanged: false,
    },
    attendance: { start_date: '2026-09-14' },
    contact: {},
  };
  const makeFeeds = await loadFeeds({ [module]: all[module] });
  const source = createLarkSource({ id: 'test', makeFeeds, client, clock, logger: silentLogger });
  const { streams } = await source.discover();
  for (const { name, primaryKey } of streams) keyOf.set(name, primaryKey);
  return { source, names: new Set(streams.map(({ name }) => name)) };
}

/** All that came; no row may be without a value in its key. */
async function gather(changes: AsyncIterable<Change>): Promise<Change[]> {
  const all: Change[] = [];
  for await (const change of changes) {
    all.push(change);
    if (change.kind !== 'rows') continue;
    const key = keyOf.get(change.stream) ?? [];
    for (const row of change.rows) expect(key.filter((column) => (row[column] ?? null) === null)).toEqual([]);
  }
  return all;
}

async function read(module: Name, options?: { typed: boolean }): Promise<Change[]> {
  const { source, names } = await sourceOf(module, options);
  const request = { streams: names, fresh: new Set<string>(), state: new Map(), acceptDeletes: false };
  return await gather(source.read({ ...request, signal: new AbortController().signal }));
}

/** What the source makes of hints of events, as live replication does. */
async function refresh(module: Name, hints: readonly Hint[], options?: { typed: boolean }): Promise<Change[]> {
  const { source, names } = await sourceOf(module, options);
  const { signal } = new AbortController();
  return await gather(source.refresher().refresh({ hints, streams: names, state: async () => new Map(), signal }));
}

const incompleteOf = (changes: readonly Change[], stream: string): string[] =>
  changes.flatMap((change) =>
    change.kind === 'incomplete' && change.streams.includes(stream) ? [change.error.code] : [],
  );

interface Listing {
  readonly module: Name;
  readonly path: RegExp;
  readonly key: string;
  readonly id: string;
  readonly streams: readonly string[];
}

const people = ['contact_users', 'contact_user_departments'];
const instances = ['approval_instances', 'approval_instance_payloads', 'approval_form_fields', 'approval_tasks'];
/** Every list that a read gets rows from: where it stands, what its items are known by, and what becomes of them. */
const listings: readonly Listing[] = [
  { module: 'contact', path: /find_by_department$/, key: 'items', id: 'open_id', streams: people },
  {
    module: 'contact',
    path: /children$/,
    key: 'items',
    id: 'open_department_id',
    streams: ['contact_departments', ...people],
  },
  {
    module: 'contact',
    path: /group\/simplelist$/,
    key: 'grouplist',
    id: 'id',
    streams: ['contact_groups', 'contact_group_members'],
  },
  {
    module: 'contact',
    path: /member\/simplelist$/,
    key: 'memberlist',
    id: 'member_id',
    streams: ['contact_group_members'],
  },
  { module: 'contact', path: /employee_type_enums$/, key: 'items', id: 'enum_id', streams: ['contact_employee_types'] },
  { module: 'contact', path: /custom_attrs$/, key: 'items', id: 'id', streams: ['contact_custom_attrs'] },
  {
    module: 'base',
    path: /\/tables$/,
    key: 'items',
    id: 'table_id',
    streams: ['base_tables', 'base_records', 'base_fields', 'base_views'],
  },
  { module: 'base', path: /\/fields$/, key: 'items', id: 'field_id', streams: ['base_fields'] },
  { module: 'base', path: /\/views$/, key: 'items', id: 'view_id', streams: ['base_views'] },
  { module: 'base', path: /records\/search$/, key: 'items', id: 'record_id', streams: ['base_records'] },
  { module: 'attendance', path: /v1\/groups$/, key: 'group_list', id: 'group_id', streams: ['attendance_groups'] },
  { module: 'attendance', path: /v1\/shifts$/, key: 'shift_list', id: 'shift_id', streams: ['attendance_shifts'] },
  {
    module: 'attendance',
    path: /user_flows\/query$/,
    key: 'user_flow_results',
    id: 'record_id',
    streams: ['attendance_user_flows'],
  },
  {
    module: 'attendance',
    path: /user_tasks\/query$/,
    key: 'user_task_results',
    id: 'result_id',
    streams: ['attendance_user_tasks'],
  },
  { module: 'approval', path: /v4\/instances$/, key: 'instance_code_list', id: '', streams: instances },
  { module: 'approval', path: /v4\/instances\/.+/, key: 'task_list', id: '', streams: ['approval_tasks'] },
  { module: 'approval', path: /v4\/instances\/.+/, key: 'timeline', id: '', streams: ['approval_timeline'] },
  { module: 'approval', path: /v4\/instances\/.+/, key: 'comment_list', id: '', streams: ['approval_comments'] },
];

/** What a record without its id is in Attendance is told by its person. */
const withoutId = (item: JsonObject, id: string): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([key]) => key !== id && key !== 'user_id'));

/** One instance's lists stand beside others of its own: none of them is what was asked for alone. */
const isDetail = (path: RegExp): boolean => path.test('/v4/instances/x');

const renamed = (key: string, { [key]: list, ...rest }: JsonObject): JsonObject => ({ ...rest, LIST: list });

describe.each(listings)('$path › $key', ({ module, path, key, id, streams }) => {
  const spoilList = (change: (list: JsonValue[]) => JsonValue): void => {
    spoil = (at, data) => {
      if (!path.test(at) || !isObject(data)) return data;
      const list = data[key];
      return { ...data, [key]: change(Array.isArray(list) ? list : []) };
    };
  };

  test.each([
    ['entries that are no items', (list: JsonValue[]): JsonValue => [null, ...list, 1, []]],
    ...(id === ''
      ? []
      : [
          [
            'an item without its id',
            (list: JsonValue[]): JsonValue =>
              list.map((item, at) => (at === 0 && isObject(item) ? withoutId(item, id) : item)),
          ] as const,
        ]),
  ] as const)('%s: reported, and no row is deleted', async (_what, change) => {
    spoilList(change);
    const changes = await read(module);
    for (const stream of streams) {
      expect(incompleteOf(changes, stream)).toEqual(['record.unreadable']);
      expect(changes.filter((one) => one.kind === 'scanned' && one.stream === stream)).toEqual([]);
    }
  });

  test.each(isDetail(path) ? [] : [key])('a list under another name is an error, never an empty page', async () => {
    spoil = (at, data) => (path.test(at) && isObject(data) ? renamed(key, data) : data);
    const changes = await read(module);
    for (const stream of streams) {
      expect(incompleteOf(changes, stream)).toEqual(expect.arrayContaining(['lark.answer.unreadable']));
      expect(changes.filter((one) => one.kind === 'scanned' && one.stream === stream)).toEqual([]);
    }
  });

  test('an answer with something else in place of the list is an error, never an empty page', async () => {
    spoilList(() => ({}));
    const changes = await read(module);
    for (const stream of streams) {
      expect(incompleteOf(changes, stream)).toEqual(expect.arrayContaining(['lark.answer.unreadable']));
      expect(changes.filter((one) => one.kind === 'scanned' && one.stream === stream)).toEqual([]);
    }
  });
});

/** Events name records, which are asked for by their ids; `gone` is what an event says of the first that it names. */
interface LiveListing extends Listing {
  readonly hintsOf: (isGone: boolean) => Promise<readonly Hint[]>;
}

const liveListings: readonly LiveListing[] = [
  {
    module: 'contact',
    path: /users\/batch$/,
    key: 'items',
    id: 'open_id',
    streams: people,
    hintsOf: async (isGone) =>
      [...sandbox.tenant.directory.people()]
        .slice(0, 3)
        .map(({ openId }) => ({ module: 'contact', kind: 'person', target: { openId, isGone } })),
  },
  {
    module: 'contact',
    path: /departments\/batch$/,
    key: 'items',
    id: 'open_department_id',
    streams: ['contact_departments'],
    hintsOf: async (isGone) =>
      (await keysIn('contact', 'contact_departments'))
        .slice(0, 3)
        .map(([openDepartmentId]) => ({ module: 'contact', kind: 'department', target: { openDepartmentId, isGone } })),
  },
  {
    module: 'base',
    path: /records\/batch_get$/,
    key: 'records',
    id: 'record_id',
    streams: ['base_records'],
    hintsOf: async () => await recordHints(),
  },
  ...['user_flow', 'user_task'].map(
    (kind): LiveListing => ({
      module: 'attendance',
      path: new RegExp(`${kind}s/query$`),
      key: `${kind}_results`,
      id: kind === 'user_flow' ? 'record_id' : 'result_id',
      streams: [`attendance_${kind}s`],
      hintsOf: async () => {
        // Between the first and the last punch of a day lie all others.
        const times = [startedAtMs / 1000 - 4 * 3600, startedAtMs / 1000 - 1];
        return [...sandbox.tenant.directory.people()].flatMap(({ userId }) =>
          times.map((checkTimeSeconds) => ({
            module: 'attendance',
            kind: 'punch',
            target: { employeeId: userId, employeeNo: '', checkTimeSeconds },
          })),
        );
      },
    }),
  ),
  ...['task_list', 'timeline', 'comment_list'].map(
    (key): LiveListing => ({
      module: 'approval',
      path: /v4\/instances\/.+/,
      key,
      id: '',
      streams: [{ task_list: 'approval_tasks', timeline: 'approval_timeline' }[key] ?? 'approval_comments'],
      hintsOf: async (isGone) => {
        const [approvalCode] = sandbox.tenant.approvals.approvalCodes;
        const [[instanceCode] = []] = await keysIn('approval', 'approval_instances');
        return [{ module: 'approval', kind: 'instance', target: { approvalCode, instanceCode, isGone } }];
      },
    }),
  ),
];

async function keysIn(module: Name, stream: string): Promise<string[][]> {
  const before = spoil;
  spoil = (_path, data) => data;
  const changes = await read(module);
  spoil = before;
  const rows = changes.flatMap((one) => (one.kind === 'rows' && one.stream === stream ? one.rows : []));
  return rows.map((row) => (keyOf.get(stream) ?? []).map((column) => String(row[column])));
}

async function recordHints(): Promise<readonly Hint[]> {
  const keys = await keysIn('base', 'base_records');
  const [[appToken, tableId] = []] = keys;
  const recordIds = keys.slice(0, 3).map((key) => key.at(-1));
  return [{ module: 'base', kind: 'records', target: { appToken, tableId, recordIds } }];
}

describe.each(liveListings)('after an event, $path › $key', ({ module, path, key, id, streams, hintsOf }) => {
  const spoilList = (change: (list: JsonValue[]) => JsonValue): void => {
    spoil = (at, data) => {
      if (!path.test(at) || !isObject(data)) return data;
      const list = data[key];
      return { ...data, [key]: change(Array.isArray(list) ? list : []) };
    };
  };
  const nameless = (list: JsonValue[]): JsonValue =>
    list.map((item, at) => (at > 0 || !isObject(item) ? item : id === '' ? null : withoutId(item, id)));

  test.each([false, true])(
    'an item that cannot be read is reported, and nothing is deleted (gone: %s)',
    async (isGone) => {
      const hints = await hintsOf(isGone);
      const whole = await refresh(module, hints);
      expect(whole.filter(({ kind }) => kind === 'incomplete')).toEqual([]);
      spoilList(id === '' ? (list) => [null, ...list] : nameless);
      const changes = await refresh(module, hints);
      for (const stream of streams) {
        expect(incompleteOf(changes, stream)).toEqual(['record.unreadable']);
        expect(changes.filter((one) => one.kind === 'deletes' && one.stream === stream)).toEqual([]);
        // Rows of a parent whose answer could not be read whole are not replaced.
        const replaced = changes.flatMap((one) =>
          one.kind === 'rows' && one.stream === stream ? (one.parents ?? []) : [],
        );
        const before = whole.flatMap((one) =>
          one.kind === 'rows' && one.stream === stream ? (one.parents ?? []) : [],
        );
        if (before.length > 0) expect(replaced.length).toBe(before.length - 1);
      }
    },
  );

  test.each(isDetail(path) ? [] : [key])('a list under another name is an error', async () => {
    const hints = await hintsOf(false);
    spoil = (at, data) => (path.test(at) && isObject(data) ? renamed(key, data) : data);
    const changes = await refresh(module, hints);
    const codes = changes.flatMap((one) => (one.kind === 'incomplete' ? [one.error.code] : []));
    // A record that is named neither found nor absent is itself told as unreadable.
    expect(codes).toContainEqual(expect.stringMatching(/^(lark\.answer|record)\.unreadable$/));
    expect(changes.filter(({ kind }) => kind === 'deletes')).toEqual([]);
  });

  test('something else in place of the list is an error', async () => {
    const hints = await hintsOf(false);
    spoilList(() => ({}));
    const changes = await refresh(module, hints);
    expect(changes.flatMap((one) => (one.kind === 'incomplete' ? [one.error.code] : []))).toContain(
      'lark.answer.unreadable',
    );
  });
});

describe.each([
  { module: 'approval', path: /v4\/instances\/.+/, key: 'instance_code', streams: instances },
  { module: 'attendance', path: /attendance\/v1\/groups\/.+/, key: 'group_id', streams: ['attendance_groups'] },
] as const)('an answer to another $key than was asked for', ({ module, path, key, streams }) => {
  test('is an error: no row is made of it, and none is deleted', async () => {
    const whole = await keysIn(module, streams[0] ?? '');
    let odd = '';
    spoil = (at, data) => {
      if (!path.test(at) || !isObject(data)) return data;
      odd ||= at;
      return at === odd ? { ...data, [key]: 'OTHER' } : data;
    };
    const changes = await read(module);
    expect(whole.length).toBeGreaterThan(0);
    for (const stream of streams) {
      expect(incompleteOf(changes, stream)).toContain('lark.answer.unreadable');
      const ours = changes.filter((one) => 'stream' in one && one.stream === stream);
      expect(ours.filter(({ kind }) => kind === 'scanned' || kind === 'deletes')).toEqual([]);
      const id = odd.split('/').at(-1);
      expect(ours.flatMap((one) => (one.kind === 'rows' ? one.rows : [])).map((row) => row[key])).not.toContain(id);
    }
  });
});

test('a group whose own answer names it by an empty text keeps the id that the list gave', async () => {
  spoil = (at, data) => (/attendance\/v1\/groups\/.+/.test(at) && isObject(data) ? { ...data, group_id: '' } : data);
  const changes = await read('attendance');
  const rows = changes.flatMap((one) => (one.kind === 'rows' && one.stream === 'attendance_groups' ? one.rows : []));
  expect(rows.length).toBeGreaterThan(0);
  expect(changes.filter(({ kind }) => kind === 'incomplete')).toEqual([]);
});

test.each(['approval', 'base', 'attendance', 'contact'] as const)(
  'a correct read of %s reports nothing',
  async (module) => {
    const changes = await read(module);
    expect(changes.filter(({ kind }) => kind === 'incomplete')).toEqual([]);
    expect(changes.filter(({ kind }) => kind === 'rows').length).toBeGreaterThan(0);
  },
);

/** Column → values that the platform sends in its place; every one becomes null and is counted. */
const impossible = ['2026-13-45T99:99:99Z', '-1e308', '1e400', {}, [], true] as const;

test.each([
  ['contact', /find_by_department$/, 'items', 'join_time', 'contact_users'],
  ['contact', /find_by_department$/, 'items', 'gender', 'contact_users'],
  ['contact', /children$/, 'items', 'member_count', 'contact_departments'],
  ['attendance', /user_flows\/query$/, 'user_flow_results', 'check_time', 'attendance_user_flows'],
  ['attendance', /user_tasks\/query$/, 'user_task_results', 'day', 'attendance_user_tasks'],
  ['approval', /v4\/instances\/.+/, 'task_list', 'start_time', 'approval_tasks'],
  ['approval', /v4\/instances\/.+/, 'timeline', 'create_time', 'approval_timeline'],
  ['base', /records\/search$/, 'items', 'created_time', 'base_records'],
  ['base', /\/fields$/, 'items', 'type', 'base_fields'],
] as const)('%s %s: what fits no column is null and counted (%s.%s)', async (module, path, key, column, stream) => {
  let spoilt = 0;
  spoil = (at, data) => {
    if (!path.test(at) || !isObject(data)) return data;
    const list = data[key];
    const items = (Array.isArray(list) ? list : []).map((item): JsonValue => {
      if (!isObject(item)) return item;
      const value = impossible[spoilt++ % impossible.length] ?? null;
      return { ...item, [column]: value === null ? null : parseJson(JSON.stringify(value)) };
    });
    return { ...data, [key]: items };
  };
  const changes = await read(module);
  expect(spoilt).toBeGreaterThan(0);
  const told = changes.flatMap((one) =>
    one.kind === 'warning' && one.streams.includes(stream) && typeof one.message !== 'string' ? [one.message.en] : [],
  );
  expect(told.join()).toContain(`${column} (`);
  const rows = changes.flatMap((one) => (one.kind === 'rows' && one.stream === stream ? one.rows : []));
  expect(rows.every((row) => row[column] === null)).toBe(true);
});

describe('cells that fit no column of a typed stream are null and counted', () => {
  const typed = { typed: true };
  const spoilRecords = (): void => {
    spoil = (at, data) => {
      if (!/records\/(search|batch_get)$/.test(at) || !isObject(data)) return data;
      const key = at.endsWith('search') ? 'items' : 'records';
      const list = data[key];
      const items = (Array.isArray(list) ? list : []).map((item): JsonValue => {
        if (!isObject(item) || !isObject(item.fields)) return item;
        const fields = Object.fromEntries(Object.keys(item.fields).map((name) => [name, { odd: [1] }]));
        return { ...item, created_time: impossible[0], fields };
      });
      return { ...data, [key]: items };
    };
  };
  const toldOf = (changes: readonly Change[]): string =>
    changes
      .flatMap((one) =>
        one.kind === 'warning' && one.streams.some(isTypedStream) && typeof one.message !== 'string'
          ? [one.message.en]
          : [],
      )
      .join();

  test.each(['a read', 'a refresh'])('in %s', async (what) => {
    const hints = await recordHints();
    spoilRecords();
    const changes = what === 'a read' ? await read('base', typed) : await refresh('base', hints, typed);
    const rows = changes.flatMap((one) => (one.kind === 'rows' && isTypedStream(one.stream) ? one.rows : []));
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.created_time === null)).toBe(true);
    expect(toldOf(changes)).toContain(`created_time (${rows.length})`);
    // The other names are those of fields.
    expect(toldOf(changes).split('(').length).toBeGreaterThan(3);
  });

  test('in a confirmation, which also reports what it cannot read', async () => {
    const { source, names } = await sourceOf('base', typed);
    const { signal } = new AbortController();
    const request = { streams: names, fresh: new Set<string>(), state: new Map(), acceptDeletes: false, signal };
    const changes = await gather(source.read(request));
    const scan = changes.find((one) => one.kind === 'scanned' && isTypedStream(one.stream));
    if (scan?.kind !== 'scanned') throw new Error('no typed stream was scanned');
    const keys = changes
      .flatMap((one) => (one.kind === 'rows' && one.stream === scan.stream ? one.rows : []))
      .map((row) => [String(row.record_id)]);
    const ask = async (): Promise<string> => {
      const answer = await source.confirm?.({ scan, keys, signal });
      if (answer?.kind !== 'answered') throw new Error('no answer');
      return JSON.stringify(answer.warnings);
    };
    spoilRecords();
    expect(await ask()).toContain(`created_time (${keys.length})`);
    spoil = (at, data) => (/batch_get$/.test(at) && isObject(data) ? { ...data, records: [null] } : data);
    expect(await ask()).toContain(`${keys.length} items of`);
  });
});

describe('a record whose `fields` are no cells', () => {
  const typed = { typed: true };
  const spoilFirst = (fields: JsonValue | undefined): void => {
    spoil = (at, data) => {
      if (!/records\/(search|batch_get)$/.test(at) || !isObject(data)) return data;
      const key = at.endsWith('search') ? 'items' : 'records';
      const list = data[key];
      const items = (Array.isArray(list) ? list : []).map((item, position): JsonValue => {
        if (position > 0 || !isObject(item)) return item;
        const { fields: _, ...rest } = item;
        return fields === undefined ? rest : { ...rest, fields };
      });
      return { ...data, [key]: items };
    };
  };
  const rowsOf = (changes: readonly Change[], isOurs: (stream: string) => boolean) =>
    changes.flatMap((one) => (one.kind === 'rows' && isOurs(one.stream) ? one.rows : []));
  const deliver = async (what: string, hints: readonly Hint[]): Promise<Change[]> =>
    what === 'a read' ? await read('base', typed) : await refresh('base', hints, typed);
  const both = [(name: string): boolean => name === 'base_records', isTypedStream];

  describe.each(['a read', 'a refresh'])('in %s', (what) => {
    test.each([['x'], [''], ['{}'], [7], [true], [[]], [[{}]]])(
      '%j: reported, no row, nothing deleted',
      async (fields) => {
        const hints = await recordHints();
        const whole = await deliver(what, hints);
        spoilFirst(fields);
        const changes = await deliver(what, hints);
        for (const isOurs of both) {
          expect(rowsOf(changes, isOurs).length).toBe(rowsOf(whole, isOurs).length - 1);
          const told = changes.filter((one) => one.kind === 'incomplete' && one.streams.some(isOurs));
          expect(told).toMatchObject([{ error: { code: 'record.unreadable' } }]);
          const gone = changes.filter((one) => one.kind === 'scanned' || one.kind === 'deletes');
          expect(gone.filter(({ stream }) => isOurs(stream))).toEqual([]);
        }
      },
    );

    test.each([undefined, null, {}])('%j says that there are no cells', async (fields) => {
      const hints = await recordHints();
      const whole = await deliver(what, hints);
      spoilFirst(fields);
      const changes = await deliver(what, hints);
      expect(changes.filter(({ kind }) => kind === 'incomplete')).toEqual([]);
      for (const isOurs of both) expect(rowsOf(changes, isOurs).length).toBe(rowsOf(whole, isOurs).length);
      expect(JSON.stringify(rowsOf(changes, (name) => name === 'base_records')[0]?.fields)).toBe('{}');
    });
  });

  test('in a confirmation: reported, no row, and the record counts as being there', async () => {
    const { source, names } = await sourceOf('base', typed);
    const { signal } = new AbortController();
    const request = { streams: names, fresh: new Set<string>(), state: new Map(), acceptDeletes: false, signal };
    const changes = await gather(source.read(request));
    spoilFirst('x');
    for (const isOurs of both) {
      const scan = changes.find((one) => one.kind === 'scanned' && isOurs(one.stream));
      if (scan?.kind !== 'scanned') throw new Error('nothing was scanned');
      const first = rowsOf(changes, (name) => name === scan.stream)[0];
      const key = (keyOf.get(scan.stream) ?? []).map((column) => String(first?.[column]));
      const answer = await source.confirm?.({ scan, keys: [key], signal });
      expect(answer).toMatchObject({ kind: 'answered', rows: [], hidden: [key] });
      expect(JSON.stringify(answer)).toContain('1 item of');
    }
  });
});
