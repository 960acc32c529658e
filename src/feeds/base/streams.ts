import type { Stream, VolatileParts } from '../../model/stream.ts';
import { column, objectColumn } from '../columns.ts';

const appToken = column('app_token', 'string', 'Token of the Base.');
const tableId = column('table_id', 'string', 'Id of the table; unique within the Base.');

/** Links to attachments carry permissions that may differ from one answer to the next; the file's token identifies it. */
export const attachmentLinks: VolatileParts = {
  mark: '/drive/v1/medias/',
  pattern: /(?<=\/drive\/v1\/medias\/[\w/]*)\?[^"\\]*/g,
};

/** One row a record, its cells as one JSON column; typed streams are made a table at a time. */
export const recordsStream: Stream = {
  name: 'base_records',
  title: { en: 'Base records', zh: '多维表格记录' },
  description: 'One row for each record of each table.',
  module: 'base',
  continuation: 'resumable',
  primaryKey: ['app_token', 'table_id', 'record_id'],
  volatileParts: attachmentLinks,
  columns: [
    appToken,
    tableId,
    column('record_id', 'string', 'Id of the record; unique within the Base.'),
    objectColumn('fields', 'Cells by field name, as the platform returns them; empty cells are absent.'),
    column('created_time', 'timestamp', 'When the record was made.'),
    objectColumn('created_by', 'Who made it.'),
    column('last_modified_time', 'timestamp', 'When a cell was last edited; formulas do not count.'),
    objectColumn('last_modified_by', 'Who last edited it.'),
  ],
};

/** One row a table of a Base. */
export const tablesStream: Stream = {
  name: 'base_tables',
  title: { en: 'Base tables', zh: '多维表格数据表' },
  description: 'One row for each table.',
  module: 'base',
  continuation: 'resumable',
  primaryKey: ['app_token', 'table_id'],
  columns: [
    appToken,
    tableId,
    column('name', 'string', 'Name of the table.'),
    {
      ...column(
        'revision',
        'integer',
        'Grows with each change of the table; it alone does not count as a change of this row.',
      ),
      volatile: true,
    },
    column('base_name', 'string', 'Name of the Base.'),
    column('time_zone', 'string', 'Time zone of the Base, by which its dates are meant.'),
    column('is_advanced', 'boolean', 'True when advanced permissions are on.'),
  ],
};

/** One row a field of a table. */
export const fieldsStream: Stream = {
  name: 'base_fields',
  title: { en: 'Base fields', zh: '多维表格字段' },
  description: 'One row for each field of each table.',
  module: 'base',
  continuation: 'resumable',
  primaryKey: ['app_token', 'table_id', 'field_id'],
  columns: [
    appToken,
    tableId,
    column('field_id', 'string', 'Id of the field; stays when the field is renamed.'),
    column('field_name', 'string', 'Name of the field; the key in `fields` of a record.'),
    column('type', 'integer', 'Type number, e.g. 1 text, 2 number, 3 single select, 11 person, 20 formula.'),
    column('ui_type', 'string', 'How the field is shown, e.g. Text, Barcode, Currency.'),
    objectColumn('property', 'Options, format, formula and the like.'),
    column('is_primary', 'boolean', 'True for the first field of the table.'),
    column('is_hidden', 'boolean', 'True when the field is hidden.'),
    column('description', 'json', 'Remark on the field.'),
    column(
      'column_name',
      'string',
      'Its column in the typed stream of the table: the id of the field and the kind of its values.',
    ),
  ],
};

/** One row a view of a table. */
export const viewsStream: Stream = {
  name: 'base_views',
  title: { en: 'Base views', zh: '多维表格视图' },
  description: 'One row for each view of each table.',
  module: 'base',
  continuation: 'resumable',
  primaryKey: ['app_token', 'table_id', 'view_id'],
  columns: [
    appToken,
    tableId,
    column('view_id', 'string', 'Id of the view.'),
    column('view_name', 'string', 'Name of the view.'),
    column('view_type', 'string', 'grid, kanban, gallery, gantt or form.'),
    column('view_public_level', 'string', 'Public, Locked or Private.'),
    column('view_private_owner_id', 'string', 'Owner of a private view.'),
  ],
};

/** Those that exist for every Base; typed ones come on top (`typed_streams`). */
export const baseStreams: readonly Stream[] = [recordsStream, tablesStream, fieldsStream, viewsStream];
