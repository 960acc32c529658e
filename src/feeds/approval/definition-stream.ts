import type { Stream } from '../../model/stream.ts';
import { column, listColumn } from '../columns.ts';

/** One row an approval definition. */
export const definitionStream: Stream = {
  name: 'approval_definitions',
  title: { en: 'Approval definitions', zh: '审批定义' },
  description: {
    en: 'The configured approval definitions: form, process and who may see them.',
    zh: '所配置的审批定义：表单、流程和可见人员。',
  },
  module: 'approval',
  primaryKey: ['approval_code'],
  columns: [
    column('approval_code', 'string', 'Code of the approval definition.', '审批定义编码。'),
    column('approval_name', 'string', 'Name in the configured language.', '名称，按所配置的语言。'),
    column(
      'status',
      'string',
      'ACTIVE, INACTIVE, DELETED or UNKNOWN.',
      'ACTIVE（已启用）、INACTIVE（已停用）、DELETED（已删除）或 UNKNOWN（未知）。',
    ),
    listColumn('form', 'The form controls; the text of the answer, parsed.', '表单控件；由返回的文本解析而来。'),
    listColumn('node_list', 'The nodes of the process.', '审批节点。'),
    listColumn('viewers', 'Who may see the definition.', '可见人员。'),
  ],
};
