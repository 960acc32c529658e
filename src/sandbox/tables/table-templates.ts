import { attachmentCells, groupCells, noteCells, personCells, places } from './cell-pools.ts';
import { type Cell, type Field, scatter } from './field.ts';
import { FieldBuilder } from './field-builder.ts';
import { textSalt } from './names-and-tokens.ts';
import type { PeoplePool } from './people-pool.ts';

/** What a template's columns are made from. */
export interface TemplateContext {
  readonly tableId: string;
  readonly people: PeoplePool;
  /** Another table of the same Base for links; its own id when it is alone. */
  readonly linkedTable: { readonly id: string; readonly name: string };
  readonly anchorMs: number;
  /** Where links to files point. */
  readonly openHost: string;
  /** Whether stage and button columns appear: their value shapes are not documented. */
  readonly unconfirmedTypes: boolean;
}

const dayMs = 86_400_000;
const text = [1, 'Text'] as const;
const dateProperty = { auto_fill: false, date_formatter: 'yyyy/MM/dd' };
const amounts = Array.from({ length: 997 }, (_, at) => Math.round(scatter(at, 77) / 4294.967296) / 100);

function numbered(prefix: string, digits: number): (row: number) => string {
  return (row) => `[{"text":"${prefix}${String(row + 1).padStart(digits, '0')}","type":"text"}]`;
}

function dates(context: TemplateContext, key: string): (row: number, hash: number) => string {
  const salt = textSalt(`${context.tableId}/${key}`);
  // A date column holds 00:00 of a day in the Base's zone when picked without a time; here UTC+8.
  const newest = Math.floor(context.anchorMs / dayMs) * dayMs - 8 * 3_600_000;
  return (_, hash) => String(newest - (scatter(hash, salt) % 730) * dayMs);
}

/** Sales orders in English, about 1 KB a record: the table for volume. */
export function ordersFields(context: TemplateContext): readonly Field[] {
  const { tableId, people } = context;
  const fields = new FieldBuilder(tableId)
    .add('order', 'Order', text, { kind: 'computed', json: numbered('ORD-', 7) })
    .pool('customer', 'Customer', text, customers)
    .pool('note', 'Note', text, noteCells(people))
    .select('status', 'Status', ['New', 'In progress', 'Shipped', 'Done', 'Canceled'], false)
    .select('tags', 'Tags', ['VIP', 'Export', '加急', 'Warranty'], true)
    .pool('amount', 'Amount', [2, 'Currency'], amounts, { currency_code: 'CNY', formatter: '0.00' })
    .pool(
      'quantity',
      'Quantity',
      [2, 'Number'],
      range(60, (at) => (at % 12 ? at : undefined)),
      { formatter: '0' },
    );
  addTax(fields);
  return fields
    .add('due', 'Due date', [5, 'DateTime'], { kind: 'computed', json: dates(context, 'due') }, dateProperty)
    .pool('paid', 'Paid', [7, 'Checkbox'], [true, undefined, undefined, true, false])
    .poolOf('owner', 'Owner', [11, 'User'], (view) => personCells(people, view), { multiple: true })
    .pool(
      'phone',
      'Phone',
      [13, 'Phone'],
      range(97, (at) => (at % 6 ? `1380013${8000 + at}` : undefined)),
    )
    .pool(
      'page',
      'Web page',
      [15, 'Url'],
      range(41, (at) => (at % 4 ? { link: `https://shop.example.com/${at}`, text: `shop ${at}` } : undefined)),
    )
    .add(
      'no',
      'No.',
      [1005, 'AutoNumber'],
      { kind: 'computed', json: (row) => `"${row + 1}"` },
      { auto_serial: { type: 'auto_increment_number' } },
    )
    .add('created', 'Created', [1001, 'CreatedTime'], { kind: 'created-time' }, { date_formatter: 'yyyy/MM/dd' })
    .add('updated', 'Last update', [1002, 'ModifiedTime'], { kind: 'modified-time' }, { date_formatter: 'yyyy/MM/dd' })
    .fields;
}

function addTax(fields: FieldBuilder): void {
  const amount = fields.idOf('amount');
  fields.add(
    'tax',
    'Tax',
    [20, 'Formula'],
    { kind: 'formula', of: amount, result: (sum) => Math.round(sum * 6) / 100 },
    {
      formatter: '0.00',
      formula_expression: `bitable::$table[${fields.tableId}].$field[${amount}]*0.06`,
      // Only newer formulas declare what they give; the other template's has no such part.
      type: { data_type: 2, ui_property: { formatter: '0.00' }, ui_type: 'Number' },
    },
  );
}

/** A column of every documented type, with Chinese names. */
export function everyTypeFields(context: TemplateContext): readonly Field[] {
  const { tableId, people, linkedTable } = context;
  const fields = new FieldBuilder(tableId);
  addTexts(fields, people);
  addNumbers(fields);
  fields
    .select('single', '单选', ['选项1', '选项2', '已完成', 'On hold'], false)
    .select('multi', '多选', ['选项1', '选项2', '含,逗号', '"引号"'], true)
    .add('date', '日期', [5, 'DateTime'], { kind: 'computed', json: dates(context, 'date') }, dateProperty)
    .pool('check', '复选框', [7, 'Checkbox'], [true, undefined, false, undefined])
    .poolOf('people', '人员', [11, 'User'], (view) => personCells(people, view), { multiple: true })
    .pool(
      'phone',
      '电话号码',
      [13, 'Phone'],
      range(29, (at) => (at % 4 ? `131001${66_000 + at}` : undefined)),
    )
    .pool(
      'url',
      '超链接',
      [15, 'Url'],
      range(17, (at) => (at % 3 ? { link: `https://example.com/p/${at}`, text: `页面 ${at}` } : undefined)),
    )
    .poolOf('files', '附件', [17, 'Attachment'], (view) => attachmentCells(context, view))
    .pool('place', '地理位置', [22, 'Location'], [...places, undefined, undefined], {
      location: { input_type: 'not_limit' },
    })
    .pool('group', '群组', [23, 'GroupChat'], groupCells(tableId), { multiple: true });
  addLinks(fields, linkedTable);
  addAutomatic(fields);
  if (context.unconfirmedTypes) {
    fields
      .select('stage', '流程', ['待办', '进行中', '完成'], false)
      .add('button', '按钮', [3001, 'Button'], { kind: 'none' });
  }
  return fields.fields.map((field) => (field.name === '流程' ? { ...field, type: 24, uiType: 'Stage' } : field));
}

