import type { Change } from '../model/change.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { CheckResult, Discovery, PlannedEndpoint, ReadRequest, Source } from '../model/source.ts';
import { endpointLabel } from '../open-platform/endpoint.ts';
import { minSeconds } from '../open-platform/limits/min-seconds.ts';
import { merge } from '../util/merge.ts';
import { checkConnection, type ProbeRegion } from './check-connection.ts';
import { confirmByFeed } from './confirm-by-feed.ts';
import type { Feed } from './feed.ts';
import type { FeedContext, FeedRead } from './feed-context.ts';
import { assertReadableState, sortOut, warnOfUnreadable } from './feed-memory.ts';
import { Problems } from './problems.ts';
import { contextOf, type FeedTools, readableState, runFeed, stateOf, wantedOf } from './run-feed.ts';
import { createSourceRefresher } from './source-refresher.ts';

/** What one app's source in one region is made of. */
interface LarkSourceOptions extends FeedTools {
  /** Stable for one app in one tenant's region; state is kept under it. */
  readonly id: string;
  /** Makes the feeds of one read; they may share what they find. */
  readonly makeFeeds: () => readonly Feed[];
  /** Asks whether the credentials are good in the other region; undefined where there is no other (own base URL). */
  readonly probeOtherRegion?: ProbeRegion;
}

/** A tenant as a source: its feeds, read at the same time through one client. */
export function createLarkSource(options: LarkSourceOptions): Source {
  return {
    id: options.id,
    discover: (names) => discoverAll(options, names),
    check: (signal) => checkAll(options, signal),
    plan: (request) => planAll(options, request),
    read: (request) => readAll(options, request),
    confirm: (request) => confirmByFeed(ownerOf(options, request.scan.stream), request, options),
    refresher: () => createSourceRefresher(options.makeFeeds, options),
    subscribe: (signal) => subscribeAll(options, signal),
    close: () => options.client.close(),
  };
}

async function discoverAll(options: LarkSourceOptions, names?: ReadonlySet<string>): Promise<Discovery> {
  const context = contextOf(options, new AbortController().signal);
  const feeds = await Promise.all(
    options.makeFeeds().map(async (feed) => {
      const { streams = [], unlisted = [] } = (await feed.tenantStreams?.discover(context, names)) ?? {};
      return { streams: [...feed.streams, ...streams], unlisted };
    }),
  );
  return { streams: feeds.flatMap(({ streams }) => streams), unlisted: feeds.flatMap(({ unlisted }) => unlisted) };
}

async function* checkAll(options: LarkSourceOptions, signal: AbortSignal): AsyncGenerator<CheckResult, void, void> {
  const feeds = options.makeFeeds();
  const context = contextOf(options, signal);
  let usable = true;
  for await (const result of checkConnection(feeds, context, options.probeOtherRegion)) {
    if (result.module === 'connection' && result.subject === 'credentials') usable = result.outcome !== 'failed';
    yield result;
  }
  for (const feed of feeds) {
    if (usable) yield* checkFeed(feed, context);
    else
      yield {
        module: feed.module,
        subject: feed.module,
        outcome: 'skipped',
        message: { en: 'Skipped: no connection', zh: '连接不可用，未检查' },
      };
  }
}

/** A feed's check that breaks off is one failed line; the other feeds are checked all the same. */
async function* checkFeed(feed: Feed, context: FeedContext): AsyncGenerator<CheckResult, void, void> {
  try {
    yield* feed.check(context);
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (error.family === 'stopped') throw error;
    yield { module: feed.module, subject: feed.module, outcome: 'failed', message: error.texts.message, error };
  }
}

async function* readAll(options: LarkSourceOptions, request: ReadRequest): AsyncGenerator<Change, void, void> {
  const wanted = (feed: Feed): string[] => wantedOf(feed, request.streams);
  const feeds = options.makeFeeds().filter((feed) => wanted(feed).length > 0);
  for (const feed of feeds)
    if (!isFresh(wanted(feed), request)) assertReadableState(feed.module, stateOf(feed, request.state));
  for (const feed of feeds) feed.announce?.();
  const reads = feeds.map((feed) => () => readFeed({ feed, names: wanted(feed), request, options }));
  yield* merge(reads, { concurrency: Math.max(1, reads.length), buffer: 1 });
}

async function* planAll(options: LarkSourceOptions, request: ReadRequest): AsyncGenerator<PlannedEndpoint, void, void> {
  const feeds = options.makeFeeds().filter((feed) => wantedOf(feed, request.streams).length > 0);
  for (const feed of feeds) feed.announce?.();
  // What a feed that follows another will call is known when that one has been planned.
  const isFollower = ({ follows = [] }: Feed): number => (follows.length === 0 ? 0 : 1);
  for (const feed of feeds.toSorted((one, two) => isFollower(one) - isFollower(two))) {
    const names = wantedOf(feed, request.streams);
    for await (const planned of feed.plan(toFeedRead({ feed, names, request, options }))) {
      const { endpoint, purpose = 'exact', calls, isEstimate } = planned;
      const seconds = minSeconds(endpoint.limit, calls, options.client.rateLimitScale);
      yield { module: feed.module, endpoint: endpointLabel(endpoint), purpose, calls, isEstimate, seconds };
    }
  }
}

interface FeedReading {
  readonly feed: Feed;
  readonly names: readonly string[];
  readonly request: ReadRequest;
  readonly options: LarkSourceOptions;
}

function isFresh(names: readonly string[], { fresh }: ReadRequest): boolean {
  return names.some((name) => fresh.has(name));
}

function toFeedRead({ feed, names, request, options }: FeedReading): FeedRead {
  const fresh = isFresh(names, request);
  return {
    ...contextOf(options, request.signal),
    streams: new Set(names),
    state: fresh ? new Map() : readableState(feed, request.state),
    ...(fresh ? { former: sortOut(stateOf(feed, request.state), feed.memory).readable } : {}),
    fresh,
    acceptDeletes: request.acceptDeletes,
    problems: new Problems(),
    ...(request.resume === undefined ? {} : { resume: { since: request.resume.since.get(feed.module) } }),
  };
}

async function* readFeed(reading: FeedReading): AsyncGenerator<Change, void, void> {
  const { feed, names, request } = reading;
  const read = toFeedRead(reading);
  const { unreadable } = sortOut(read.fresh ? new Map() : stateOf(feed, request.state), feed.memory);
  const { costs } = feed.memory;
  if (unreadable.length > 0) yield warnOfUnreadable(feed.module, { unreadable, streams: names, costs });
  // So that the next run does not warn of them again.
  for (const slice of unreadable) yield { kind: 'state', module: feed.module, slice, state: null };
  yield* runFeed(feed, read, () => toItsEnd(feed.read(read), names));
}

async function* subscribeAll(options: LarkSourceOptions, signal: AbortSignal): AsyncGenerator<CheckResult, void, void> {
  const context = contextOf(options, signal);
  for (const feed of options.makeFeeds()) if (feed.subscribe !== undefined) yield* feed.subscribe(context);
}

/** Streams of one feed share their walk: they are complete when the walk has ended and has read every slice. */
async function* toItsEnd(
  changes: AsyncIterable<Change>,
  streams: readonly string[],
): AsyncGenerator<Change, void, void> {
  yield* changes;
  yield { kind: 'complete', streams };
}

function ownerOf(options: LarkSourceOptions, stream: string): Feed | undefined {
  return options.makeFeeds().find((feed) => wantedOf(feed, new Set([stream])).length > 0);
}
