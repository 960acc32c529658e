import type { Change } from '../model/change.ts';
import type { Clock } from '../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { ModuleState, SourceState } from '../model/source-state.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import type { Feed } from './feed.ts';
import type { FeedContext, FeedRead } from './feed-context.ts';
import { sortOut } from './feed-memory.ts';
import { isFatal } from './is-fatal.ts';
import { tellingProblems } from './problems.ts';
import { markingSilence } from './silent-columns.ts';

/** What all feeds of a source work with. */
export interface FeedTools {
  readonly client: OpenPlatformClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Takes these three by name, so that what else the caller's options hold does not reach a feed. */
export function contextOf({ client, clock, logger }: FeedTools, signal: AbortSignal): FeedContext {
  return { client, clock, logger, signal };
}

/** A feed that breaks off leaves its own streams incomplete; the other feeds go on. What is `fatal` ends all of them. */
export async function* runFeed(
  feed: Feed,
  { client, streams, signal, problems }: FeedRead,
  start: () => AsyncIterable<Change>,
  fatal: (error: LarkstreamError) => boolean = isFatal,
): AsyncGenerator<Change, void, void> {
  try {
    const changes = markingSilence(start(), feed.guarded ?? [], { client, signal });
    yield* tellingProblems(changes, problems);
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (signal.aborted || fatal(error)) throw error;
    yield { kind: 'incomplete', streams: [...streams], error };
  }
}

/** The names that are streams of the feed. */
export function wantedOf(feed: Feed, streams: ReadonlySet<string>): string[] {
  return [...streams].filter(
    (name) => feed.streams.some((stream) => stream.name === name) || feed.tenantStreams?.owns(name) === true,
  );
}

/** Empty for a module that has not remembered anything yet. */
export function stateOf({ module }: Feed, state: SourceState): ModuleState {
  return state.get(module) ?? new Map();
}

/** What the feed remembered, without what it cannot read. */
export function readableState(feed: Feed, state: SourceState): ModuleState {
  return sortOut(stateOf(feed, state), feed.memory).readable;
}
