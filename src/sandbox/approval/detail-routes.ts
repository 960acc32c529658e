import { isObject, readText, tryParseJson } from '../../util/json.ts';
import { isSet } from '../query-flag.ts';
import { ApiFailure, type Exchange, type Route } from '../route.ts';
import {
  type ApprovalService,
  approvalOf,
  approvalPath,
  findInstance,
  instanceNotFound,
  invalidParameter,
  seesUserIds,
} from './approval-service.ts';
import { definitionPayload } from './definition-payload.ts';
import { instancePayload } from './instance-payload.ts';
import type { CommentState, InstanceState } from './instance-state.ts';

const maxCommentPageSize = 1000;

/** Definition, instance and comments: the calls that name one thing. */
export function detailRoutes(service: ApprovalService): readonly Route[] {
  return [
    {
      method: 'GET',
      path: `${approvalPath}/approvals/:approval_code`,
      handle: (exchange) => ({ data: definition(service, exchange) }),
    },
    {
      method: 'GET',
      path: `${approvalPath}/instances/:instance_id`,
      handle: (exchange) => ({ data: detail(service, exchange) }),
    },
    {
      method: 'GET',
      path: `${approvalPath}/instances/:instance_id/comments`,
      handle: (exchange) => ({ data: comments(service, exchange) }),
    },
  ];
}

function definition(service: ApprovalService, exchange: Exchange): unknown {
  const { definition: known } = approvalOf(service, exchange.params.approval_code ?? '');
  if (known.status === 'DELETED') throw new ApiFailure(1390016, 'approval is deleted');
  const { query } = exchange;
  return definitionPayload(known, {
    locale: query.get('locale'),
    withAdminIds: isSet(query, 'with_admin_id'),
    people: service.people,
  });
}

function detail(service: ApprovalService, exchange: Exchange): unknown {
  const found = findInstance(service, exchange.params.instance_id ?? '');
  if (found === undefined) throw instanceNotFound();
  const { query } = exchange;
  const userId = query.get('user_id');
  if (userId && service.people.numberOf(userId) === undefined)
    throw new ApiFailure(1390004, 'user_id or open_id not found');
  return instancePayload(found.state, {
    people: service.people,
    links: service.links,
    spec: found.approval.definition.spec,
    locale: query.get('locale'),
    withUserIds: seesUserIds(exchange),
    nestedMutableGroup: isSet(query, 'nested_mutable_group'),
  });
}

/** The only call that still shows deleted comments; it needs a reader's user_id. */
function comments(service: ApprovalService, exchange: Exchange): unknown {
  const found = findInstance(service, exchange.params.instance_id ?? '');
  if (found === undefined) throw instanceNotFound();
  const { query } = exchange;
  if (service.people.numberOf(query.get('user_id') ?? '') === undefined) throw invalidParameter('user_id');
  const size = Number(query.get('page_size') || maxCommentPageSize);
  if (!Number.isInteger(size) || size < 1 || size > maxCommentPageSize) throw invalidParameter('page_size');
  return { comments: shownComments(service, found.state).slice(0, size) };
}

function shownComments(service: ApprovalService, state: InstanceState): Record<string, unknown>[] {
  return state.comments.map((comment) => ({
    at_info_list: [],
    commentator: service.people.at(comment.person).userId,
    content: commentContent(comment),
    create_time: String(comment.createdMs),
    extra: '{}',
    id: comment.id,
    is_delete: comment.isDeleted ? 1 : 0,
    replies: [],
    update_time: String(comment.updatedMs),
  }));
}

function commentContent(comment: CommentState): string {
  const written = tryParseJson(comment.text);
  const text = isObject(written) ? (readText(written, 'text') ?? '') : comment.text;
  return JSON.stringify({ text, files: comment.file === undefined ? [] : [{ title: comment.file }] });
}
