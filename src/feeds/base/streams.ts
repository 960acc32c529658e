import type { Column, Stream, VolatileParts } from '../../model/stream.ts';
import { column, objectColumn } from '../columns.ts';

const appToken = column('app_token', 'string', 'Token of the Base.', '多维表格的 app_token。');
const tableId = column(
  'table_id',
  'string',
  'Id of the table; unique within the Base.',
  '数据表 ID；在同一多维表格内唯一。',
);

/** Who has made a record and edited it, and when: of every stream of records. */
export const madeAndEdited: readonly Column[] = [
  column('created_time', 'timestamp', 'When the record was made.', '记录的创建时间。'),
  objectColumn('created_by', 'Who made it.', '创建人。'),
  column(
    'last_modified_time',
    'timestamp',
    'When a cell was last edited; formulas do not count.',
    '单元格的最后编辑时间；公式不计入。',
  ),
  objectColumn('last_modified_by', 'Who last edited it.', '最后编辑人。'),
];

/** Links to attachments carry permissions that may differ from one answer to the next; the file's token identifies it. */
export const attachmentLinks: VolatileParts = {
  mark: '/drive/v1/medias/',
  pattern: /(?<=\/drive\/v1\/medias\/[\w/]*)\?[^"\\]*/g,
};

/** One row a record, its cells as one JSON column; typed streams are made a table at a time. */
export const recordsStream: Stream = {
  name: 'base_records',
  title: { en: 'Base records', zh: '多维表格记录' },
  description: { en: 'One row for each record of each table.', zh: '每张数据表的每条记录一行。' },
  module: 'base',
  continuation: 'resumable',
  primaryKey: ['app_token', 'table_id', 'record_id'],
  volatileParts: attachmentLinks,
  columns: [
    appToken,
    tableId,
    column('record_id', 'string', 'Id of the record; unique within the Base.', '记录 ID；在同一多维表格内唯一。'),
    objectColumn(
      'fields',
      'Cells by field name, as the platform returns them; empty cells are absent.',
      '单元格，以字段名称为键，与平台返回一致；空单元格不出现。',
    ),
    ...madeAndEdited,
  ],
};

/** One row a table of a Base. */
export const tablesStream: Stream = {
  name: 'base_tables',
  title: { en: 'Base tables', zh: '多维表格数据表' },
  description: { en: 'One row for each table.', zh: '每张数据表一行。' },
  module: 'base',
  continuation: 'resumable',
  primaryKey: ['app_token', 'table_id'],
  columns: [
    appToken,
    tableId,
    column('name', 'string', 'Name of the table.', '数据表名称。'),
    {
      ...column(
        'revision',
        'integer',
        'Grows with each change of the table; it alone does not count as a change of this row.',
        '随数据表的每次变更增大；仅它变化不算本行更新。',
      ),
      volatile: true,
    },
    column('base_name', 'string', 'Name of the Base.', '多维表格名称。'),
    column(
      'time_zone',
      'string',
      'Time zone of the Base, by which its dates are meant.',
      '多维表格的时区，其中的日期以此为准。',
    ),
    column('is_advanced', 'boolean', 'True when advanced permissions are on.', '是否开启高级权限。'),
  ],
};

/** One row a field of a table. */
export const fieldsStream: Stream = {
  name: 'base_fields',
  title: { en: 'Base fields', zh: '多维表格字段' },
  description: { en: 'One row for each field of each table.', zh: '每张数据表的每个字段一行。' },
  module: 'base',
  continuation: 'resumable',
  primaryKey: ['app_token', 'table_id', 'field_id'],
  columns: [
    appToken,
    tableId,
    column('field_id', 'string', 'Id of the field; stays when the field is renamed.', '字段 ID；字段改名后不变。'),
    column(
      'field_name',
      'string',
      'Name of the field; the key in `fields` of a record.',
      '字段名称；即记录的 `fields` 中的键。',
    ),
    column(
      'type',
      'integer',
      'Type number, e.g. 1 text, 2 number, 3 single select, 11 person, 20 formula.',
      '字段类型编号，如 1 多行文本，2 数字，3 单选，11 人员，20 公式。',
    ),
    column(
      'ui_type',
      'string',
      'How the field is shown, e.g. Text, Barcode, Currency.',
      '字段的界面类型，如 Text、Barcode、Currency。',
    ),
    objectColumn('property', 'Options, format, formula and the like.', '字段属性：选项、格式、公式等。'),
    column('is_primary', 'boolean', 'True for the first field of the table.', '是否为索引列。'),
    column('is_hidden', 'boolean', 'True when the field is hidden.', '字段是否隐藏。'),
    column('description', 'json', 'Remark on the field.', '字段描述。'),
    column(
      'column_name',
      'string',
      'Its column in the typed stream of the table: the id of the field and the kind of its values.',
      '在该数据表带类型的数据流中的列名：字段 ID 加值的种类。',
    ),
  ],
};

/** One row a view of a table. */
export const viewsStream: Stream = {
  name: 'base_views',
  title: { en: 'Base views', zh: '多维表格视图' },
  description: { en: 'One row for each view of each table.', zh: '每张数据表的每个视图一行。' },
  module: 'base',
  continuation: 'resumable',
  primaryKey: ['app_token', 'table_id', 'view_id'],
  columns: [
    appToken,
    tableId,
    column('view_id', 'string', 'Id of the view.', '视图 ID。'),
    column('view_name', 'string', 'Name of the view.', '视图名称。'),
    column(
      'view_type',
      'string',
      'grid, kanban, gallery, gantt or form.',
      'grid（表格）、kanban（看板）、gallery（画册）、gantt（甘特）或 form（表单）。',
    ),
    column(
      'view_public_level',
      'string',
      'Public, Locked or Private.',
      'Public（公共）、Locked（锁定）或 Private（个人）。',
    ),
    column('view_private_owner_id', 'string', 'Owner of a private view.', '个人视图的所有者。'),
  ],
};

/** Those that exist for every Base; typed ones come on top (`typed_streams`). */
export const baseStreams: readonly Stream[] = [recordsStream, tablesStream, fieldsStream, viewsStream];
