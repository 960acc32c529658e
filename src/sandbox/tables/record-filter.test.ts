import { describe, expect, test } from 'vitest';
import { callRoute, refusal } from '../../../test/sandbox/call-route.ts';
import { type JsonObject, readArray, readObject, readObjects } from '../../util/json.ts';
import { Directory } from '../people/directory.ts';
import { resolveOptions, type SandboxOptions } from '../sandbox-options.ts';
import { createTableSimulator } from './create-table-simulator.ts';
import type { TableSimulator } from './table-simulator.ts';

const nowMs = Date.parse('2026-03-10T04:00:00Z');
const midnight = Date.parse('2026-03-09T16:00:00Z');
const hourMs = 3_600_000;

function simulatorOf(settings: SandboxOptions = {}): TableSimulator {
  const options = resolveOptions({
    startedAtMs: nowMs,
    now: () => nowMs,
    bases: [{ tables: 2, records: 400 }],
    ...settings,
  });
  return createTableSimulator(options, new Directory(options));
}

type Condition = readonly [field: string, operator: string, value?: readonly string[]];

function ask(
  simulator: TableSimulator,
  conditions: readonly Condition[],
  more: JsonObject = {},
  table = 0,
): JsonObject[] {
  const [app_token = ''] = simulator.appTokens;
  const params = { app_token, table_id: simulator.tableIds(app_token)[table] ?? '' };
  const filter = {
    conjunction: 'and',
    conditions: conditions.map(([field_name, operator, value]) => ({
      field_name,
      operator,
      ...(value ? { value: [...value] } : {}),
    })),
    ...more,
  };
  return readObjects(
    callRoute(simulator.routes, 'POST', '/records/search', {
      params,
      query: { page_size: '500' },
      body: { filter },
      nowMs,
    }),
    'items',
  );
}

const cells = (records: readonly JsonObject[], field: string): unknown[] =>
  records.map((record) => readObject(record, 'fields')[field]);
const refused = (condition: Condition, table = 0): number =>
  refusal(() => ask(simulatorOf(), [condition], {}, table)).code;

test.each([
  ['Status', 'is', ['Done'], (cell: unknown) => cell === 'Done'],
  ['Status', 'isNot', ['Done'], (cell: unknown) => cell !== 'Done'],
  ['Status', 'contains', ['Done', 'New'], (cell: unknown) => cell === 'Done' || cell === 'New'],
  ['Status', 'isEmpty', [], (cell: unknown) => cell === undefined],
  ['Amount', 'isGreater', ['5000'], (cell: unknown) => Number(cell) > 5000],
  ['Amount', 'isLessEqual', ['5000'], (cell: unknown) => Number(cell) <= 5000],
  ['Paid', 'is', ['true'], (cell: unknown) => cell === true],
  ['Paid', 'is', ['false'], (cell: unknown) => cell !== true],
  ['Phone', 'contains', ['1380013802'], (cell: unknown) => String(cell).includes('1380013802')],
] as const)('%s %s %j keeps exactly the rows that fit', (field, operator, value, fits) => {
  const simulator = simulatorOf();
  const all = ask(simulator, []);
  const kept = ask(simulator, [[field, operator, value]]);
  expect(all).toHaveLength(400);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept).toEqual(all.filter((record) => fits(readObject(record, 'fields')[field])));
});

test('people are compared by id, and and/or and children combine', () => {
  const simulator = simulatorOf();
  const owned =
    ask(simulator, []).find((record) => readArray(readObject(record, 'fields'), 'Owner').length === 1) ?? {};
  const [owner] = readObjects(readObject(owned, 'fields'), 'Owner');
  const id = String(owner?.id);
  expect(cells(ask(simulator, [['Owner', 'is', [id]]]), 'Owner')).toContainEqual([owner]);
  const statuses = [
    ['Status', 'is', ['Done']],
    ['Status', 'is', ['New']],
  ] as const;
  expect(ask(simulator, statuses)).toEqual([]);
  const either = ask(simulator, statuses, { conjunction: 'or' });
  expect(new Set(cells(either, 'Status'))).toEqual(new Set(['Done', 'New']));
  const child = { conjunction: 'and', conditions: [{ field_name: 'Paid', operator: 'is', value: ['true'] }] };
  expect(new Set(cells(ask(simulator, [statuses[0]], { children: [child] }), 'Paid'))).toEqual(new Set([true]));
});

describe('dates have the granularity of a day in the zone of the Base', () => {
  const due = (settings: SandboxOptions, condition: Condition): unknown[] => {
    const simulator = simulatorOf(settings);
    const [app = ''] = simulator.appTokens;
    const [table = ''] = simulator.tableIds(app);
    for (const [order, ms] of [
      ['before', midnight - 1],
      ['midnight', midnight],
      ['noon', midnight + 12 * hourMs],
      ['next', midnight + 24 * hourMs],
    ] as const) {
      simulator.addRecord(app, table, { Order: order, 'Due date': ms });
    }
    const own = new Set(['before', 'midnight', 'noon', 'next']);
    return cells(ask(simulator, [condition, ['Phone', 'isEmpty', []]]), 'Order').flatMap((cell) => {
      const text = String(
        Array.isArray(cell) && cell[0] && typeof cell[0] === 'object' && 'text' in cell[0] ? cell[0].text : '',
      );
      return own.has(text) ? [text] : [];
    });
  };
  const noon = String(midnight + 12 * hourMs);

  test('the instant is cut to 00:00 of its day', () => {
    expect(due({}, ['Due date', 'is', ['ExactDate', noon]])).toEqual(['midnight', 'noon']);
    expect(due({}, ['Due date', 'isLess', ['ExactDate', noon]])).toEqual(['before']);
    expect(due({}, ['Due date', 'is', ['Today']])).toEqual(['midnight', 'noon']);
    expect(due({}, ['Due date', 'is', ['Yesterday']])).toEqual(['before']);
  });

  test('"later than day D" holds the rest of D, or begins after it', () => {
    expect(due({}, ['Due date', 'isGreater', ['ExactDate', noon]])).toEqual(['noon', 'next']);
    expect(
      due({ switches: { baseGreaterIncludesDay: false } }, ['Due date', 'isGreater', ['ExactDate', noon]]),
    ).toEqual(['next']);
  });
});

test.each([
  ['Tax', 'isGreater', ['1'], 0],
  ['查找引用', 'is', ['x'], 1],
  ['Due date', 'isGreaterEqual', ['ExactDate', '0'], 0],
  ['Due date', 'isNot', ['ExactDate', '0'], 0],
  ['Due date', 'isGreater', ['CurrentWeek'], 0],
  ['Due date', 'is', ['Someday'], 0],
  ['附件', 'contains', ['x'], 1],
  ['Paid', 'isNot', ['true'], 0],
  ['Status', 'like', ['D%'], 0],
  ['Status', 'isEmpty', undefined, 0],
] as const)('%s %s %j is refused with 1254018', (field, operator, value, table) => {
  expect(refused(value ? [field, operator, value] : [field, operator], table)).toBe(1254018);
});

test('an unknown field is refused as such', () => {
  expect(refused(['Nope', 'is', ['x']])).toBe(1254045);
});
