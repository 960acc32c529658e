import type { Exchange, Route } from '../route.ts';
import { type Approval, type ApprovalService, approvalPath, invalidParameter } from './approval-service.ts';
import type { InstanceState } from './instance-state.ts';
import { codesIn } from './list-route.ts';
import { links, personId, searchItem } from './search-item.ts';
import { pageEnd, readSearch, type SearchRequest } from './search-request.ts';

interface Found {
  readonly approval: Approval;
  readonly code: string;
  /** For copies: which timeline entry and which person in it. */
  readonly copy?: { readonly entry: number; readonly person: number };
}

/** The filter's words for the statuses that the detail calls CANCELED and REJECTED. */
const filterStatuses: Readonly<Record<string, string>> = {
  PENDING: 'PENDING',
  RECALL: 'CANCELED',
  REJECT: 'REJECTED',
  DELETED: 'DELETED',
  APPROVED: 'APPROVED',
  ALL: '',
};

type Collect = (service: ApprovalService, request: SearchRequest, body: Exchange['body']) => readonly Found[];

/** POST …/instances/query and …/instances/search_cc. */
export function instanceSearchRoutes(service: ApprovalService): readonly Route[] {
  return [
    {
      method: 'POST',
      path: `${approvalPath}/instances/query`,
      handle: answering(service, 'instance_list', 'instance_start_time', instancesFound),
    },
    {
      method: 'POST',
      path: `${approvalPath}/instances/search_cc`,
      handle: answering(service, 'cc_list', 'cc_create_time', copiesFound),
    },
  ];
}

function answering(service: ApprovalService, list: string, windowPrefix: string, collect: Collect): Route['handle'] {
  let remembered: { readonly key: string; readonly found: readonly Found[] } | undefined;
  return (exchange) => {
    const request = readSearch(service, exchange, windowPrefix);
    const changes = request.approvals.map((approval) => approval.instances.changes).join(',');
    const key = `${request.key}/${changes}/${request.seenKey}`;
    if (remembered?.key !== key) remembered = { key, found: collect(service, request, exchange.body) };
    const { found } = remembered;
    const { end, page_token, has_more } = pageEnd(service, request, { count: found.length, nowMs: exchange.nowMs });
    // Reverted instances are dropped from the page after it was cut, so a page may be short or empty.
    const items = found.slice(request.from, end).flatMap((one) => foundItem(service, request, one));
    return {
      data: {
        count: found.length,
        [list]: items,
        page_token,
        has_more,
      },
    };
  };
}

function* states(
  request: SearchRequest,
  window: SearchRequest['window'],
): Generator<{ approval: Approval; state: InstanceState }, void, undefined> {
  const span = { fromMs: window?.fromMs ?? 0, untilMs: (window?.toMs ?? Number.MAX_SAFE_INTEGER) + 1 };
  for (const approval of request.approvals) {
    const codes = request.instanceCode === undefined ? codesIn(approval, span) : [request.instanceCode];
    for (const code of codes) {
      const state = approval.instances.asIndexed(code, request.hasSeen);
      if (state !== undefined) yield { approval, state };
    }
  }
}

function instancesFound(service: ApprovalService, request: SearchRequest, body: Exchange['body']): readonly Found[] {
  const status = filterStatuses[typeof body.instance_status === 'string' ? body.instance_status : 'ALL'];
  if (status === undefined) throw invalidParameter('instance_status');
  const found: Found[] = [];
  for (const { approval, state } of states(request, request.window)) {
    const fitsStatus = status === '' || state.status === status;
    const fitsPerson = request.personIndex === undefined || service.people.isSame(state.initiator, request.personIndex);
    if (fitsStatus && fitsPerson) found.push({ approval, code: state.code });
  }
  return found;
}

function copiesFound(service: ApprovalService, request: SearchRequest, body: Exchange['body']): readonly Found[] {
  const wanted = typeof body.read_status === 'string' ? body.read_status.toUpperCase() : 'ALL';
  if (!['READ', 'UNREAD', 'ALL'].includes(wanted)) throw invalidParameter('read_status');
  const { window, personIndex } = request;
  const fits = (copy: { person: number; id: string }): boolean =>
    (personIndex === undefined || service.people.isSame(copy.person, personIndex)) &&
    (wanted === 'ALL' || readStatus(copy.id) === wanted);
  const found: Found[] = [];
  for (const { approval, state } of states(request, undefined)) {
    for (const [entry, { copies = [], ms }] of state.timeline.entries()) {
      if (window !== undefined && (ms < window.fromMs || ms > window.toMs)) continue;
      for (const [person, copy] of copies.entries()) {
        if (fits(copy)) found.push({ approval, code: state.code, copy: { entry, person } });
      }
    }
  }
  return found;
}

function readStatus(copyId: string): string {
  return Number(copyId.slice(-1)) % 2 ? 'READ' : 'UNREAD';
}

function foundItem(service: ApprovalService, request: SearchRequest, found: Found): Record<string, unknown>[] {
  const state = found.approval.instances.asIndexed(found.code, request.hasSeen);
  if (state === undefined || state.isReverted) return [];
  const item = searchItem(state, found.approval.definition.spec, { request, people: service.people });
  if (found.copy === undefined) return [item];
  const entry = state.timeline[found.copy.entry];
  const copy = entry?.copies?.[found.copy.person];
  if (entry === undefined || copy === undefined) return [];
  const cc = {
    user_id: personId(service.people, copy.person, request.userIdType),
    create_time: String(entry.ms),
    read_status: readStatus(copy.id).toLowerCase(),
    title: found.approval.definition.spec.name.zh,
    extra: '{}',
    link: links(state.code),
  };
  return [{ ...item, cc }];
}
