import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';
import type { ModuleState } from '../model/source-state.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import type { Problems } from './problems.ts';

/** What every feed gets to work with; clients and clocks are never made by a feed. */
export interface FeedContext {
  readonly client: OpenPlatformClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** One read of a feed, from what it remembered. */
export interface FeedRead extends FeedContext {
  /** The wanted ones of the feed's streams; the walk leaves out calls that only unwanted streams need. */
  readonly streams: ReadonlySet<string>;
  /** What the feed itself remembered, by slice; empty when it is to be read from the beginning. */
  readonly state: ModuleState;
  /** In a read from the beginning, what was remembered before: only the state knows, for example, who has left. */
  readonly former?: ModuleState;
  /** True when no earlier state is to be used although there may be rows at the destination. */
  readonly fresh: boolean;
  readonly acceptDeletes: boolean;
  /** Where the walk notes what it cannot take over; `runFeed` reports it at the end. */
  readonly problems: Problems;
  /**
   * Set when the reader keeps what a broken-off read delivered; `since` is when that began, undefined when there is none.
   */
  readonly resume?: { readonly since: number | undefined };
}

/** For asking about single records that a scan did not deliver. */
export interface FeedConfirm extends FeedContext {
  /** Where values that fit no column are noted. */
  readonly problems: Problems;
}
