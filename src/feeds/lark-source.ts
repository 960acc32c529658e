import type { Change } from '../model/change.ts';
import type { Clock } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import { moduleOfHint } from '../model/hint.ts';
import type { Logger } from '../model/logger.ts';
import type {
  CheckResult,
  Discovery,
  PlannedEndpoint,
  ReadRequest,
  RefreshRequest,
  Source,
  SourceRefresher,
} from '../model/source.ts';
import type { ModuleState, SourceState } from '../model/source-state.ts';
import type { OpenPlatformClient } from '../open-platform/client.ts';
import { endpointLabel } from '../open-platform/endpoint.ts';
import { leastSeconds } from '../open-platform/limits/duration.ts';
import { merge } from '../util/merge.ts';
import { checkConnection, type ProbeRegion } from './check-connection.ts';
import { confirmByFeed } from './confirm.ts';
import { Directory } from './contact/directory.ts';
import { endsRead } from './ends-read.ts';
import type { Feed, FeedContext, FeedRead } from './feed.ts';
import type { FeedMaker } from './load-feeds.ts';
import { assertReadableState, sortOut, warnOfUnreadable } from './memory.ts';
import { Problems, tellingProblems } from './problems.ts';
import { markingSilence } from './silent-columns.ts';

export interface LarkSourceOptions {
  /** Stable for one app in one tenant's region; state is kept under it. */
  readonly id: string;
  readonly feeds: readonly FeedMaker[];
  readonly client: OpenPlatformClient;
  readonly clock: Clock;
  readonly logger: Logger;
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
    refresher: () => createSourceRefresher(options),
    subscribe: (signal) => subscribeAll(options, signal),
    close: () => options.client.close(),
  };
}

function makeFeeds({ feeds }: LarkSourceOptions, directory: Directory = new Directory()): Feed[] {
  return feeds.map((make) => make(directory));
}

function contextOf({ client, clock, logger }: LarkSourceOptions, signal: AbortSignal): FeedContext {
  return { client, clock, logger, signal };
}

async function discoverAll(options: LarkSourceOptions, names?: ReadonlySet<string>): Promise<Discovery> {
  const context = contextOf(options, new AbortController().signal);
  const feeds = await Promise.all(
    makeFeeds(options).map(async (feed) => {
      const { streams = [], unlisted = [] } = (await feed.tenantStreams?.discover(context, names)) ?? {};
      return { streams: [...feed.streams, ...streams], unlisted };
    }),
  );
  return { streams: feeds.flatMap(({ streams }) => streams), unlisted: feeds.flatMap(({ unlisted }) => unlisted) };
}

async function* checkAll(options: LarkSourceOptions, signal: AbortSignal): AsyncGenerator<CheckResult, void, void> {
  const feeds = makeFeeds(options);
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
        message: { en: 'Not tried without a connection', zh: '连接不可用，未检查' },
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
  const directory = new Directory();
  const wanted = (feed: Feed): string[] => wantedOf(feed, request.streams);
  const feeds = makeFeeds(options, directory).filter((feed) => wanted(feed).length > 0);
  for (const feed of feeds)
    if (!isFresh(wanted(feed), request)) assertReadableState(feed.module, stateOf(feed, request.state));
  if (feeds.some(({ module }) => module === 'contact')) directory.expectWalk();
  const reads = feeds.map((feed) => () => readFeed({ feed, names: wanted(feed), request, options }));
  yield* merge(reads, { concurrency: Math.max(1, reads.length), buffer: 1 });
}

