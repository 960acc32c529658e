import type { Message } from '../../model/message.ts';
import type { Column } from '../../model/stream.ts';
import { column, listColumn } from '../columns.ts';

/** Of all streams of an instance. */
export const instanceCode: Column = column(
  'instance_code',
  'string',
  'Code of the approval instance.',
  '审批实例编码。',
);
/** Of all streams of an instance. */
export const approvalCode: Column = column(
  'approval_code',
  'string',
  'Code of the approval definition that the instance belongs to.',
  '实例所属审批定义的编码。',
);
/** Somebody by an id that needs a scope. */
export const userId = ({ en, zh }: Message): Column =>
  column(
    'user_id',
    'string',
    `User id of ${en}; null without the user id scope.`,
    `${zh}的 user_id；未开通 user_id 权限时为 null。`,
  );
/** Somebody by the id that always comes. */
export const openId = ({ en, zh }: Message): Column =>
  column('open_id', 'string', `Open id (of this app) of ${en}.`, `${zh}在本应用中的 open_id。`);
/** Whose instance it is. */
export const initiator: Message = { en: 'the person who started the instance', zh: '发起人' };
/** Whose task it is. */
export const approver: Message = { en: 'the approver', zh: '审批人' };
/** Who did what the timeline tells. */
export const actor: Message = { en: 'the person who acted', zh: '操作人' };
/** Who wrote a comment. */
export const author: Message = { en: 'the author', zh: '评论人' };
/** Of timeline and comments. */
export const files: Column = listColumn(
  'files',
  'Attached files with title, size, type and a URL that expires after 12 hours.',
  '附件：标题、大小、类型和链接；链接 12 小时后失效。',
);
