import { type JsonObject, readNumber, readObject, readObjects, readText } from '../../src/util/json.ts';
import { callRoute } from '../sandbox/call-route.ts';
import type { ApprovalSync } from './approval-sync.ts';

const dayMs = 86_400_000;

/** What the indexes of the sandbox show of one approval code now. */
export interface Shown {
  /** Status, in capitals, and end of each instance created since `indexedFrom`. */
  readonly instances: ReadonlyMap<string, { readonly status: string; readonly end: number }>;
  /** For each instance, when its tasks were changed. */
  readonly tasks: ReadonlyMap<string, readonly number[]>;
  readonly newestTask: number;
}

/** Asks the sandbox itself, past the gateway: no call of ours is counted, and no code of ours reads the answer. */
export function shownOf(sync: ApprovalSync, approvalCode: string, indexedFrom: number): Shown {
  const instances = new Map<string, { status: string; end: number }>();
  for (let from = indexedFrom; from <= sync.now; from += 30 * dayMs) {
    const span = {
      instance_start_time_from: String(from),
      instance_start_time_to: String(Math.min(sync.now, from + 30 * dayMs)),
    };
    const body = { approval_code: approvalCode, instance_status: 'ALL', ...span };
    for (const item of itemsOf(sync, '/instances/query', 'instance_list', body)) {
      const one = readObject(item, 'instance');
      const status = (readText(one, 'status') ?? '').toUpperCase();
      instances.set(readText(one, 'code') ?? '', { status, end: readNumber(one, 'end_time') ?? 0 });
    }
  }
  const tasks = new Map<string, number[]>();
  for (const item of itemsOf(sync, '/tasks/search', 'task_list', { approval_code: approvalCode, order: 0 })) {
    const code = readText(readObject(item, 'instance'), 'code') ?? '';
    tasks.set(code, [...(tasks.get(code) ?? []), readNumber(readObject(item, 'task'), 'update_time') ?? 0]);
  }
  return { instances, tasks, newestTask: Math.max(0, ...[...tasks.values()].flat()) };
}

function itemsOf(sync: ApprovalSync, path: string, list: string, body: JsonObject): JsonObject[] {
  const items: JsonObject[] = [];
  let [token, hasMore] = ['', true];
  while (hasMore) {
    const query = { page_size: '200', ...(token === '' ? {} : { page_token: token }) };
    const page = callRoute(sync.approvals.routes, 'POST', path, { body, query, nowMs: sync.now });
    items.push(...readObjects(page, list));
    [token, hasMore] = [readText(page, 'page_token') ?? '', page.has_more === true];
  }
  return items;
}
