import { type JsonObject, readObject, readText } from '../../util/json.ts';
import type { EventRule } from '../module.ts';
import type { ApprovalHint } from './hints.ts';

const reads = {
  en: 'the instance with all its tasks, comments and form fields: one call',
  zh: '审批实例及其全部内容：一次调用',
};
const scopes = ['approval:approval:readonly', 'approval:approval'];

const instanceIn = (body: JsonObject, isGone: boolean): ApprovalHint[] => {
  const instanceCode = readText(body, 'instance_code');
  const approvalCode = readText(body, 'approval_code') ?? '';
  return instanceCode === null ? [] : [{ kind: 'instance', target: { approvalCode, instanceCode, isGone } }];
};

const instance: EventRule<ApprovalHint> = {
  toHints: (body) => instanceIn(body, body.type === 'approval_instance' && body.status === 'DELETED'),
  reads,
  scopes,
};

/** By `event_type`; the rules make hints only, since an event's own fields are less than what the API answers. */
export const approvalEvents: Readonly<Record<string, EventRule<ApprovalHint>>> = {
  approval_instance: instance,
  approval_task: instance,
  approval_cc: instance,
  // Of a person's own subscription, which we do not make (docs/platform-assumptions.md).
  'approval.instance.status_changed_v4': {
    toHints: (body) => instanceIn(body, body.status === 'DELETED'),
    reads,
    scopes: ['approval:instance:read'],
    isOfPerson: true,
  },
  'approval.task.status_changed_v4': {
    toHints: (body) => instanceIn(body, false),
    reads,
    scopes: ['approval:task:read'],
    isOfPerson: true,
  },
  'approval.approval.updated_v4': {
    toHints: (body) => {
      const approvalCode = readText(readObject(body, 'object'), 'approval_code');
      return approvalCode === null ? [] : [{ kind: 'definition', target: { approvalCode } }];
    },
    reads: { en: 'the definition: one call', zh: '审批定义：一次调用' },
    scopes,
  },
};
