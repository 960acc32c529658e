import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import { readTexts } from '../../util/json.ts';
import type { PlannedCalls } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import type { ApprovalConfig } from './config.ts';
import { definitionStream } from './definition-stream.ts';
import { progressOf } from './instances.ts';
import type { Progress, Window } from './progress.ts';
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
  let [lists, details, hasPages] = [0, 0, false];
  for (const code of codes) {
    const progress = progressOf(code, settings, read, now);
    const held = await askWindows({ code, windows: sampleOf(progress, samples), watched: progress.watched }, read);
    lists += Math.round(progress.order.length * held.pages);
    hasPages ||= held.pages > 1;
    details += Math.round(progress.order.length * held.unwatched) + progress.watched.size;
  }
  yield { endpoint: approvalEndpoints.listInstances, calls: lists, isEstimate: hasPages };
  yield { endpoint: approvalEndpoints.getInstance, calls: details, isEstimate: true };
}

/** Windows spread evenly over those that a read would list. */
function sampleOf(progress: Progress, samples: number): Window[] {
  const indexes = progress.order.toSorted((one, other) => one - other);
  const step = Math.max(1, indexes.length / samples);
  const chosen = Array.from(
    { length: Math.min(samples, indexes.length) },
    (_, at) => indexes[Math.floor((at + 0.5) * step)],
  );
  return chosen.filter((index) => index !== undefined).map((index) => progress.window(index));
}

interface Sample {
  readonly code: string;
  readonly windows: readonly Window[];
  readonly watched: ReadonlyMap<string, number>;
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
