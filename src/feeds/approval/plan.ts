import { type CallPurpose, callPurposes } from '../../model/call-purpose.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import { readNumber, readTexts } from '../../util/json.ts';
import type { PlannedCalls } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import { askIndex, indexWindows, smallestSearch } from './changes/read-signs.ts';
import type { ListedWindow } from './code-progress.ts';
import type { ApprovalConfig } from './config.ts';
import { definitionStream } from './definition-stream.ts';
import { changesProgressOf, exactProgressOf } from './open-progress.ts';
import type { Window } from './progress.ts';
import { instanceStreams } from './streams.ts';

/** Windows that are listed to learn how many instances one holds: of all codes together, and of each at least. */
const samplesOfAll = 60;
const minSamples = 3;
const maxSamples = 20;

/** Listing follows from the dates; how many details it leads to is estimated from a few windows of each code. */
export async function* planApproval(settings: ApprovalConfig, read: FeedRead): AsyncGenerator<PlannedCalls> {
  const codes = settings.approvalCodes;
  if (read.streams.has(definitionStream.name)) {
    yield { endpoint: approvalEndpoints.getDefinition, calls: codes.length, isEstimate: false };
  }
  if (!instanceStreams.some(({ name }) => read.streams.has(name))) return;
  const now = read.clock.now();
  const samples = Math.min(maxSamples, Math.max(minSamples, Math.floor(samplesOfAll / Math.max(1, codes.length))));
  if (settings.auditMs !== undefined && !read.fresh) {
    yield* planChanges(settings, read, now);
    return;
  }
  let [lists, details, hasPages] = [0, 0, false];
  for (const code of codes) {
    const progress = exactProgressOf({ approvalCode: code, settings, read, now });
    const { windows, fetched } = progress.first;
    const held = await askWindows({ code, windows: sampleOf(windows, samples), watched: fetched }, read);
    lists += Math.round(windows.length * held.pages);
    hasPages ||= held.pages > 1;
    details += Math.round(windows.length * held.unwatched) + fetched.size;
  }
  yield { endpoint: approvalEndpoints.listInstances, calls: lists, isEstimate: hasPages };
  yield { endpoint: approvalEndpoints.getInstance, calls: details, isEstimate: true };
}

/** What the indexes will show is not known before they are read: of what has changed nothing is counted, for a first read what they hold. */
async function* planChanges(settings: ApprovalConfig, read: FeedRead, now: number): AsyncGenerator<PlannedCalls> {
  const { searchTasks, queryInstances, listInstances, getInstance } = approvalEndpoints;
  const planned = new CallsByPurpose();
  for (const approvalCode of settings.approvalCodes) {
    const progress = changesProgressOf({ approvalCode, settings, read, now });
    if (progress === undefined) continue;
    const { first, audit, signsFor } = progress;
    planned.add(searchTasks, signsFor, 1);
    for (const window of indexWindows(progress.indexed)) {
      const held = await countIndexed(approvalCode, window, read);
      planned.add(queryInstances, signsFor, Math.max(1, Math.ceil(held / (queryInstances.page?.maxSize ?? 1))));
      if (signsFor === 'new') planned.add(getInstance, signsFor, held);
    }
    planned.add(getInstance, first.fetchedFor, first.fetched.size);
    planned.add(listInstances, first.listedFor, first.windows.length);
    planned.add(listInstances, audit.listedFor, audit.windows.length);
    planned.add(getInstance, audit.fetchedFor, audit.fetched.size);
  }
  yield* planned.all();
}

/** Adds up calls to the same endpoint for the same purpose. */
class CallsByPurpose {
  readonly #calls = new Map<CallPurpose, Map<PlannedCalls['endpoint'], number>>();

  add(endpoint: PlannedCalls['endpoint'], purpose: CallPurpose, calls: number): void {
    const own = this.#calls.get(purpose) ?? new Map<PlannedCalls['endpoint'], number>();
    this.#calls.set(purpose, own.set(endpoint, (own.get(endpoint) ?? 0) + calls));
  }

  /** What is not called at all is left out. */
  *all(): Generator<PlannedCalls> {
    for (const purpose of callPurposes)
      for (const [endpoint, calls] of this.#calls.get(purpose) ?? [])
        if (calls > 0) yield { endpoint, purpose, calls, isEstimate: true };
  }
}

async function countIndexed(approvalCode: string, window: Window, { client, signal }: FeedRead): Promise<number> {
  const asked = { body: askIndex(approvalCode, window), query: { page_size: smallestSearch } };
  const data = await client.call(approvalEndpoints.queryInstances, { ...asked, signal, feed: 'approval' });
  return readNumber(data, 'count') ?? 0;
}

/** Windows spread evenly over those that a read would list. */
function sampleOf(windows: readonly ListedWindow[], samples: number): Window[] {
  const indexes = windows.toSorted((one, other) => one.window.from - other.window.from);
  const step = Math.max(1, indexes.length / samples);
  const chosen = Array.from(
    { length: Math.min(samples, indexes.length) },
    (_, at) => indexes[Math.floor((at + 0.5) * step)],
  );
  return chosen.flatMap((one) => one?.window ?? []);
}

interface Sample {
  readonly code: string;
  readonly windows: readonly Window[];
  readonly watched: ReadonlySet<string>;
}

/** What a window costs on average: pages, and details besides those of watched instances, which are asked for anyway. */
async function askWindows(
  { code, windows, watched }: Sample,
  { client, signal }: FeedRead,
): Promise<{ readonly pages: number; readonly unwatched: number }> {
  let pages = 0;
  const unwatched = new Set<string>();
  for (const { from, to } of windows) {
    const query = { approval_code: code, start_time: String(from), end_time: String(to - 1) };
    for await (const { data } of client.pages(approvalEndpoints.listInstances, {
      query,
      signal,
      feed: 'approval',
    })) {
      pages++;
      for (const instance of readTexts(data, 'instance_code_list')) if (!watched.has(instance)) unwatched.add(instance);
    }
  }
  const of = Math.max(1, windows.length);
  return { pages: pages / of, unwatched: unwatched.size / of };
}
