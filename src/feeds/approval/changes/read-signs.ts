import type { CallPurpose } from '../../../model/call-purpose.ts';
import { approvalEndpoints } from '../../../open-platform/endpoints/approval.ts';
import type { Page } from '../../../open-platform/open-platform-client.ts';
import { type JsonObject, readNumber, readObject, readText } from '../../../util/json.ts';
import type { FeedContext } from '../../feed-context.ts';
import { splitWindows, type Window } from '../progress.ts';
import type { Signs } from './signs.ts';

/** One call of the index spans at most 30 days. Source: approval-v4/approval-search/query-instance. */
const indexWindowMs = 30 * 86_400_000;

/** The fewest items of a page that a search gives. Source: approval-v4/approval-search, `page_size`. */
export const smallestSearch = 5;

/** Creation times in pieces that one call of the index of instances may span. */
export function indexWindows({ from, to }: Window): Window[] {
  return splitWindows(from, to, indexWindowMs);
}

/** Asks the index of instances for all of an approval code that were created in a piece of `indexWindows`. */
export function askIndex(approvalCode: string, { from, to }: Window): Readonly<Record<string, string>> {
  return {
    approval_code: approvalCode,
    instance_status: 'ALL',
    instance_start_time_from: String(from),
    instance_start_time_to: String(to),
  };
}

/** What is asked of the indexes for one approval code. */
interface SignsOptions {
  readonly approvalCode: string;
  /** Creation times of the instances that the index of instances is asked about. */
  readonly indexed: Window;
  readonly signs: Signs;
  readonly purpose: CallPurpose;
}

/**
 * Reads both indexes, as far as they tell something new. They lag behind writes, which `signs` knows.
 * @throws what a call throws: the app may not have the right to search (`lark.scope.missing`)
 */
export async function readSigns(options: SignsOptions, context: FeedContext): Promise<void> {
  await Promise.all([readTasks(options, context), readInstances(options, context)]);
}

/** The tasks that changed last come first. */
async function readTasks(
  { approvalCode, signs, purpose }: SignsOptions,
  { client, signal }: FeedContext,
): Promise<void> {
  const body = { approval_code: approvalCode, order: 0 };
  const options = { body, signal, feed: 'approval', purpose, onDemand: true };
  for await (const { items } of client.pages(approvalEndpoints.searchTasks, options)) {
    const areOfUse = items.map((item) => seeTask(item, signs));
    // A page may be short or empty, for what is hidden is left out of it; that says nothing of the pages behind it.
    if (areOfUse.findLast((isOfUse) => isOfUse !== undefined) === false) return;
  }
}

/** Undefined for what is no task: it says nothing of those behind it. */
function seeTask(item: JsonObject, signs: Signs): boolean | undefined {
  const [instance, task] = [readObject(item, 'instance'), readObject(item, 'task')];
  const [code, updatedMs] = [readText(instance, 'code'), readNumber(task, 'update_time')];
  if (code === null || updatedMs === null) return undefined;
  return signs.seeTask({ code, startMs: readNumber(instance, 'start_time') ?? 0, updatedMs });
}

async function readInstances(
  { approvalCode, indexed, signs, purpose }: SignsOptions,
  { client, signal }: FeedContext,
): Promise<void> {
  for (const window of indexWindows(indexed)) {
    const body = askIndex(approvalCode, window);
    const pages = client.pages(approvalEndpoints.queryInstances, { body, signal, feed: 'approval', purpose });
    for await (const page of pages) seePage(page, signs);
  }
  signs.endOfInstances(indexed.from);
}

function seePage({ items }: Page, signs: Signs): void {
  for (const item of items) {
    const instance = readObject(item, 'instance');
    const code = readText(instance, 'code');
    if (code === null) continue;
    signs.seeInstance({
      code,
      status: readText(instance, 'status') ?? '',
      startMs: readNumber(instance, 'start_time') ?? 0,
      endMs: readNumber(instance, 'end_time') ?? 0,
    });
  }
}
