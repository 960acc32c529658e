import type { Column, Stream, VolatileParts } from '../../model/stream.ts';
import { column, listColumn, objectColumn } from '../columns.ts';

const instanceCode = column('instance_code', 'string', 'Code of the approval instance.');
const approvalCode = column('approval_code', 'string', 'Code of the approval definition that the instance belongs to.');
const userId = (who: string): Column =>
  column('user_id', 'string', `User id of ${who}; null without the user id scope.`);
const openId = (who: string): Column => column('open_id', 'string', `Open id (of this app) of ${who}.`);
const files = listColumn('files', 'Attached files with title, size, type and a URL that expires after 12 hours.');

/** Links to files and pictures are signed anew by every answer (instance/get, attachmentV2); JSON in JSON escapes the `&`. */
const volatileParts: VolatileParts = {
  mark: '?x-expires=',
  pattern: /\?x-expires=(?:[^"\\]|\\+u0026)*/g,
};

const payloads: Stream = {
  name: 'approval_instance_payloads',
  title: { en: 'Approval instance payloads', zh: '审批实例原文' },
  description: 'Every approval instance as the platform answered it, unchanged.',
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code'],
  volatileParts,
  columns: [instanceCode, approvalCode, objectColumn('payload', "The detail answer's `data`, unchanged.")],
};

/** One row an instance, replaced by each newer read of it. */
export const instancesStream: Stream = {
  name: 'approval_instances',
  title: { en: 'Approval instances', zh: '审批实例' },
  description: 'One row for each approval instance, with its present status.',
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code'],
  cursor: 'start_time',
  columns: [
    instanceCode,
    approvalCode,
    column('approval_name', 'string', 'Name of the approval definition in the configured language.'),
    column('status', 'string', 'PENDING, APPROVED, REJECTED, CANCELED or DELETED. Even APPROVED may still change.'),
    column('serial_number', 'string', 'The number that people see, unique in the tenant.'),
    column('uuid', 'string', 'Idempotency id that was given when the instance was created.'),
    userId('the person who started the instance'),
    openId('the person who started the instance'),
    column('department_id', 'string', 'Department of the initiator: an open department id or a custom id.'),
    column('start_time', 'timestamp', 'When the instance was created.'),
    column('end_time', 'timestamp', 'When the instance ended; null while it is open.'),
    column('reverted', 'boolean', 'True once the instance was revoked after it had been approved.'),
    column('reverted_instance_code', 'string', 'The revoked instance, when this one is the revocation.'),
    column('modified_instance_code', 'string', 'The original instance, when this one is its modification.'),
  ],
};

const formFields: Stream = {
  name: 'approval_form_fields',
  title: { en: 'Approval form fields', zh: '审批表单字段' },
  description: 'One row for each filled-in form field; the rows of detail tables have a row for each of their cells.',
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code', 'field_path'],
  parentKey: ['instance_code'],
  volatileParts,
  columns: [
    instanceCode,
    column('field_path', 'string', 'The field id, or `parent[row].child` inside a detail table.'),
    approvalCode,
    column('field_id', 'string', 'Id of the field, stable within the definition.'),
    column('custom_id', 'string', 'Id that the designer of the form gave to the field.'),
    column('parent_field_id', 'string', 'Id of the detail table or group that the field lies in.'),
    column('row_index', 'integer', 'Row in the detail table, counted from 0.'),
    column('ordinal', 'integer', 'Position in the form, counted from 0 over all fields of the instance.'),
    column('name', 'string', 'Label of the field in the configured language.'),
    column('type', 'string', 'Type of the form control, such as input, date, amount or fieldList.'),
    column('value', 'json', 'The value as returned.'),
    column('value_text', 'string', 'The value as a person would read it.'),
  ],
};

/** One row a task of an approver. */
export const tasksStream: Stream = {
  name: 'approval_tasks',
  title: { en: 'Approval tasks', zh: '审批任务' },
  description: "One row for each approver's task of an instance.",
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code', 'task_id'],
  parentKey: ['instance_code'],
  columns: [
    instanceCode,
    column('task_id', 'string', 'Id of the task; its position in the list when the platform gives none.'),
    approvalCode,
    column('node_id', 'string', 'Id of the node in the approval process.'),
    column('node_name', 'string', 'Name of the node.'),
    column('custom_node_id', 'string', 'Id that the designer of the process gave to the node.'),
    column('type', 'string', 'How the node decides: AND, OR, AUTO_PASS, AUTO_REJECT or SEQUENTIAL.'),
    column('status', 'string', 'PENDING, APPROVED, REJECTED, TRANSFERRED or DONE.'),
    userId('the approver'),
    openId('the approver'),
    column('start_time', 'timestamp', 'When the task began.'),
    column('end_time', 'timestamp', 'When the task ended; null while it is open.'),
  ],
};

/** One row an entry of the timeline; entries have no id, so their place is the key. */
export const timelineStream: Stream = {
  name: 'approval_timeline',
  title: { en: 'Approval timeline', zh: '审批动态' },
  description: 'Everything that happened to an instance, in order.',
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code', 'sequence'],
  parentKey: ['instance_code'],
  volatileParts,
  columns: [
    instanceCode,
    column('sequence', 'integer', 'Position in the timeline, counted from 0.'),
    approvalCode,
    column('type', 'string', 'What happened: START, PASS, REJECT, TRANSFER, ROLLBACK, CANCEL, CC and others.'),
    column('create_time', 'timestamp', 'When it happened.'),
    userId('the person who acted'),
    openId('the person who acted'),
    column('task_id', 'string', 'The task that the entry belongs to.'),
    column('node_key', 'string', 'Key of the node in the process.'),
    column('comment', 'string', 'What the person wrote.'),
    listColumn('user_id_list', 'User ids of the people who are affected, for example added approvers.'),
    listColumn('open_id_list', 'Open ids of the people who are affected.'),
    listColumn('cc_user_list', 'The people who received a copy.'),
    column('ext', 'json', 'Further facts that depend on the type; the text of the answer, parsed.'),
    files,
  ],
};

/** One row a comment. */
export const commentsStream: Stream = {
  name: 'approval_comments',
  title: { en: 'Approval comments', zh: '审批评论' },
  description: 'One row for each comment on an instance.',
  module: 'approval',
  continuation: 'incremental',
  primaryKey: ['instance_code', 'comment_id'],
  parentKey: ['instance_code'],
  volatileParts,
  columns: [
    instanceCode,
    column('comment_id', 'string', 'Id of the comment; its position in the list when the platform gives none.'),
    approvalCode,
    userId('the author'),
    openId('the author'),
    column('comment', 'string', 'Text of the comment.'),
    column('create_time', 'timestamp', 'When it was written.'),
    files,
  ],
};

/** One row an approval definition. */
export const definitionStream: Stream = {
  name: 'approval_definitions',
  title: { en: 'Approval definitions', zh: '审批定义' },
  description: 'The configured approval definitions: form, process and who may see them.',
  module: 'approval',
  primaryKey: ['approval_code'],
  columns: [
    column('approval_code', 'string', 'Code of the approval definition.'),
    column('approval_name', 'string', 'Name in the configured language.'),
    column('status', 'string', 'ACTIVE, INACTIVE, DELETED or UNKNOWN.'),
    listColumn('form', 'The form controls; the text of the answer, parsed.'),
    listColumn('node_list', 'The nodes of the process.'),
    listColumn('viewers', 'Who may see the definition.'),
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
