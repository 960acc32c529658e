import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BaseConfig } from '../../src/feeds/base/config.ts';
import { createBaseFeed } from '../../src/feeds/base/feed.ts';
import { typedStreamName } from '../../src/feeds/base/typed-table.ts';
import { Problems } from '../../src/feeds/problems.ts';
import type { ScannedChange } from '../../src/model/change.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { CheckResult } from '../../src/model/source.ts';
import type { Key } from '../../src/model/stream.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonValue } from '../../src/util/json.ts';
import { ReadResult } from '../support/feed-harness.ts';

let sandbox: Sandbox;
let client: OpenPlatformClient;
let state: Map<string, JsonValue>;
const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';

async function start(settings: SandboxOptions = {}): Promise<void> {
  await client?.close();
  await sandbox?.close();
  sandbox = await startSandbox({
    limits: 'off',
    bases: [
      { tables: 2, records: 1_200 },
      { tables: 1, records: 30 },
    ],
    ...settings,
  });
  const { appId, appSecret } = sandbox.options;
  client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: sandbox.url,
    credentials: { appId, appSecret: new Secret(appSecret) },
    rateLimitScale: 0,
    retryBudgetMs: 2_000,
  });
}

beforeEach(async () => {
  state = new Map();
  await start();
});
afterEach(async () => {
  await client.close();
  await sandbox.close();
});

const context = () => ({ client, clock: systemClock, logger: silentLogger, signal: new AbortController().signal });
const whole = (): BaseConfig => ({ tables: sandbox.tenant.tables.appTokens.map((appToken) => ({ appToken })) });

async function read(
  config: BaseConfig,
  more: {
    streams?: string[];
    acceptDeletes?: boolean;
    resumeSince?: number | undefined;
    stopAfterStates?: number;
  } = {},
): Promise<ReadResult> {
  const feed = createBaseFeed(config);
  const result = new ReadResult();
  let states = 0;
  const streams = new Set(more.streams ?? feed.streams.map(({ name }) => name));
  for await (const change of feed.read({
    ...context(),
    streams,
    state,
    fresh: false,
    acceptDeletes: more.acceptDeletes ?? false,
    problems: new Problems(),
    ...('resumeSince' in more ? { resume: { since: more.resumeSince } } : {}),
  })) {
    result.changes.push(change);
    if (change.kind !== 'state') continue;
    if (change.state === null) state.delete(change.slice);
    else state.set(change.slice, change.state);
    states++;
    if (states === more.stopAfterStates) break;
  }
  return result;
}

async function check(config: BaseConfig): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const result of createBaseFeed(config).check(context())) results.push(result);
  return results;
}

const token = (index: number): string => sandbox.tenant.tables.appTokens[index] ?? '';
const table = (app: number, index = 0): string => sandbox.tenant.tables.tableIds(token(app))[index] ?? '';