function addTexts(fields: FieldBuilder, people: PeoplePool): void {
  fields
    .add('index', '索引', text, { kind: 'computed', json: numbered('项目 ', 6) })
    .pool('text', '多行文本', text, noteCells(people))
    .pool(
      'barcode',
      '条码',
      [1, 'Barcode'],
      range(53, (at) => (at % 3 ? [{ text: String(6_900_000_000_000 + at * 7919), type: 'text' }] : undefined)),
      {
        allowed_edit_modes: { manual: true, scan: true },
      },
    )
    .pool('email', '邮箱', [1, 'Email'], range(31, email));
}

function addNumbers(fields: FieldBuilder): void {
  fields
    .add(
      'number',
      '数字',
      [2, 'Number'],
      { kind: 'computed', json: (row, hash) => (row % 9 ? String(hash / 100) : '') },
      { formatter: '0.00' },
    )
    .pool(
      'progress',
      '进度',
      [2, 'Progress'],
      range(101, (at) => at / 100),
      { formatter: '0%', max: 1, min: 0, range_customize: false },
    )
    .pool('currency', '货币', [2, 'Currency'], amounts, { currency_code: 'CNY', formatter: '0.00' })
    .pool('rating', '评分', [2, 'Rating'], [1, 2, 3, 4, 5, undefined], {
      formatter: '0',
      max: 5,
      min: 1,
      rating: { symbol: 'star' },
    });
}

function addLinks(fields: FieldBuilder, linked: { readonly id: string; readonly name: string }): void {
  const property = { multiple: true, table_id: linked.id, table_name: linked.name };
  fields
    .add(
      'single-link',
      '单向关联',
      [18, 'SingleLink'],
      {
        kind: 'link',
        tableId: linked.id,
        rows: (_, hash, targetRows) => range(hash % 3, (at) => scatter(hash, 900 + at) % targetRows),
      },
      property,
    )
    .add(
      'duplex-link',
      '双向关联',
      [21, 'DuplexLink'],
      {
        kind: 'link',
        tableId: linked.id,
        rows: (row, _, targetRows) => (row < targetRows && row % 2 === 0 ? [row] : []),
      },
      { ...property, back_field_name: '关联项目' },
    )
    .add('lookup', '查找引用', [19, 'Lookup'], { kind: 'lookup', through: fields.idOf('single-link') })
    .add(
      'formula',
      '公式',
      [20, 'Formula'],
      { kind: 'formula', of: fields.idOf('currency'), result: (amount) => Math.round(amount * 200) / 100 },
      {
        formatter: '0.00',
        formula_expression: `bitable::$table[${fields.tableId}].$field[${fields.idOf('currency')}]*2`,
      },
    );
}

function addAutomatic(fields: FieldBuilder): void {
  const serial = {
    auto_serial: {
      options: [
        { type: 'fixed_text', value: 'NO-' },
        { type: 'system_number', value: '6' },
      ],
      type: 'custom',
    },
  };
  fields
    .add('created', '创建时间', [1001, 'CreatedTime'], { kind: 'created-time' }, { date_formatter: 'yyyy/MM/dd' })
    .add('updated', '最后更新时间', [1002, 'ModifiedTime'], { kind: 'modified-time' }, { date_formatter: 'yyyy/MM/dd' })
    .add('creator', '创建人', [1003, 'CreatedUser'], { kind: 'created-user' })
    .add('modifier', '修改人', [1004, 'ModifiedUser'], { kind: 'modified-user' })
    .add(
      'serial',
      '自动编号',
      [1005, 'AutoNumber'],
      { kind: 'computed', json: (row) => `"NO-${String(row + 1).padStart(6, '0')}"` },
      serial,
    );
}

/** The four columns every new Base begins with; its first rows are blank. */
export function newTableFields(context: TemplateContext): readonly Field[] {
  const { tableId, people } = context;
  return new FieldBuilder(tableId)
    .pool('text', '文本', text, noteCells(people))
    .select('single', '单选', ['选项一', '选项二'], false)
    .add('date', '日期', [5, 'DateTime'], { kind: 'computed', json: dates(context, 'date') }, dateProperty)
    .poolOf('files', '附件', [17, 'Attachment'], (view) => attachmentCells(context, view)).fields;
}

const customers: readonly Cell[] = [
  '深圳星河科技有限公司',
  'Acme Trading Pte. Ltd.',
  '上海云帆贸易',
  'Müller & Söhne GmbH',
  '株式会社さくら',
  "O'Brien Supplies",
].map((name) => [{ text: name, type: 'text' }]);

function email(at: number): Cell {
  if (at % 4 === 0) return undefined;
  const address = `user${at}@example.com`;
  return [{ link: `mailto:${address}`, text: address, type: 'url' }];
}

function range<T>(length: number, make: (at: number) => T): T[] {
  return Array.from({ length }, (_, at) => make(at));
}
