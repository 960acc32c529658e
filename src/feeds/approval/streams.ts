import type { Stream, VolatileParts } from '../../model/stream.ts';
import { column, listColumn, objectColumn } from '../columns.ts';
import { definitionStream } from './definition-stream.ts';
import {
  actor,
  approvalCode,
  approver,
  author,
  files,
  initiator,
  instanceCode,
  openId,
  userId,
} from './shared-columns.ts';

/** Links to files and pictures are signed anew by every answer (instance/get, attachmentV2); JSON in JSON escapes the `&`. */
const volatileParts: VolatileParts = {
  mark: '?x-expires=',
  pattern: /\?x-expires=(?:[^"\\]|\\+u0026)*/g,
};

const payloads: Stream = {
  name: 'approval_instance_payloads',
  title: { en: 'Approval instance payloads', zh: '审批实例原文' },
  description: {
    en: 'Every approval instance as the platform answered it, unchanged.',
    zh: '每个审批实例的接口返回原文，未作改动。',
  },
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code'],
  volatileParts,
  columns: [
    instanceCode,
    approvalCode,
    objectColumn('payload', "The detail answer's `data`, unchanged.", '详情接口返回的 `data`，未作改动。'),
  ],
};

/** One row an instance, replaced by each newer read of it. */
export const instancesStream: Stream = {
  name: 'approval_instances',
  title: { en: 'Approval instances', zh: '审批实例' },
  description: {
    en: 'One row for each approval instance, with its present status.',
    zh: '每个审批实例一行，含当前状态。',
  },
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code'],
  cursor: 'start_time',
  columns: [
    instanceCode,
    approvalCode,
    column(
      'approval_name',
      'string',
      'Name of the approval definition in the configured language.',
      '审批定义的名称，按所配置的语言。',
    ),
    column(
      'status',
      'string',
      'PENDING, APPROVED, REJECTED, CANCELED or DELETED. Even APPROVED may still change.',
      'PENDING（审批中）、APPROVED（通过）、REJECTED（拒绝）、CANCELED（撤回）或 DELETED（删除）。即使是 APPROVED 也可能再变。',
    ),
    column('serial_number', 'string', 'The number that people see, unique in the tenant.', '审批单编号，企业内唯一。'),
    column(
      'uuid',
      'string',
      'Idempotency id that was given when the instance was created.',
      '创建实例时传入的 uuid，用于幂等。',
    ),
    userId(initiator),
    openId(initiator),
    column(
      'department_id',
      'string',
      'Department of the initiator: an open department id or a custom id.',
      '发起人所在部门：open_department_id 或自定义 ID。',
    ),
    column('start_time', 'timestamp', 'When the instance was created.', '审批创建时间。'),
    column(
      'end_time',
      'timestamp',
      'When the instance ended; null while it is open.',
      '审批完成时间；未完成时为 null。',
    ),
    column(
      'reverted',
      'boolean',
      'True once the instance was revoked after it had been approved.',
      '单据是否在通过后被撤销。',
    ),
    column(
      'reverted_instance_code',
      'string',
      'The revoked instance, when this one is the revocation.',
      '本实例为撤销单时，被撤销的审批实例。',
    ),
    column(
      'modified_instance_code',
      'string',
      'The original instance, when this one is its modification.',
      '本实例为修改单时，原审批实例。',
    ),
  ],
};

const formFields: Stream = {
  name: 'approval_form_fields',
  title: { en: 'Approval form fields', zh: '审批表单字段' },
  description: {
    en: 'One row for each filled-in form field; the rows of detail tables have a row for each of their cells.',
    zh: '每个已填写的表单字段一行；明细的每个单元格也各有一行。',
  },
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code', 'field_path'],
  parentKey: ['instance_code'],
  volatileParts,
  columns: [
    instanceCode,
    column(
      'field_path',
      'string',
      'The field id, or `parent[row].child` inside a detail table.',
      '控件 ID；在明细中为 `parent[row].child`。',
    ),
    approvalCode,
    column('field_id', 'string', 'Id of the field, stable within the definition.', '控件 ID，在同一审批定义中不变。'),
    column(
      'custom_id',
      'string',
      'Id that the designer of the form gave to the field.',
      '表单设计者设置的自定义控件 ID。',
    ),
    column(
      'parent_field_id',
      'string',
      'Id of the detail table or group that the field lies in.',
      '所在明细或控件组的控件 ID。',
    ),
    column('row_index', 'integer', 'Row in the detail table, counted from 0.', '在明细中的行号，从 0 开始。'),
    column(
      'ordinal',
      'integer',
      'Position in the form, counted from 0 over all fields of the instance.',
      '在表单中的位置，从 0 开始，按实例的全部控件计数。',
    ),
    column('name', 'string', 'Label of the field in the configured language.', '控件名称，按所配置的语言。'),
    column(
      'type',
      'string',
      'Type of the form control, such as input, date, amount or fieldList.',
      '控件类型，如 input、date、amount、fieldList。',
    ),
    column('value', 'json', 'The value as returned.', '接口返回的值。'),
    column('value_text', 'string', 'The value as a person would read it.', '界面上显示的文字。'),
  ],
};

/** One row a task of an approver. */
export const tasksStream: Stream = {
  name: 'approval_tasks',
  title: { en: 'Approval tasks', zh: '审批任务' },
  description: { en: "One row for each approver's task of an instance.", zh: '审批实例中每个审批人的任务一行。' },
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code', 'task_id'],
  parentKey: ['instance_code'],
  columns: [
    instanceCode,
    column(
      'task_id',
      'string',
      'Id of the task; its position in the list when the platform gives none.',
      '审批任务 ID；平台未返回时为其在列表中的位置。',
    ),
    approvalCode,
    column('node_id', 'string', 'Id of the node in the approval process.', '审批节点 ID。'),
    column('node_name', 'string', 'Name of the node.', '审批节点名称。'),
    column(
      'custom_node_id',
      'string',
      'Id that the designer of the process gave to the node.',
      '流程设计者设置的自定义节点 ID。',
    ),
    column(
      'type',
      'string',
      'How the node decides: AND, OR, AUTO_PASS, AUTO_REJECT or SEQUENTIAL.',
      '审批方式：AND（会签）、OR（或签）、AUTO_PASS（自动通过）、AUTO_REJECT（自动拒绝）或 SEQUENTIAL（按顺序）。',
    ),
    column(
      'status',
      'string',
      'PENDING, APPROVED, REJECTED, TRANSFERRED or DONE.',
      '任务状态：PENDING（审批中）、APPROVED（同意）、REJECTED（拒绝）、TRANSFERRED（已转交）或 DONE（完成）。',
    ),
    userId(approver),
    openId(approver),
    column('start_time', 'timestamp', 'When the task began.', '任务开始时间。'),
    column('end_time', 'timestamp', 'When the task ended; null while it is open.', '任务完成时间；未完成时为 null。'),
  ],
};

/** One row an entry of the timeline; entries have no id, so their place is the key. */
export const timelineStream: Stream = {
  name: 'approval_timeline',
  title: { en: 'Approval timeline', zh: '审批动态' },
  description: { en: 'Everything that happened to an instance, in order.', zh: '审批实例的全部动态，按先后顺序。' },
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code', 'sequence'],
  parentKey: ['instance_code'],
  volatileParts,
  columns: [
    instanceCode,
    column('sequence', 'integer', 'Position in the timeline, counted from 0.', '在动态中的位置，从 0 开始。'),
    approvalCode,
    column(
      'type',
      'string',
      'What happened: START, PASS, REJECT, TRANSFER, ROLLBACK, CANCEL, CC and others.',
      '动态类型：START、PASS、REJECT、TRANSFER、ROLLBACK、CANCEL、CC 等。',
    ),
    column('create_time', 'timestamp', 'When it happened.', '发生时间。'),
    userId(actor),
    openId(actor),
    column('task_id', 'string', 'The task that the entry belongs to.', '动态所属的任务 ID。'),
    column('node_key', 'string', 'Key of the node in the process.', '审批节点的 key。'),
    column('comment', 'string', 'What the person wrote.', '操作人填写的理由。'),
    listColumn(
      'user_id_list',
      'User ids of the people who are affected, for example added approvers.',
      '受影响的用户的 user_id，如被加签的人。',
    ),
    listColumn('open_id_list', 'Open ids of the people who are affected.', '受影响的用户的 open_id。'),
    listColumn('cc_user_list', 'The people who received a copy.', '抄送人。'),
    column(
      'ext',
      'json',
      'Further facts that depend on the type; the text of the answer, parsed.',
      '随动态类型而定的其他信息；由返回的文本解析而来。',
    ),
    files,
  ],
};

/** One row a comment. */
export const commentsStream: Stream = {
  name: 'approval_comments',
  title: { en: 'Approval comments', zh: '审批评论' },
  description: { en: 'One row for each comment on an instance.', zh: '审批实例的每条评论一行。' },
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code', 'comment_id'],
  parentKey: ['instance_code'],
  volatileParts,
  columns: [
    instanceCode,
    column(
      'comment_id',
      'string',
      'Id of the comment; its position in the list when the platform gives none.',
      '评论 ID；平台未返回时为其在列表中的位置。',
    ),
    approvalCode,
    userId(author),
    openId(author),
    column('comment', 'string', 'Text of the comment.', '评论内容。'),
    column('create_time', 'timestamp', 'When it was written.', '评论时间。'),
    files,
  ],
};

/** All streams that one detail call feeds; the ones with a parent key are replaced as a whole for each instance. */
export const instanceStreams: readonly Stream[] = [
  payloads,
  instancesStream,
  formFields,
  tasksStream,
  timelineStream,
  commentsStream,
];
/** In the order in which they are shown: what comes with an instance, then the definitions. */
export const approvalStreams: readonly Stream[] = [...instanceStreams, definitionStream];