async function* planAll(options: LarkSourceOptions, request: ReadRequest): AsyncGenerator<PlannedEndpoint, void, void> {
  const directory = new Directory();
  const feeds = makeFeeds(options, directory).filter((feed) => wantedOf(feed, request.streams).length > 0);
  if (feeds.some(({ module }) => module === 'contact')) directory.expectWalk();
  // Whether the others walk the directory themselves is known when Contact has been planned.
  for (const feed of feeds.toSorted(
    (one, two) => Number(two.module === 'contact') - Number(one.module === 'contact'),
  )) {
    const names = wantedOf(feed, request.streams);
    for await (const { endpoint, calls, isEstimate } of feed.plan(toFeedRead({ feed, names, request, options }))) {
      const seconds = leastSeconds(endpoint.limit, calls, options.client.rateLimitScale);
      yield { module: feed.module, endpoint: endpointLabel(endpoint), calls, isEstimate, seconds };
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
  // So that nobody is warned of them again.
  for (const slice of unreadable) yield { kind: 'state', module: feed.module, slice, state: null };
  yield* contained(feed, read, () => toItsEnd(feed.read(read), names));
}

/** Who follows the directory is not to wait for a walk that never begins. */
async function orEnd<T>(directory: Directory, begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (thrown) {
    directory.end(toLarkstreamError(thrown));
    throw thrown;
  }
}

/** People are handed on from Contact to those who follow it, within one refresh. */
function isAboutPeople({ module, follows }: Feed): boolean {
  return module === 'contact' || follows?.includes('contact') === true;
}

/** One refresher for each feed; a hint that everything has changed is a read of the feed. */
function createSourceRefresher(options: LarkSourceOptions): SourceRefresher {
  const refreshersOf = (directory: Directory) =>
    makeFeeds(options, directory).map((feed) => ({ feed, refresher: feed.refresher() }));
  const lasting = refreshersOf(new Directory());
  const client = options.client.urgent();
  const refreshFeed = async function* (
    { feed, refresher }: (typeof lasting)[number],
    request: RefreshRequest,
    directory: Directory,
  ): AsyncGenerator<Change, void, void> {
    const hints = request.hints.filter((hint) => {
      const module = moduleOfHint(hint);
      return module === feed.module || feed.follows?.includes(module) === true;
    });
    const names = wantedOf(feed, request.streams);
    if (hints.length === 0 || names.length === 0) return;
    const isWhole = feed.module === 'contact' && hints.some(({ kind }) => kind === 'contact_everything');
    const remembered = async (): Promise<ModuleState> => readableState(feed, await request.state());
    const state = isWhole ? await orEnd(directory, remembered) : new Map<string, never>();
    const context = { ...contextOf(options, request.signal), client };
    const problems = new Problems();
    const read = {
      ...context,
      streams: new Set(names),
      state,
      fresh: false,
      acceptDeletes: false,
      problems,
      remembered,
    };
    yield* contained(feed, read, () => (isWhole ? withoutSuspicion(feed.read(read)) : refresher.refresh(hints, read)));
  };
  return {
    refresh: (request) => {
      const directory = new Directory();
      const feeds = [
        ...lasting.filter(({ feed }) => !isAboutPeople(feed)),
        ...refreshersOf(directory).filter(({ feed }) => isAboutPeople(feed)),
      ];
      const readsContact = feeds.some(
        ({ feed }) => feed.module === 'contact' && wantedOf(feed, request.streams).length > 0,
      );
      if (readsContact && request.hints.some((hint) => moduleOfHint(hint) === 'contact')) directory.expectWalk();
      return merge(
        feeds.map((one) => () => refreshFeed(one, request, directory)),
        { concurrency: Math.max(1, feeds.length), buffer: 1 },
      );
    },
    changesStreams: (hints) =>
      hints.some(({ kind }) => kind === 'base_table') && lasting.some(({ feed }) => feed.tenantStreams !== undefined),
  };
}

async function* subscribeAll(options: LarkSourceOptions, signal: AbortSignal): AsyncGenerator<CheckResult, void, void> {
  const context = contextOf(options, signal);
  for (const feed of makeFeeds(options)) if (feed.subscribe !== undefined) yield* feed.subscribe(context);
}

/** That less can be seen now is what the event told of; nothing is deleted for it, and reading again changes nothing. */
async function* withoutSuspicion(changes: AsyncIterable<Change>): AsyncGenerator<Change, void, void> {
  for await (const change of changes) {
    if (change.kind === 'incomplete' && change.error.code === 'source.scan.suspicious')
      yield { kind: 'warning', streams: change.streams, message: change.error.texts.message };
    else yield change;
  }
}

/** Streams of one feed share their walk: they are complete when it has come to its end, with every slice looked at. */
async function* toItsEnd(
  changes: AsyncIterable<Change>,
  streams: readonly string[],
): AsyncGenerator<Change, void, void> {
  yield* changes;
  yield { kind: 'complete', streams };
}

/** A feed that breaks off leaves its own streams incomplete; the other feeds go on. */
async function* contained(
  feed: Feed,
  { client, streams, signal, problems }: FeedRead,
  start: () => AsyncIterable<Change>,
): AsyncGenerator<Change, void, void> {
  try {
    const changes = markingSilence(start(), feed.guarded ?? [], { client, signal });
    yield* tellingProblems(changes, problems);
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (signal.aborted || endsRead(error)) throw error;
    yield { kind: 'incomplete', streams: [...streams], error };
  }
}

function ownerOf(options: LarkSourceOptions, stream: string): Feed | undefined {
  return makeFeeds(options).find((feed) => wantedOf(feed, new Set([stream])).length > 0);
}

function wantedOf(feed: Feed, streams: ReadonlySet<string>): string[] {
  return [...streams].filter(
    (name) => feed.streams.some((stream) => stream.name === name) || feed.tenantStreams?.owns(name) === true,
  );
}

/** What the feed remembered, without what it cannot read. */
function readableState(feed: Feed, state: SourceState): ModuleState {
  return sortOut(stateOf(feed, state), feed.memory).readable;
}

function stateOf({ module }: Feed, state: SourceState): ModuleState {
  return state.get(module) ?? new Map();
}
