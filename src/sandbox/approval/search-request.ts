import { pageToken, readPageToken } from '../page-token.ts';
import { type UserIdType, userIdTypes } from '../people/person.ts';
import { hash32 } from '../random.ts';
import type { Exchange } from '../route.ts';
import {
  type Approval,
  type ApprovalService,
  approvalOf,
  findInstance,
  instanceNotFound,
  invalidParameter,
} from './approval-service.ts';
import type { HasSeen } from './instance-store.ts';

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
  /** Set by the second try of a page that came out empty; see `approvalShortPages`. */
  readonly isSecondTry: boolean;
  readonly userIdType: UserIdType;
  readonly locale: string | null;
  /** What the index, which comes behind, has seen of an instance. */
  readonly hasSeen: HasSeen;
  /** The same as long as the index shows the same. */
  readonly seenKey: string;
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
  const place = readPageToken(query.get('page_token'), key, clock);
  if (place === undefined) throw invalidParameter('page_token');
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
    from: place >> 1,
    isSecondTry: place % 2 === 1,
    key,
    userIdType: userIdTypes.find((type) => type === query.get('user_id_type')) ?? 'open_id',
    locale: text('locale') || null,
    hasSeen: (code, changedMs) =>
      changedMs + delayOf(service, `${windowPrefix}/${code}/${changedMs}`) <= exchange.nowMs,
    seenKey: service.options.indexDelayMs + service.options.indexJitterMs === 0 ? '' : String(exchange.nowMs),
  };
}

/** Each change of each document takes its own time, so that a later one may be seen before an earlier one. */
function delayOf({ options: { indexDelayMs, indexJitterMs } }: ApprovalService, change: string): number {
  if (indexJitterMs === 0) return indexDelayMs;
  return Math.max(0, indexDelayMs - indexJitterMs + (hash32(0, change) % (2 * indexJitterMs + 1)));
}

/** The end of the page in what was found, and the token of what follows; short and empty pages in between, where the tenant has them. */
export function pageEnd(
  { options: { shortPages } }: ApprovalService,
  { key, from, size, isSecondTry }: SearchRequest,
  { count, nowMs }: { readonly count: number; readonly nowMs: number },
): { readonly end: number; readonly page_token: string; readonly has_more: boolean } {
  const luck = shortPages ? hash32(0, key, from, isSecondTry ? 1 : 0) % 4 : 3;
  const isEmpty = luck === 0 && !isSecondTry && from < count;
  const end = isEmpty ? from : Math.min(count, from + Math.max(1, luck === 1 ? Math.floor(size / 3) : size));
  const has_more = end < count;
  return { end, has_more, page_token: has_more ? pageToken(key, end * 2 + (isEmpty ? 1 : 0), nowMs) : '' };
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
