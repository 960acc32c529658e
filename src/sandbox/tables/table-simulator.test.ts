import { describe, expect, test } from 'vitest';
import { callRoute, type RouteCall, refusal } from '../../../test/sandbox/call-route.ts';
import { isObject, type JsonObject, parseJson, readArray, readObject, readObjects, readText } from '../../util/json.ts';
import { Directory } from '../people/directory.ts';
import { resolveOptions, type SandboxOptions } from '../sandbox-options.ts';
import { createTableSimulator } from './create-table-simulator.ts';
import type { TableSimulator } from './table-simulator.ts';

const anchorMs = 1_760_000_000_000;
const path = '/records/search';

function simulatorOf(settings: SandboxOptions = {}): TableSimulator {
  const options = resolveOptions({
    startedAtMs: anchorMs,
    now: () => anchorMs,
    bases: [
      { tables: 3, records: 230 },
      { tables: 1, records: 20 },
    ],
    ...settings,
  });
  return createTableSimulator(options, new Directory(options));
}

function place(simulator: TableSimulator, table = 0, base = 0): { app_token: string; table_id: string } {
  const appToken = simulator.appTokens[base] ?? '';
  return { app_token: appToken, table_id: simulator.tableIds(appToken)[table] ?? '' };
}

function search(simulator: TableSimulator, call: RouteCall & { table?: number; base?: number } = {}): JsonObject {
  return callRoute(simulator.routes, 'POST', path, { params: place(simulator, call.table, call.base), ...call });
}

/** Walks every page; `between` runs after each of them. */
function searchAll(
  simulator: TableSimulator,
  call: RouteCall & { table?: number; pageSize?: number } = {},
  between = (): void => {},
): JsonObject[] {
  const items: JsonObject[] = [];
  let token = '';
  for (;;) {
    const query = {
      page_size: String(call.pageSize ?? 50),
      ...call.query,
      ...(token === '' ? {} : { page_token: token }),
    };
    const page = search(simulator, { ...call, query });
    items.push(...readObjects(page, 'items'));
    if (page.has_more !== true) return items;
    token = readText(page, 'page_token') ?? '';
    between();
  }
}

function truth(simulator: TableSimulator, table = 0): unknown[] {
  const { app_token, table_id } = place(simulator, table);
  return [...simulator.records(app_token, table_id)].map((text) => parseJson(text));
}

const automatic = { body: { automatic_fields: true } };
const idsOf = (records: readonly JsonObject[]): (string | null)[] =>
  records.map((record) => readText(record, 'record_id'));