describe('whole Bases', () => {
  test('every record once, in the necessary calls, each table confirmed', async () => {
    const result = await read(whole());

    expect(result.rows('base_records')).toHaveLength(2 * 1_200 + 30);
    expect(result.incomplete).toEqual([]);
    const calls = Object.fromEntries(
      Object.entries(sandbox.stats().endpoints).map(([path, { calls: count }]) => [path, count]),
    );
    expect(calls[search]).toBe(3 + 3 + 1);
    expect(calls['/open-apis/bitable/v1/apps/:app_token']).toBe(2);
    const scans = result.scans.filter(({ stream }) => stream === 'base_records');
    expect(scans.filter(({ scope }) => scope.equals?.table_id !== undefined)).toHaveLength(3);
    expect(scans.filter(({ scope }) => scope.equals?.table_id === undefined)).toHaveLength(2);
    expect(scans.every(({ confirmed }) => confirmed)).toBe(true);
    expect([...state.keys()].sort()).toEqual(
      [`${token(0)}/${table(0)}`, `${token(0)}/${table(0, 1)}`, `${token(1)}/${table(1)}`].sort(),
    );
  });

  test('only calls for wanted streams are made', async () => {
    await read(whole(), { streams: ['base_tables'] });

    expect(
      Object.keys(sandbox.stats().endpoints)
        .filter((path) => path.includes('bitable'))
        .sort(),
    ).toEqual(['/open-apis/bitable/v1/apps/:app_token', '/open-apis/bitable/v1/apps/:app_token/tables']);
  });

  test('a Base is read serially: parallel reads would be refused', async () => {
    await start({ switches: { baseOverlap: 'refuse' } });
    const result = await read(whole());

    expect(result.incomplete).toEqual([]);
    expect(result.rows('base_records')).toHaveLength(2_430);
  });

  test('a deleted table without a state is found by reading the whole Base', async () => {
    // Its records were never wanted.
    await read(whole(), { streams: ['base_fields'] });
    sandbox.tenant.tables.deleteTable(token(0), table(0, 1));
    const fields = await read(whole(), { streams: ['base_fields'] });
    expect(fields.scans.map(({ scope, confirmed }) => [scope.equals, confirmed])).toContainEqual([
      { app_token: token(0) },
      true,
    ]);

    // Or a crash came between its first rows and its state.
    state.clear();
    const all = await read(whole());
    for (const stream of ['base_records', 'base_fields', 'base_views'])
      expect(all.scans).toContainEqual({
        kind: 'scanned',
        stream,
        scope: { equals: { app_token: token(0) } },
        confirmed: true,
      });

    // Nothing is said of the whole while a part of it is in doubt.
    sandbox.faults.add({ path: search, kind: 'code-in-200', code: 91403, after: 0, times: 1 });
    const doubtful = await read(whole());
    const told = doubtful.scans.filter(({ stream, scope }) => stream === 'base_records' && !scope.equals?.table_id);
    expect(told.map(({ scope }) => scope.equals?.app_token)).toHaveLength(1);
  });

  test('a deleted table is reported and forgotten', async () => {
    await read(whole());
    const gone = table(0, 1);
    sandbox.tenant.tables.deleteTable(token(0), gone);
    const result = await read(whole());

    const scopes = result.scans.filter(({ scope }) => scope.equals?.table_id === gone);
    expect(scopes.map(({ stream, confirmed }) => [stream, confirmed]).sort()).toEqual([
      ['base_fields', true],
      ['base_records', true],
      ['base_views', true],
    ]);
    expect(state.has(`${token(0)}/${gone}`)).toBe(false);
  });
});

describe('the plan counts the calls of the read', () => {
  const calls = async (config: BaseConfig, streams: string[]): Promise<readonly [planned: object, made: object]> => {
    const feed = createBaseFeed(config);
    const problems = new Problems();
    const request = { ...context(), streams: new Set(streams), state, fresh: false, acceptDeletes: false, problems };
    const planned: [string, number][] = [];
    for await (const { endpoint, calls: count } of feed.plan(request)) planned.push([endpoint.path, count]);
    sandbox.resetStats();
    await read(config, { streams });
    const made = Object.entries(sandbox.stats().endpoints).map(([path, { calls: count }]) => [path, count]);
    return [Object.fromEntries(planned), Object.fromEntries(made)];
  };

  test.each(['base_tables', 'base_fields', 'base_views', 'base_records'])('of %s alone', async (stream) => {
    const [planned, made] = await calls(whole(), [stream]);
    expect(made).toEqual(planned);
  });

  test('of one table alone as a stream of its own', async () => {
    const stream = `base_${token(0)}_${table(0, 1)}`;
    const [planned, made] = await calls({ ...whole(), typedStreams: true }, [stream]);
    expect(made).toEqual(planned);
    expect(planned).toMatchObject({ [search]: 3 });
  });

  test('of one table without the list of tables, and with it where unchanged tables are left out', async () => {
    const tables = [{ appToken: token(0), tableId: table(0, 1) }];
    for (const skipUnchanged of [false, true]) {
      const [planned, made] = await calls({ tables, skipUnchanged }, ['base_records']);
      expect(made).toEqual(planned);
    }
  });
});

