import { readPageToken } from '../page-token.ts';
import { type UserIdType, userIdTypes } from '../people/person.ts';
import type { Exchange } from '../route.ts';
import {
  type Approval,
  type ApprovalService,
  approvalOf,
  findInstance,
  instanceNotFound,
  invalidParameter,
} from './approval-service.ts';

const maxWindowMs = 30 * 86_400_000;

/** What the three search endpoints have in common. */
export interface SearchRequest {
  /** Definitions whose instances are asked for. */
  readonly approvals: readonly Approval[];
  /** The one instance asked for, when the body names one. */
  readonly instanceCode: string | undefined;
  /** The person asked for, by number; undefined when the body names none. */
  readonly personIndex: number | undefined;
  readonly window: { readonly fromMs: number; readonly toMs: number } | undefined;
  readonly size: number;
  readonly from: number;
  readonly key: string;
  readonly userIdType: UserIdType;
  readonly locale: string | null;
  /** The instant up to which the delayed index has seen changes. */
  readonly indexedMs: number;
}

/** Reads body and paging; at least one of the identity filters must be there (approval-search pages). */
export function readSearch(service: ApprovalService, exchange: Exchange, windowPrefix: string): SearchRequest {
  const { body, query } = exchange;
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  const identity = ['user_id', 'approval_code', 'instance_code', 'instance_external_id', 'group_external_id'];
  if (identity.every((name) => text(name) === '')) throw invalidParameter(`one of ${identity.join(', ')} is needed`);
  const size = Number(query.get('page_size') || 10);
  if (!Number.isInteger(size) || size < 5 || size > 200) throw invalidParameter('page_size is 5 to 200');
  const key = JSON.stringify(body);
  const clock = { nowMs: exchange.nowMs, lifetimeSeconds: service.options.pageTokenLifetimeSeconds };
  const from = readPageToken(query.get('page_token'), key, clock);
  if (from === undefined) throw invalidParameter('page_token');
  const found = text('instance_code') === '' ? undefined : findInstance(service, text('instance_code'));
  if (text('instance_code') !== '' && found === undefined) throw instanceNotFound();
  return {
    approvals: approvalsFor(
      service,
      text('approval_code'),
      found?.approval,
      text('instance_external_id') + text('group_external_id'),
    ),
    instanceCode: found?.state.code,
    personIndex: text('user_id') === '' ? undefined : (service.people.numberOf(text('user_id')) ?? -1),
    window: readWindow(text(`${windowPrefix}_from`), text(`${windowPrefix}_to`)),
    size,
    from,
    key,
    userIdType: userIdTypes.find((type) => type === query.get('user_id_type')) ?? 'open_id',
    locale: text('locale') || null,
    indexedMs: exchange.nowMs - service.options.indexDelayMs,
  };
}

function approvalsFor(
  service: ApprovalService,
  code: string,
  ofInstance: Approval | undefined,
  external: string,
): readonly Approval[] {
  if (ofInstance !== undefined) return [ofInstance];
  if (code !== '') return [approvalOf(service, code)];
  // There are no third-party approvals in this tenant.
  return external === '' ? [...service.approvals.values()] : [];
}

function readWindow(from: string, to: string): SearchRequest['window'] {
  if (from === '' && to === '') return undefined;
  if (!/^\d{1,15}$/.test(from) || !/^\d{1,15}$/.test(to))
    throw invalidParameter('both ends of the time window are needed');
  const window = { fromMs: Number(from), toMs: Number(to) };
  if (window.toMs < window.fromMs || window.toMs - window.fromMs > maxWindowMs)
    throw invalidParameter('the time window is at most 30 days');
  return window;
}
