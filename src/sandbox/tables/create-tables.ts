import { isObject } from '../../util/json.ts';
import type { Field } from './field.ts';
import { fieldIdOf, tableIdOf, textSalt, viewIdOf } from './names-and-tokens.ts';
import type { PeoplePool } from './people-pool.ts';
import { SandboxTable, type TableLookup } from './sandbox-table.ts';
import type { BaseLayout, TableLayout } from './table-options.ts';
import { everyTypeFields, newTableFields, ordersFields, type TemplateContext } from './table-templates.ts';
import type { View } from './view.ts';

const yearMs = 365 * 86_400_000;
const blankRowsOfNewTable = 5;

/** What the tables of one Base are made from. Generated rows are at most two years older than `anchorMs`. */
export interface TableContext {
  readonly appToken: string;
  readonly people: PeoplePool;
  readonly anchorMs: number;
  readonly unconfirmedTypes: boolean;
  readonly openHost: string;
  readonly tableOf: TableLookup;
}

/** Makes the tables a Base starts with; the first `orders` table, else the first one, is what the others link to. */
export function createTables(size: BaseLayout, context: TableContext): readonly SandboxTable[] {
  const linkedAt = Math.max(
    0,
    size.tables.findIndex((table) => table.template === 'orders'),
  );
  const nameAt = (at: number): string => size.tables[at]?.name ?? `数据表 ${at + 1}`;
  const linkedTable = { id: tableIdOf(context.appToken, linkedAt), name: nameAt(linkedAt) };
  return size.tables.map((table, at) => createTable(table, { at, name: nameAt(at), linkedTable }, context));
}

function createTable(
  size: TableLayout,
  place: { at: number; name: string; linkedTable: { id: string; name: string } },
  context: TableContext,
): SandboxTable {
  const id = tableIdOf(context.appToken, place.at);
  const fields = fieldsOf(size, { ...context, tableId: id, linkedTable: place.linkedTable });
  const seed = {
    id,
    name: place.name,
    salt: textSalt(id),
    fields,
    views: viewsOf(id, fields, context.people),
    generatedRows: size.rows,
    blankRows: size.template === 'new-base' ? Math.min(blankRowsOfNewTable, size.rows) : 0,
    firstCreatedMs: context.anchorMs - 2 * yearMs,
    lastCreatedMs: context.anchorMs,
  };
  return new SandboxTable(seed, context.people, context.tableOf);
}

function fieldsOf(size: TableLayout, context: TemplateContext): readonly Field[] {
  if (size.template === 'orders') return ordersFields(context);
  return size.template === 'every-type' ? everyTypeFields(context) : newTableFields(context);
}

/** A view of everything, a filtered one that hides a column, a board, and a private view. */
function viewsOf(tableId: string, fields: readonly Field[], people: PeoplePool): readonly View[] {
  const select = fields.find((field) => field.type === 3);
  const options = select?.property?.options;
  const [first] = Array.isArray(options) ? options : [];
  const option = isObject(first) ? String(first.name) : '';
  const filter = {
    conjunction: 'and',
    conditions: [{ field_name: select?.name ?? '', operator: 'is', value: [option] }],
  };
  const none = new Set<string>();
  const plain: View = { id: viewIdOf(tableId, 0), name: '表格', type: 'grid', level: 'Public', hiddenFieldIds: none };
  const owner = people.people[0]?.openId ?? '';
  return [
    plain,
    {
      ...plain,
      id: viewIdOf(tableId, 1),
      name: `${option} only`,
      filter,
      hiddenFieldIds: new Set([fields[1]?.id ?? '']),
    },
    { ...plain, id: viewIdOf(tableId, 2), name: '看板', type: 'kanban', level: 'Locked' },
    { ...plain, id: viewIdOf(tableId, 3), name: '个人视图', level: 'Private', ownerId: owner },
  ];
}

/** A table as the "new table" button makes it: one text column, no rows. */
export function emptyTable(id: string, name: string, context: TableContext): SandboxTable {
  const primary: Field = {
    id: fieldIdOf(id, 'text'),
    name: '文本',
    type: 1,
    uiType: 'Text',
    property: null,
    isPrimary: true,
    source: { kind: 'none' },
  };
  const seed = {
    id,
    name,
    salt: textSalt(id),
    fields: [primary],
    views: viewsOf(id, [primary], context.people).slice(0, 1),
    generatedRows: 0,
    blankRows: 0,
    firstCreatedMs: context.anchorMs,
    lastCreatedMs: context.anchorMs,
  };
  return new SandboxTable(seed, context.people, context.tableOf);
}