describe('a read that was broken off', () => {
  const long = { bases: [{ tables: 2, records: 13_000 }] };
  const streams = ['base_tables', 'base_fields', 'base_records'];
  const ids = (result: ReadResult): string[] => result.rows('base_records').map((row) => String(row.record_id));

  test('an interrupted read continues in its table and at its page, and returns the rest', async () => {
    await start(long);
    const began = Date.now();
    // One state for the list of tables, one in the middle of the first table.
    const first = await read(whole(), { streams, resumeSince: undefined, stopAfterStates: 2 });
    expect(first.rows('base_records')).toHaveLength(20 * 500);

    sandbox.resetStats();
    const second = await read(whole(), { streams, resumeSince: began });
    expect(sandbox.stats().endpoints[search]?.calls).toBe(6 + 26);
    expect(second.rows('base_tables')).toEqual([]);
    expect([...ids(first), ...ids(second)]).toHaveLength(26_000);
    expect(new Set([...ids(first), ...ids(second)]).size).toBe(26_000);
  });

  test('leaves out the tables that it had read in full, and begins anew once all is read', async () => {
    await start(long);
    const began = Date.now();
    const first = await read(whole(), { streams, resumeSince: undefined, stopAfterStates: 3 });
    expect(first.rows('base_records')).toHaveLength(13_000);

    const second = await read(whole(), { streams, resumeSince: began });
    expect(new Set(second.values('base_records', 'table_id'))).toEqual(new Set([table(0, 1)]));
    const third = await read(whole(), { streams, resumeSince: undefined });
    expect(third.rows('base_records')).toHaveLength(26_000);
  });
});

describe('typed streams', () => {
  const typed = (): BaseConfig => ({ ...whole(), typedStreams: true });
  const discovered = async (config = typed()) => [
    ...((await createBaseFeed(config).tenantStreams?.discover(context()))?.streams ?? []),
  ];

  test('typed streams are one for each wanted table, named by ids, with a column for each field', async () => {
    const streams = await discovered();
    expect(streams.map(({ name }) => name).sort()).toEqual(
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ]
        .map(([app = 0, index = 0]) => `base_${token(app)}_${table(app, index)}`)
        .sort(),
    );
    for (const { name, columns, title } of streams) {
      expect(title.en).toMatch(/ \/ /);
      const [, app = '', id = ''] = name.split('_');
      const fields = sandbox.tenant.tables.fields(app, id);
      const titles = new Map(columns.map((column) => [column.name.split('_')[0], column.title]));
      for (const field of fields) expect(titles.get(String(field.field_id))).toBe(field.field_name);
      for (const column of columns) expect(column.name).toMatch(/^[a-z]\w*$/);
    }
    const [only] = await discovered({ tables: [{ appToken: token(0), tableId: table(0, 1) }], typedStreams: true });
    expect(only?.name).toBe(`base_${token(0)}_${table(0, 1)}`);
    expect(createBaseFeed(whole()).tenantStreams).toBeUndefined();
  });

  test('the same calls bring the typed rows, and every cell is in its column or counted', async () => {
    const streams = await discovered();
    sandbox.resetStats();
    const result = await read(typed(), { streams: ['base_records', ...streams.map(({ name }) => name)] });

    expect(sandbox.stats().endpoints[search]?.calls).toBe(7);
    expect(result.incomplete).toEqual([]);
    expect(result.warnings).toEqual([]);
    for (const { name, columns } of streams) {
      const [, app = '', id = ''] = name.split('_');
      const byTitle = new Map(columns.map(({ title, name: key }) => [title, key]));
      const rows = new Map(result.rows(name).map((row) => [row.record_id, row]));
      for (const text of sandbox.tenant.tables.records(app, id)) {
        const { record_id: recordId, fields } = JSON.parse(text);
        for (const [field, cell] of Object.entries(fields))
          if (cell !== null) expect(rows.get(recordId)?.[byTitle.get(field) ?? ''], field).not.toBeNull();
      }
      expect(result.scans).toContainEqual(
        expect.objectContaining({ kind: 'scanned', stream: name, scope: {}, confirmed: true }),
      );
    }
  });

  test('a renamed field keeps its column, and a new field gets one of its own', async () => {
    const { tables } = sandbox.tenant;
    const plain = tables.addTable(token(1), '变化');
    const id = tables.addRecord(token(1), plain, { 文本: [{ type: 'text', text: '一' }] });
    const config = { tables: [{ appToken: token(1), tableId: plain }], typedStreams: true };
    const [before] = await discovered(config);
    const [field] = tables.fields(token(1), plain);
    tables.renameField(token(1), plain, '文本', '改名');
    tables.addField(token(1), plain, { name: '新的', type: 2, uiType: 'Number' });
    const [after] = await discovered(config);

    const names = after?.columns.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(before?.columns.map(({ name }) => name) ?? []));
    expect(names).toHaveLength((before?.columns.length ?? 0) + 1);
    expect(after?.columns.map(({ title }) => title)).toEqual(expect.arrayContaining(['改名', '新的']));
    const result = await read(config, { streams: [String(after?.name)] });
    const column = `${String(field?.field_id)}_text`;
    expect(result.rows(String(after?.name))).toMatchObject([{ record_id: id, [column]: '一' }]);
  });
});