describe('reading', () => {
  test.each([0, 1, 2])('table %i: the pages together are the truth', (table) => {
    const simulator = simulatorOf();
    expect(truth(simulator, table).length).toBeGreaterThan(5);
    expect(searchAll(simulator, { ...automatic, table })).toEqual(truth(simulator, table));
  });

  test('two simulators of one seed are the same, of two seeds are not', () => {
    expect(searchAll(simulatorOf())).toEqual(searchAll(simulatorOf()));
    expect(searchAll(simulatorOf({ seed: 2 }))).not.toEqual(searchAll(simulatorOf()));
  });

  test('every documented type appears in the second table, empty cells do not', () => {
    const simulator = simulatorOf();
    const { app_token, table_id } = place(simulator, 1);
    const types = simulator.fields(app_token, table_id).map((field) => field.type);
    expect([...new Set(types)].sort()).toEqual(
      [1, 2, 3, 4, 5, 7, 11, 13, 15, 17, 18, 20, 21, 22, 23, 1001, 1002, 1003, 1004, 1005, 19].sort(),
    );
    const records = searchAll(simulator, { table: 1 });
    const named = new Set(records.flatMap((record) => Object.keys(readObject(record, 'fields'))));
    expect(named.size).toBe(types.length);
    const cells = records.flatMap((record) => Object.values(readObject(record, 'fields')));
    expect(cells.filter((cell) => cell === null || cell === '' || (Array.isArray(cell) && cell.length === 0))).toEqual(
      [],
    );
    expect(new Set(records.map((record) => readObject(record, 'fields').复选框))).toEqual(
      new Set([true, false, undefined]),
    );
  });

  test('the first rows of a new Base’s table are blank', () => {
    const [first] = searchAll(simulatorOf(), { table: 2 });
    expect(first?.fields).toEqual({});
  });

  test('page_size is 20 unless the query string says otherwise, and 500 at most', () => {
    const simulator = simulatorOf();
    expect(readObjects(search(simulator), 'items')).toHaveLength(20);
    expect(search(simulator).total).toBe(230);
    expect(refusal(() => search(simulator, { query: { page_size: '501' } }))).toEqual({ code: 1254011, http: 400 });
  });

  test('a page token fits only the query it was given for', () => {
    const simulator = simulatorOf();
    const page_token = readText(search(simulator), 'page_token') ?? '';
    expect(page_token).not.toBe('');
    expect(
      refusal(() => search(simulator, { query: { page_token }, body: { sort: [{ field_name: 'Amount' }] } })).code,
    ).toBe(1254030);
    expect(refusal(() => search(simulator, { query: { page_token: 'nonsense' } })).code).toBe(1254030);
  });

  test('field_names narrows the cells, unknown names are refused', () => {
    const simulator = simulatorOf();
    const [record] = readObjects(search(simulator, { body: { field_names: ['Order', 'No.'] } }), 'items');
    expect(record?.fields).toEqual({ Order: [{ text: 'ORD-0000001', type: 'text' }], 'No.': '1' });
    expect(refusal(() => search(simulator, { body: { field_names: ['Nope'] } })).code).toBe(1254045);
  });

  test('ids come in the kind that was asked for', () => {
    const simulator = simulatorOf();
    const creators = ['open_id', 'union_id', 'user_id'].map((user_id_type) => {
      const [record] = readObjects(search(simulator, { ...automatic, query: { user_id_type } }), 'items');
      return readText(readObject(record ?? {}, 'created_by'), 'id') ?? '';
    });
    expect(creators).toEqual([
      expect.stringMatching(/^ou_/),
      expect.stringMatching(/^on_/),
      expect.stringMatching(/^[0-9a-f]{8}$/),
    ]);
  });

  test('a view filters and hides, until a filter or sort is sent', () => {
    const simulator = simulatorOf();
    const { app_token, table_id } = place(simulator);
    const view_id = String(simulator.views(app_token, table_id)[1]?.view_id);
    const viewed = searchAll(simulator, { body: { view_id } });
    expect(viewed.length).toBeGreaterThan(0);
    expect(new Set(viewed.map((record) => readObject(record, 'fields').Status))).toEqual(new Set(['New']));
    expect(viewed.some((record) => 'Customer' in readObject(record, 'fields'))).toBe(false);
    const sorted = searchAll(simulator, { body: { view_id, sort: [{ field_name: 'Amount', desc: true }] } });
    expect(sorted).toHaveLength(230);
    const amounts = sorted.map((record) => Number(readObject(record, 'fields').Amount));
    expect(amounts).toEqual([...amounts].sort((left, right) => right - left));
  });

  test('the historic list writes texts and numbers as strings', () => {
    const simulator = simulatorOf();
    const page = callRoute(simulator.routes, 'GET', '/records', {
      params: place(simulator),
      query: { page_size: '100' },
    });
    const [record] = readObjects(page, 'items');
    const fields = readObject(record ?? {}, 'fields');
    expect(fields.Order).toBe('ORD-0000001');
    expect(typeof fields.Amount).toBe('string');
    expect(page.page_token).toBe(readObjects(page, 'items').at(-1)?.record_id);
    const rest = callRoute(simulator.routes, 'GET', '/records', {
      params: place(simulator),
      query: { page_size: '500', page_token: String(page.page_token) },
    });
    expect(readArray(rest, 'items')).toHaveLength(130);
  });

  test('batch_get returns existing records and names the absent ones', () => {
    const simulator = simulatorOf();
    const { app_token, table_id } = place(simulator);
    const known = simulator.recordId(app_token, table_id, 3);
    const body = { record_ids: [known, 'recAAAAAAAA', known], automatic_fields: true };
    const answer = callRoute(simulator.routes, 'POST', '/batch_get', { params: { app_token, table_id }, body });
    expect(answer).toEqual({
      absent_record_ids: ['recAAAAAAAA'],
      forbidden_record_ids: [],
      records: [parseJson(simulator.recordJson(app_token, table_id, known))],
    });
    const many = { record_ids: Array.from({ length: 101 }, () => known) };
    expect(
      refusal(() => callRoute(simulator.routes, 'POST', '/batch_get', { params: { app_token, table_id }, body: many }))
        .code,
    ).toBe(1254104);
  });
});

