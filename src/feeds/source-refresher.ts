import type { Change } from '../model/change.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { Hint } from '../model/hint.ts';
import type { RefreshRequest, SourceRefresher } from '../model/source.ts';
import type { ModuleState } from '../model/source-state.ts';
import { merge } from '../util/merge.ts';
import type { Feed } from './feed.ts';
import { isFatal } from './is-fatal.ts';
import { Problems } from './problems.ts';
import type { Refresher, RefreshRead } from './refresher.ts';
import { contextOf, type FeedTools, readableState, runFeed, wantedOf } from './run-feed.ts';

interface FeedRefresher {
  readonly feed: Feed;
  readonly refresher: Refresher;
}

/**
 * One refresher for each feed. Feeds that follow another share with it what one refresh finds, so both are made anew each time;
 * the others last, and remember what costs calls to know.
 */
export function createSourceRefresher(makeFeeds: () => readonly Feed[], tools: FeedTools): SourceRefresher {
  const makeRefreshers = (): FeedRefresher[] => makeFeeds().map((feed) => ({ feed, refresher: feed.refresher() }));
  const lasting = makeRefreshers();
  const urgent = { ...tools, client: tools.client.urgent() };
  return {
    refresh: (request) => {
      const feeds = [
        ...lasting.filter(({ feed }) => !shares(feed)),
        ...makeRefreshers().filter(({ feed }) => shares(feed)),
      ];
      for (const { feed } of feeds) {
        const isConcerned = request.hints.some(({ module }) => module === feed.module);
        if (isConcerned && wantedOf(feed, request.streams).length > 0) feed.announce?.();
      }
      return merge(
        feeds.map((one) => () => refreshFeed(one, request, urgent)),
        { concurrency: Math.max(1, feeds.length), buffer: 1 },
      );
    },
    changesStreams: (hints) => lasting.some(({ feed }) => feed.tenantStreams?.changedBy(hints) === true),
  };
}

/** Whether the feed follows another or is followed. */
function shares({ follows = [], announce }: Feed): boolean {
  return announce !== undefined || follows.length > 0;
}

function concerns(feed: Feed, { module }: Hint): boolean {
  return module === feed.module || feed.follows?.includes(module) === true;
}

async function* refreshFeed(
  { feed, refresher }: FeedRefresher,
  request: RefreshRequest,
  tools: FeedTools,
): AsyncGenerator<Change, void, void> {
  const hints = request.hints.filter((hint) => concerns(feed, hint));
  const streams = new Set(wantedOf(feed, request.streams));
  if (hints.length === 0 || streams.size === 0) return;
  // A destination that cannot load the state is no feed's failure: it ends the refresh, which is then tried again as a whole.
  let lost: LarkstreamError | undefined;
  const remembered = async (): Promise<ModuleState> => {
    try {
      return readableState(feed, await request.state());
    } catch (thrown) {
      lost = toLarkstreamError(thrown);
      throw lost;
    }
  };
  const read: RefreshRead = {
    ...contextOf(tools, request.signal),
    streams,
    state: new Map(),
    fresh: false,
    acceptDeletes: false,
    problems: new Problems(),
    remembered,
  };
  const endsRefresh = (error: LarkstreamError): boolean => error === lost || isFatal(error);
  yield* runFeed(feed, read, () => refresher.refresh(hints, read), endsRefresh);
}
