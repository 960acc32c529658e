import type { JsonObject } from '../../util/json.ts';
import type { ApprovalPeople } from './approval-people.ts';
import { type DefinitionSpec, inLocale } from './definition-spec.ts';
import type { FileLinks } from './file-links.ts';
import { formText } from './form-text.ts';
import {
  type CommentState,
  type InstanceState,
  startNode,
  type TaskState,
  type TimelineState,
} from './instance-state.ts';
import type { PersonNumber } from './person-number.ts';

/** What an instance's payload depends on besides its state: the form's definition, and what the call asks for and may see. */
interface PayloadContext {
  readonly people: ApprovalPeople;
  readonly links: FileLinks;
  readonly spec: DefinitionSpec;
  readonly locale: string | null;
  /** Without `contact:user.employee_id:readonly` every `user_id` stays empty (instance/get, field scopes). */
  readonly withUserIds: boolean;
  readonly nestedMutableGroup: boolean;
}

/** `data` of GET …/instances/:instance_id. */
export function instancePayload(state: InstanceState, context: PayloadContext): JsonObject {
  const { spec, locale } = context;
  const initiator = context.people.at(state.initiator);
  const comments = state.comments.filter((comment) => !comment.isDeleted);
  return {
    approval_code: state.approvalCode,
    approval_name: inLocale(spec.name, locale, spec.defaultLanguage),
    // The key is absent when there is no comment (captured answers).
    ...(comments.length === 0 ? {} : { comment_list: comments.map((comment) => commentPayload(comment, context)) }),
    department_id: initiator.departmentId,
    end_time: String(state.endMs),
    form: formText(state.form, spec, {
      createdMs: state.createdMs,
      locale,
      language: spec.defaultLanguage,
      personAt: (at) => context.people.at(at),
      links: context.links,
      linkedCodes: state.linkedCodes,
      serialNumber: state.serialNumber,
      nestedMutableGroup: context.nestedMutableGroup,
    }),
    instance_code: state.code,
    ...(state.modifiedCode === undefined ? {} : { modified_instance_code: state.modifiedCode }),
    ...ids(state.initiator, context),
    reverted: state.isReverted,
    ...(state.revertedCode === undefined ? {} : { reverted_instance_code: state.revertedCode }),
    serial_number: state.serialNumber,
    start_time: String(state.createdMs),
    status: state.status,
    task_list: state.tasks.map((task) => taskPayload(task, context)),
    timeline: state.timeline.map((entry) => timelinePayload(entry, context)),
    uuid: state.uuid,
  };
}

function ids(person: PersonNumber, context: PayloadContext): { open_id: string; user_id: string } {
  const shown = context.people.at(person);
  return { open_id: shown.openId, user_id: context.withUserIds ? shown.userId : '' };
}

function taskPayload(task: TaskState, context: PayloadContext): JsonObject {
  const node = context.spec.nodes.find((candidate) => candidate.id === task.nodeId) ?? startNode;
  return {
    ...(node.customId === undefined ? {} : { custom_node_id: node.customId }),
    end_time: String(task.endMs),
    id: task.id,
    node_id: task.nodeId,
    node_name: inLocale(node.name, context.locale, context.spec.defaultLanguage),
    ...ids(task.person, context),
    start_time: String(task.startMs),
    status: task.status,
    type: task.type,
  };
}

function timelinePayload(entry: TimelineState, context: PayloadContext): JsonObject {
  const people = (entry.people ?? []).map((person) => ids(person, context));
  const first = people[0];
  return {
    ...(entry.comment === undefined ? {} : { comment: entry.comment }),
    create_time: String(entry.ms),
    ext: entry.type === 'TRANSFER' && first !== undefined ? JSON.stringify(first) : '{}',
    ...(entry.file === undefined ? {} : { files: [filePayload(entry.file, entry.ms, context.links)] }),
    node_key: entry.nodeKey,
    ...ids(entry.person, context),
    ...(entry.taskId === undefined ? {} : { task_id: entry.taskId }),
    type: entry.type,
    ...(people.length === 0
      ? {}
      : { open_id_list: people.map((one) => one.open_id), user_id_list: people.map((one) => one.user_id) }),
    ...(entry.copies === undefined
      ? {}
      : { cc_user_list: entry.copies.map((copy) => ({ cc_id: copy.id, ...ids(copy.person, context) })) }),
  };
}

function commentPayload(comment: CommentState, context: PayloadContext): JsonObject {
  return {
    comment: comment.text,
    create_time: String(comment.createdMs),
    ...(comment.file === undefined ? {} : { files: [filePayload(comment.file, comment.createdMs, context.links)] }),
    id: comment.id,
    ...ids(comment.person, context),
  };
}

function filePayload(name: string, ms: number, links: FileLinks): JsonObject {
  return {
    file_size: 1_000 + (ms % 900_000),
    title: name,
    type: 'image',
    url: links.link(`${ms.toString(36)}-${name}`),
  };
}