describe('changes', () => {
  test('add, edit and delete are seen, counted and move the revision', () => {
    const simulator = simulatorOf();
    const { app_token, table_id } = place(simulator);
    const before = Number(simulator.tables(app_token)[0]?.revision);
    const added = simulator.addRecord(app_token, table_id, { Order: 'ORD-NEW', Amount: 12.5 });
    const edited = simulator.recordId(app_token, table_id, 5);
    simulator.editRecord(app_token, table_id, edited, { Customer: '新客户', Note: null });
    const deleted = simulator.recordId(app_token, table_id, 6);
    simulator.deleteRecord(app_token, table_id, deleted);
    expect(simulator.tables(app_token)[0]?.revision).toBe(before + 3);
    const records = searchAll(simulator, automatic);
    expect(records).toEqual(truth(simulator));
    expect(search(simulator).total).toBe(230);
    expect(idsOf(records)).not.toContain(deleted);
    const shown = readObject(records.find((record) => record.record_id === edited) ?? {}, 'fields');
    expect(shown.Customer).toEqual([{ text: '新客户', type: 'text' }]);
    expect(shown).not.toHaveProperty('Note');
    expect(readObject(records.at(-1) ?? {}, 'fields')).toMatchObject({
      Order: [{ text: 'ORD-NEW', type: 'text' }],
      Tax: { type: 2, value: [0.75] },
    });
    expect(records.at(-1)).toMatchObject({ record_id: added, last_modified_time: anchorMs });
  });

  test('deleting while paging loses nothing, unless pages go by position', () => {
    const walk = (settings: SandboxOptions): number => {
      const simulator = simulatorOf(settings);
      const { app_token, table_id } = place(simulator);
      let row = 0;
      return searchAll(simulator, {}, () =>
        simulator.deleteRecord(app_token, table_id, simulator.recordId(app_token, table_id, row++)),
      ).length;
    };
    expect(walk({})).toBe(230);
    expect(walk({ switches: { baseOrder: 'skewed' } })).toBeLessThan(230);
  });

  test.each(['kept', 'now'] as const)(
    'what comes back from the trash is as it was; its time: %s',
    (baseRestoredTime) => {
      const clock = { ms: anchorMs };
      const simulator = simulatorOf({ now: () => clock.ms, switches: { baseRestoredTime } });
      const { app_token, table_id } = place(simulator);
      const [generated = '', written = ''] = [3, 4].map((row) => simulator.recordId(app_token, table_id, row));
      simulator.editRecord(app_token, table_id, written, { Customer: '新客户' });
      const body = { automatic_fields: true };
      const before = new Map(searchAll(simulator, { body }).map((record) => [record.record_id, record]));
      clock.ms += 1_000;
      for (const id of [generated, written]) simulator.deleteRecord(app_token, table_id, id);
      expect(search(simulator).total).toBe(228);
      clock.ms += 1_000;
      for (const id of [generated, written]) simulator.restoreRecord(app_token, table_id, id);
      expect(() => simulator.restoreRecord(app_token, table_id, written)).toThrow('in the trash');
      const after = searchAll(simulator, { body });
      const timed = (id: string): JsonObject => ({
        ...before.get(id),
        last_modified_time: baseRestoredTime === 'now' ? clock.ms : (before.get(id)?.last_modified_time ?? null),
      });
      expect(after).toHaveLength(230);
      for (const id of [generated, written]) {
        const found = after.find((record) => record.record_id === id);
        const { 'Last update': _, ...fields } = readObject(found ?? {}, 'fields');
        expect({ ...found, fields }).toMatchObject({ ...timed(id), fields });
        expect(readObject(before.get(id) ?? {}, 'fields')).toMatchObject(fields);
      }
    },
  );

  test('a field of last-modified time tells of all edits, or of those of the fields that it watches', () => {
    const clock = { ms: anchorMs };
    const simulator = simulatorOf({ now: () => clock.ms });
    const { app_token, table_id } = place(simulator);
    const idOf = (name: string): string =>
      readText(
        simulator.fields(app_token, table_id).find(({ field_name }) => field_name === name) as JsonObject,
        'field_id',
      ) ?? '';
    const time = { type: 1002, uiType: 'ModifiedTime' };
    simulator.addField(app_token, table_id, { ...time, name: 'any' });
    simulator.addField(app_token, table_id, { ...time, name: 'some', watches: [idOf('Note')] });
    const id = simulator.recordId(app_token, table_id, 0);
    const shown = (): unknown[] => {
      const sort = [{ field_name: 'any', desc: true }];
      const [record = {}] = readObjects(search(simulator, { body: { sort } }), 'items');
      const fields = readObject(record, 'fields');
      return [record.record_id, fields.any, fields.some];
    };
    clock.ms += 1_000;
    simulator.editRecord(app_token, table_id, id, { Customer: 'x' });
    const [, , generated] = shown();
    expect(shown()).toEqual([id, clock.ms, generated]);
    expect(generated).toBeLessThan(clock.ms);
    clock.ms += 1_000;
    simulator.editRecord(app_token, table_id, id, { Note: 'x' });
    expect(shown()).toEqual([id, clock.ms, clock.ms]);
  });

  test('a renamed field keeps its id and its cells', () => {
    const simulator = simulatorOf();
    const { app_token, table_id } = place(simulator);
    const [primary] = simulator.fields(app_token, table_id);
    simulator.renameField(app_token, table_id, 'Order', ' 订单 ');
    expect(simulator.fields(app_token, table_id)[0]).toEqual({ ...primary, field_name: '订单' });
    expect(readObject(searchAll(simulator)[0] ?? {}, 'fields')).toHaveProperty('订单');
  });

  test('attachment links change with the revision although the file does not', () => {
    const simulator = simulatorOf();
    const { app_token, table_id } = place(simulator, 1);
    const read = (): JsonObject[] =>
      searchAll(simulator, { table: 1 }).flatMap((record) => readObjects(readObject(record, 'fields'), '附件'));
    const before = read();
    simulator.addRecord(app_token, table_id);
    expect(read().map((file) => file.file_token)).toEqual(before.map((file) => file.file_token));
    expect(read()[0]?.url).not.toBe(before[0]?.url);
  });

  test('a lookup follows the linked record without any sign of change in its own table', () => {
    const simulator = simulatorOf();
    const [orders, every] = [place(simulator, 0), place(simulator, 1)];
    const linking =
      searchAll(simulator, { table: 1 }).find((record) => '查找引用' in readObject(record, 'fields')) ?? {};
    const linked = String(readArray(readObject(readObject(linking, 'fields'), '单向关联'), 'link_record_ids')[0]);
    const revision = simulator.tables(every.app_token)[1]?.revision;
    simulator.editRecord(orders.app_token, orders.table_id, linked, { Order: 'renamed' });
    const after = searchAll(simulator, { table: 1 }).find((record) => record.record_id === linking.record_id) ?? {};
    expect(readObject(readObject(after, 'fields'), '查找引用')).toEqual({
      type: 1,
      value: [{ text: 'renamed', type: 'text' }],
    });
    expect(simulator.tables(every.app_token)[1]?.revision).toBe(revision);
  });

  test('an edited amount recomputes its formula', () => {
    const simulator = simulatorOf();
    const { app_token, table_id } = place(simulator);
    const id = simulator.recordId(app_token, table_id, 0);
    simulator.editRecord(app_token, table_id, id, { Amount: 200 });
    expect(parseJson(simulator.recordJson(app_token, table_id, id))).toMatchObject({
      fields: { Amount: 200, Tax: { type: 2, value: [12] } },
    });
  });
});

