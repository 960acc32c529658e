import type { Exchange, Route } from '../route.ts';
import { type Approval, type ApprovalService, approvalPath, invalidParameter } from './approval-service.ts';
import { links, personId, searchItem } from './search-item.ts';
import { pageEnd, readSearch, type SearchRequest } from './search-request.ts';
import { type TaskEntry, TaskIndex } from './task-index.ts';

interface Match {
  readonly approval: Approval;
  readonly entry: TaskEntry;
}

const filterStatuses = ['PENDING', 'REJECTED', 'APPROVED', 'TRANSFERRED', 'DONE', 'RM_REPEAT', 'PROCESSED', 'ALL'];

/** POST …/tasks/search: an index that lags behind and hides tasks of reverted instances only after paging. */
export function taskSearchRoute(service: ApprovalService): Route {
  const indexes = new Map<string, TaskIndex>();
  const indexOf = (approval: Approval): TaskIndex => {
    const { code } = approval.definition;
    const index = indexes.get(code) ?? new TaskIndex(approval.instances);
    indexes.set(code, index);
    return index;
  };
  return {
    method: 'POST',
    path: `${approvalPath}/tasks/search`,
    handle: (exchange) => ({ data: search(service, exchange, indexOf) }),
  };
}

function search(service: ApprovalService, exchange: Exchange, indexOf: (approval: Approval) => TaskIndex): unknown {
  const request = readSearch(service, exchange, 'task_start_time');
  const order = exchange.body.order ?? 2;
  if (order !== 0 && order !== 1 && order !== 2 && order !== 3) throw invalidParameter('order');
  const fits = entryTest(service, request, wantedStatuses(exchange.body));
  const clock = order < 2 ? 'updatedMs' : 'startMs';
  const isDescending = order % 2 === 0;
  const page: Match[] = [];
  let count = 0;
  const walks = request.approvals.map((approval) => ({
    approval,
    entries: indexOf(approval).entries(clock, isDescending, request.hasSeen),
  }));
  for (const match of merged(walks, clock, isDescending)) {
    if (!fits(match)) continue;
    if (count >= request.from && page.length < request.size) page.push(match);
    count++;
  }
  const { end, page_token, has_more } = pageEnd(service, request, { count, nowMs: exchange.nowMs });
  return {
    count,
    task_list: page.slice(0, end - request.from).flatMap((match) => taskItem(service, request, match)),
    page_token,
    has_more,
  };
}

function wantedStatuses(body: Readonly<Record<string, unknown>>): ReadonlySet<string> | undefined {
  const list = Array.isArray(body.task_status_list) ? body.task_status_list.map(String) : [];
  const wanted = list.length > 0 ? list : [typeof body.task_status === 'string' ? body.task_status : 'ALL'];
  if (!wanted.every((status) => filterStatuses.includes(status))) throw invalidParameter('task_status');
  return wanted.includes('ALL') ? undefined : new Set(wanted);
}

function entryTest(
  service: ApprovalService,
  request: SearchRequest,
  statuses: ReadonlySet<string> | undefined,
): (match: Match) => boolean {
  const { window, personIndex, instanceCode } = request;
  return ({ approval, entry }) => {
    if (statuses !== undefined && !statuses.has(entry.status)) return false;
    if (window !== undefined && (entry.startMs < window.fromMs || entry.startMs > window.toMs)) return false;
    if (personIndex !== undefined && !service.people.isSame(entry.person, personIndex)) return false;
    return (
      instanceCode === undefined ||
      (typeof entry.key === 'string' ? entry.key : approval.instances.codeOf(entry.key)) === instanceCode
    );
  };
}

/** Empty when the instance is gone or reverted by now: the page then comes out short. */
function taskItem(
  service: ApprovalService,
  request: SearchRequest,
  { approval, entry }: Match,
): Record<string, unknown>[] {
  const state = approval.instances.asIndexed(entry.key, request.hasSeen);
  const task = state?.tasks[entry.place];
  if (state === undefined || task === undefined || state.isReverted) return [];
  const item = searchItem(state, approval.definition.spec, { request, people: service.people });
  const shown = {
    user_id: personId(service.people, task.person, request.userIdType),
    start_time: String(task.startMs),
    end_time: String(task.endMs),
    status: task.status.toLowerCase(),
    title: approval.definition.spec.name.zh,
    extra: '{}',
    link: links(state.code),
    task_id: task.id,
    update_time: String(task.updatedMs),
    task_external_id: '',
  };
  return [{ ...item, task: shown }];
}

/** One stream out of several that are each in order. */
function* merged(
  walks: readonly { readonly approval: Approval; readonly entries: Generator<TaskEntry, void, undefined> }[],
  clock: 'updatedMs' | 'startMs',
  isDescending: boolean,
): Generator<Match, void, undefined> {
  const heads = walks.map(({ approval, entries }) => ({ approval, entries, head: entries.next() }));
  for (;;) {
    let best: (typeof heads)[number] | undefined;
    for (const walk of heads) {
      if (walk.head.done) continue;
      if (best === undefined || best.head.done) best = walk;
      else if (
        isDescending ? walk.head.value[clock] > best.head.value[clock] : walk.head.value[clock] < best.head.value[clock]
      )
        best = walk;
    }
    if (best === undefined || best.head.done) return;
    yield { approval: best.approval, entry: best.head.value };
    best.head = best.entries.next();
  }
}