describe('references', () => {
  test('links, tokens and wiki pages to the same Base are read once; a view limits its table', async () => {
    const wiki = sandbox.tenant.tables.wikiTokens[0] ?? '';
    const [view] = sandbox.tenant.tables.views(token(1), table(1)).map((listed) => String(listed.view_id));
    const result = await read(
      {
        tables: [
          { url: `https://x.feishu.cn/wiki/${wiki}` },
          { url: `https://x.feishu.cn/wiki/${wiki}?table=${table(1)}&view=${view}` },
          { appToken: token(1), tableId: table(1) },
        ],
      },
      { streams: ['base_records'] },
    );

    expect(sandbox.stats().endpoints['/open-apis/wiki/v2/spaces/get_node']?.calls).toBe(1);
    expect(result.incomplete).toEqual([]);
    expect(new Set(result.values('base_records', 'app_token')).size).toBe(1);
  });

  test('one bad link, table or Base does not stop the others, and each says what is wrong', async () => {
    sandbox.tenant.tables.setShared(token(0), false);
    const result = await read({
      tables: [
        { appToken: token(0) },
        { url: 'https://x.feishu.cn/wiki/WikiUnknown00000000000001' },
        { appToken: token(1) },
        { appToken: token(1), tableId: 'tblUnknown000000' },
      ],
    });

    expect(result.rows('base_records')).toHaveLength(30);
    expect(result.incomplete.map(({ error }) => error.code)).toContain('lark.document.forbidden');
    expect(result.incomplete.length).toBeGreaterThanOrEqual(3);
    expect(result.scans.some(({ scope }) => scope.equals?.app_token === token(0))).toBe(false);
  });
});

describe('records that did not come are asked about by id', () => {
  const scanOf = (result: ReadResult, stream: string) => result.scans.find((scan) => scan.stream === stream);

  async function confirm(config: BaseConfig, scan: ScannedChange | undefined, keys: readonly Key[]) {
    // As a scan that was written down and read again.
    const read: ScannedChange = JSON.parse(JSON.stringify(scan));
    return await createBaseFeed(config).confirm?.({ scan: read, keys }, { ...context(), problems: new Problems() });
  }

  test('confirmed records that exist come as rows, and absent ones do not', async () => {
    const { tables } = sandbox.tenant;
    const config = { tables: [{ appToken: token(1) }], typedStreams: true };
    const feed = createBaseFeed(config);
    const typed = String((await feed.tenantStreams?.discover(context()))?.streams[0]?.name);
    const result = await read(config, { streams: ['base_records', typed] });
    const [id, gone] = [tables.recordId(token(1), table(1), 3), tables.recordId(token(1), table(1), 4)];
    tables.deleteRecord(token(1), table(1), gone);
    const keys = [id, gone].map((recordId) => [token(1), table(1), recordId]);
    const raw = await confirm(config, scanOf(result, 'base_records'), keys);
    const cells = await confirm(config, scanOf(result, typed), [[id], [gone]]);

    expect(JSON.stringify(raw)).toBe(
      JSON.stringify({ rows: result.rows('base_records').filter((row) => row.record_id === id), hidden: [] }),
    );
    expect(JSON.stringify(cells)).toBe(
      JSON.stringify({ rows: result.rows(typed).filter((row) => row.record_id === id), hidden: [] }),
    );
    // 250 ids are three calls.
    const many = Array.from({ length: 250 }, (_, at) => [`recGone${at}`]);
    expect(await confirm(config, scanOf(result, typed), many)).toEqual({ rows: [], hidden: [] });
    expect(sandbox.stats().endpoints[search.replace('/search', '/batch_get')]?.calls).toBe(5);
  });

  test('a record that the app may not see is reported as hidden, and a table read through a view is not asked about', async () => {
    await start({ switches: { baseAdvancedPermissions: 'empty' } });
    const config = { tables: [{ appToken: token(1) }] };
    const result = await read(config, { streams: ['base_records'] });
    const key = [token(1), table(1), sandbox.tenant.tables.recordId(token(1), table(1), 3)];
    sandbox.tenant.tables.setAdvancedPermissions(token(1), true);
    expect(await confirm(config, scanOf(result, 'base_records'), [key])).toEqual({ rows: [], hidden: [key] });

    const [view] = sandbox.tenant.tables.views(token(0), table(0)).map((listed) => String(listed.view_id));
    const limited = { tables: [{ appToken: token(0), tableId: table(0), viewId: view ?? '' }] };
    const ofView = await read(limited, { streams: ['base_records'] });
    expect(scanOf(ofView, 'base_records')).toBeDefined();
    expect(scanOf(ofView, 'base_records')?.lookup).toBeUndefined();
  });
});