describe('refusals', () => {
  const meta =
    (simulator: TableSimulator, params: Record<string, string>): (() => unknown) =>
    () =>
      callRoute(simulator.routes, 'GET', '/fields', { params });

  test('wrong, unknown, wiki and withdrawn tokens', () => {
    const simulator = simulatorOf();
    const { app_token, table_id } = place(simulator);
    expect(refusal(meta(simulator, { app_token: '?', table_id }))).toEqual({ code: 1254003, http: 200 });
    expect(refusal(meta(simulator, { app_token: 'A'.repeat(27), table_id })).code).toBe(1254040);
    expect(refusal(meta(simulator, { app_token: simulator.wikiTokens[0] ?? '', table_id })).code).toBe(91402);
    expect(refusal(meta(simulator, { app_token, table_id: 'nope' })).code).toBe(1254004);
    expect(refusal(meta(simulator, { app_token, table_id: 'tblUnknown1' })).code).toBe(1254041);
    simulator.deleteTable(app_token, table_id);
    expect(refusal(meta(simulator, { app_token, table_id })).code).toBe(1254041);
    simulator.setShared(app_token, false);
    expect(refusal(meta(simulator, { app_token, table_id })).code).toBe(91403);
  });

  test('the 4xx mode gives them the statuses of the newer pages', () => {
    const simulator = simulatorOf({ switches: { baseHttpStatus: '4xx' } });
    const { app_token } = place(simulator);
    expect(refusal(meta(simulator, { app_token, table_id: 'tblUnknown1' }))).toEqual({ code: 1254041, http: 404 });
    expect(refusal(meta(simulator, { app_token: simulator.wikiTokens[0] ?? '', table_id: 'tblA' }))).toEqual({
      code: 91402,
      http: 404,
    });
  });

  test('advanced permissions: an empty success, or a refusal', () => {
    const empty = simulatorOf();
    empty.setAdvancedPermissions(empty.appTokens[0] ?? '', true);
    expect(search(empty)).toEqual({ has_more: false, items: [], total: 0 });
    const refused = simulatorOf({ switches: { baseAdvancedPermissions: 'refuse' } });
    refused.setAdvancedPermissions(refused.appTokens[0] ?? '', true);
    expect(refusal(() => search(refused)).code).toBe(1254302);
  });

  test('a second read of a Base while one is under way is refused, when switched on', () => {
    const overlapped = (settings: SandboxOptions): (() => JsonObject) => {
      const simulator = simulatorOf(settings);
      const route = simulator.routes.find((candidate) => candidate.path.endsWith(path));
      const ends = [route?.begin?.(place(simulator)), route?.begin?.(place(simulator))];
      return () => {
        try {
          return search(simulator);
        } finally {
          ends.pop()?.();
        }
      };
    };
    expect(overlapped({})()).toMatchObject({ total: 230 });
    const read = overlapped({ switches: { baseOverlap: 'refuse' } });
    expect(refusal(read)).toEqual({ code: 1254607, http: 400 });
    expect(read()).toMatchObject({ total: 230 });
  });

  test('a wiki node leads to its Base', () => {
    const simulator = simulatorOf();
    const answer = callRoute(simulator.routes, 'GET', '/get_node', { query: { token: simulator.wikiTokens[0] ?? '' } });
    expect(readObject(answer, 'node')).toMatchObject({ obj_type: 'bitable', obj_token: simulator.appTokens[1] });
    expect(refusal(() => callRoute(simulator.routes, 'GET', '/get_node', { query: { token: 'x' } }))).toEqual({
      code: 131005,
      http: 400,
    });
  });
});

test('metadata lists are paged at 20, by the id of the last item', () => {
  const simulator = simulatorOf({ bases: [{ tables: 130, records: 1 }] });
  const params = place(simulator);
  const first = callRoute(simulator.routes, 'GET', '/tables', { params });
  expect(readArray(first, 'items')).toHaveLength(20);
  expect(first).toMatchObject({ has_more: true, total: 130 });
  const last = callRoute(simulator.routes, 'GET', '/tables', {
    params,
    query: { page_size: '100', page_token: String(readObjects(first, 'items').at(-1)?.table_id) },
  });
  expect(readArray(last, 'items')).toHaveLength(100);
  expect(isObject(readArray(last, 'items')[0])).toBe(true);
});
