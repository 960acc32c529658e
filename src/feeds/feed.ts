import type { CallPurpose } from '../model/call-purpose.ts';
import type { Change } from '../model/change.ts';
import type { Hint } from '../model/hint.ts';
import type { CheckResult, ConfirmRequest, Discovery } from '../model/source.ts';
import type { Key, ModuleName, Row, Stream } from '../model/stream.ts';
import type { Endpoint } from '../open-platform/endpoint.ts';
import type { FeedConfirm, FeedContext, FeedRead } from './feed-context.ts';
import type { FeedMemory } from './feed-memory.ts';
import type { Refresher } from './refresher.ts';
import type { ModuleScopes } from './scopes.ts';
import type { GuardedColumns } from './silent-columns.ts';

/** Records that a scan did not deliver and that are not gone; the others that were asked about are. */
export interface ConfirmedRecords {
  readonly rows: readonly Row[];
  /** Those that exist and may not be seen. */
  readonly hidden: readonly Key[];
}

/** Calls that a read will make of one endpoint; an estimate where the number follows from what is not read yet. */
export interface PlannedCalls {
  readonly endpoint: Endpoint;
  readonly calls: number;
  readonly isEstimate: boolean;
  /** `exact` when absent. */
  readonly purpose?: CallPurpose;
}

/**
 * One walk over the Open Platform that yields the records of one or several streams: the unit of API cost.
 * Slices may interleave; within a slice, state follows the data that it covers. A slice's own failure is an
 * `incomplete` change and the walk continues; credentials and stopping are thrown.
 */
export interface Feed {
  readonly module: ModuleName;
  readonly streams: readonly Stream[];
  /** Streams besides, that depend on the tenant; and whether a name is one of theirs. */
  readonly tenantStreams?: {
    /** With `names`, calls are made only for streams of these names. */
    discover(context: FeedContext, names?: ReadonlySet<string>): Promise<Discovery>;
    owns(stream: string): boolean;
    /** Whether hints say that these streams have other columns now, so that they are to be discovered anew. */
    changedBy(hints: readonly Hint[]): boolean;
  };
  /** Those of its module that its settings need. */
  readonly scopes: ModuleScopes;
  readonly memory: FeedMemory;
  /** Columns that are kept as they were where the platform withholds them. */
  readonly guarded?: readonly GuardedColumns[];
  /** Proves what `read` will need, cheaply, without moving data. */
  check(context: FeedContext): AsyncIterable<CheckResult>;
  /** What `read` would call, found out with few calls; small lists that cost a call or two are left out. */
  plan(read: FeedRead): AsyncIterable<PlannedCalls>;
  read(read: FeedRead): AsyncIterable<Change>;
  /** For a feed whose scans have a `lookup`. Throws what a call throws. */
  confirm?(request: Omit<ConfirmRequest, 'signal'>, context: FeedConfirm): Promise<ConfirmedRecords>;
  /** Called before anything of a read or refresh that the feed takes part in: feeds that follow it wait for it from then on. */
  announce?(): void;
  /** Modules besides its own whose hints its refresher is given, and with which it shares what one refresh finds. */
  readonly follows?: readonly ModuleName[];
  /** Reads what events point at. */
  refresher(): Refresher;
  /** Makes the subscriptions without which the platform pushes nothing of this feed, and finds out whether they hold. */
  subscribe?(context: FeedContext): AsyncIterable<CheckResult>;
}
