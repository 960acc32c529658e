import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import { readTexts } from '../../util/json.ts';
import type { FeedRead, PlannedCalls } from '../feed.ts';
import { progressOf } from './instances.ts';
import type { Progress, Window } from './progress.ts';
import type { ApprovalSettings } from './settings.ts';
import { definitionStream, instanceStreams } from './streams.ts';

/** Windows that are listed to learn how many instances one holds: of all codes together, and of each at least. */
const samplesOfAll = 60;
const leastSamples = 3;
const mostSamples = 20;

/** Listing follows from the dates; how many details it leads to is estimated from a few windows of each code. */
export async function* planApproval(settings: ApprovalSettings, read: FeedRead): AsyncGenerator<PlannedCalls> {
  const codes = settings.approvalCodes;
  if (read.streams.has(definitionStream.name)) {
    yield { endpoint: approvalEndpoints.getDefinition, calls: codes.length, isEstimate: false };
  }
  if (!instanceStreams.some(({ name }) => read.streams.has(name))) return;
  const now = read.clock.now();
  const samples = Math.min(mostSamples, Math.max(leastSamples, Math.floor(samplesOfAll / Math.max(1, codes.length))));
  let [lists, details] = [0, 0];
  for (const code of codes) {
    const progress = progressOf(code, settings, read, now);
    const held = await instancesOfWindow(code, sampleOf(progress, samples), read);
    lists +=
      progress.order.length * Math.max(1, Math.ceil(held / (approvalEndpoints.listInstances.page?.maxSize ?? 1)));
    details += Math.round(progress.order.length * held) + progress.watched.size;
  }
  yield { endpoint: approvalEndpoints.listInstances, calls: lists, isEstimate: false };
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

/** How many instances a window holds on average, of those that were created in these windows. */
async function instancesOfWindow(approvalCode: string, windows: readonly Window[], read: FeedRead): Promise<number> {
  let instances = 0;
  for (const { from, to } of windows) {
    const query = { approval_code: approvalCode, start_time: String(from), end_time: String(to - 1) };
    const options = { query, signal: read.signal, account: 'approval' };
    for await (const { data } of read.client.pages(approvalEndpoints.listInstances, options)) {
      instances += readTexts(data, 'instance_code_list').length;
    }
  }
  return windows.length === 0 ? 0 : instances / windows.length;
}