describe('withdrawn permissions', () => {
  test('an answer that is empty under advanced permissions is suspicious until a person accepts it', async () => {
    await start({ switches: { baseAdvancedPermissions: 'empty' } });
    const config = { tables: [{ appToken: token(1) }] };
    await read(config);
    sandbox.tenant.tables.setAdvancedPermissions(token(1), true);
    const refused = await read(config);
    const accepted = await read(config, { acceptDeletes: true });

    expect(refused.incomplete.map(({ error }) => error.code)).toEqual(['source.scan.suspicious']);
    expect(refused.scanned).not.toContain('base_records');
    expect(accepted.scanned).toContain('base_records');
  });

  test('a Base whose records are all hidden from the start is incomplete, until a person says that it is empty', async () => {
    await start({ switches: { baseAdvancedPermissions: 'empty' } });
    const config = { tables: [{ appToken: token(1) }], typedStreams: true };
    sandbox.tenant.tables.setAdvancedPermissions(token(1), true);
    for (let run = 0; run < 2; run++) {
      const hidden = await read(config);
      expect(hidden.rows('base_records')).toEqual([]);
      expect(hidden.incomplete.map(({ error, streams }) => [error.code, streams.includes('base_records')])).toEqual([
        ['source.scan.suspicious', true],
      ]);
    }
    expect((await read(config, { acceptDeletes: true })).incomplete).toEqual([]);
    const checked: CheckResult[] = [];
    for await (const result of createBaseFeed(config).check(context())) checked.push(result);
    expect(checked.find(({ outcome }) => outcome === 'warning')?.message.en).toContain('no check can prove');
  });

  test('empty lists of tables, fields or views are wrong answers, and nothing counts as gone', async () => {
    await read(whole());
    const prefix = '/open-apis/bitable/v1/apps/:app_token/tables';
    for (const path of [prefix, `${prefix}/:table_id/fields`, `${prefix}/:table_id/views`]) {
      sandbox.faults.clear();
      sandbox.faults.add({ path, kind: 'empty-list' });
      const before = new Map(state);
      const result = await read(whole());
      const what = path === prefix ? ['base_tables', 'base_fields', 'base_views', 'base_records'] : [];
      if (path.endsWith('fields')) what.push('base_fields');
      if (path.endsWith('views')) what.push('base_views');

      expect(
        result.scans.filter(({ stream }) => what.includes(stream)),
        path,
      ).toEqual([]);
      expect([...state.keys()], path).toEqual([...before.keys()]);
      if (path === prefix)
        expect(new Set(result.incomplete.map(({ error }) => error.code))).toEqual(new Set(['source.scan.suspicious']));
    }
  });

  test('a Base that is withdrawn while it is read is incomplete, what came stays, nothing is swept', async () => {
    sandbox.faults.add({ path: search, kind: 'code-in-200', code: 91403, after: 1 });
    const result = await read({ tables: [{ appToken: token(0), tableId: table(0) }] }, { streams: ['base_records'] });

    expect(result.rows('base_records').length).toBeGreaterThan(0);
    expect(result.incomplete.map(({ error }) => error.code)).toEqual(['lark.document.forbidden']);
    expect(result.scans).toEqual([]);
    expect(state.size).toBe(0);
  });
});

describe('skipUnchanged', () => {
  const searches = (): number => sandbox.stats().endpoints[search]?.calls ?? 0;

  test('tables with persons or formulas, which change without a sign, are always read', async () => {
    const config = { tables: [{ appToken: token(1) }], skipUnchanged: true };
    const fields = sandbox.tenant.tables.fields(token(1), table(1)).map(({ type }) => type);
    await read(config, { streams: ['base_records'] });
    const again = await read(config, { streams: ['base_records'] });

    expect(fields).toContain(11);
    expect(again.rows('base_records')).toHaveLength(30);
  });

  test('a plain table is left out until it has changed, and nothing of it counts as gone', async () => {
    const { tables } = sandbox.tenant;
    const plain = tables.addTable(token(1), '只有文本');
    const first = tables.addRecord(token(1), plain, { 文本: [{ type: 'text', text: '一' }] });
    const config = { tables: [{ appToken: token(1), tableId: plain }], skipUnchanged: true };
    expect((await read(config)).values('base_records', 'record_id')).toEqual([first]);

    sandbox.resetStats();
    const unchanged = await read(config);
    expect(searches()).toBe(0);
    expect(unchanged.rows('base_records')).toEqual([]);
    expect(unchanged.scanned).not.toContain('base_records');

    const second = tables.addRecord(token(1), plain);
    expect((await read(config)).values('base_records', 'record_id')).toEqual([first, second]);
    tables.deleteRecord(token(1), plain, first);
    const later = await read(config);
    expect(later.values('base_records', 'record_id')).toEqual([second]);
    expect(later.scanned).toContain('base_records');
  });

  test('a table that is unchanged is read for what has not been read of it: other streams, other ids of people', async () => {
    const { tables } = sandbox.tenant;
    const plain = tables.addTable(token(1), '只有文本');
    tables.addRecord(token(1), plain, { 文本: [{ type: 'text', text: '一' }] });
    const typed = typedStreamName({ appToken: token(1), tableId: plain });
    const config = { tables: [{ appToken: token(1), tableId: plain }], skipUnchanged: true, typedStreams: true };
    await read(config, { streams: ['base_records'] });
    expect((await read(config, { streams: ['base_records', typed] })).rows(typed)).toHaveLength(1);
    expect((await read(config, { streams: [typed] })).rows(typed)).toEqual([]);
    expect((await read({ ...config, userIdType: 'user_id' }, { streams: [typed] })).rows(typed)).toHaveLength(1);
  });
});

test('check proves each Base, and says what to do about those that cannot be read', async () => {
  sandbox.tenant.tables.setShared(token(0), false);
  const results = await check({
    tables: [
      { appToken: token(0) },
      { appToken: token(1) },
      { appToken: token(1), tableId: 'tblUnknown000000' },
      { url: 'https://x.feishu.cn/docx/Doc1' },
    ],
  });

  expect(
    results
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ error }) => error?.code)
      .sort(),
  ).toEqual(['config.setting.invalid', 'lark.document.forbidden', 'lark.document.missing']);
  expect(results.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThanOrEqual(2);
  for (const { error, outcome } of results) if (outcome === 'failed') expect(error?.cure).not.toBe('');
});

test('check says of a table by name that a view limits it where it is configured whole as well, or by another view', async () => {
  const view = String(sandbox.tenant.tables.views(token(1), table(1))[0]?.view_id);
  const viewed = { appToken: token(1), tableId: table(1), viewId: view };
  const told = async (...tables: BaseConfig['tables']): Promise<string[]> =>
    (await check({ tables })).filter(({ outcome }) => outcome === 'warning').map(({ message }) => message.en);
  const doubled = [expect.stringMatching(`^Table ".+" \\(${table(1)}\\) is configured more than once.*${view}`)];
  expect(await told(viewed, { appToken: token(1), tableId: table(1) })).toEqual(doubled);
  expect(await told({ appToken: token(1) }, viewed)).toEqual(doubled);
  expect(await told({ ...viewed, viewId: 'vewOther' }, viewed)).toEqual(doubled);
  expect(await told(viewed, viewed)).toEqual([]);
});
