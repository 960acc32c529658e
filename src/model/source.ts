import type { CallPurpose } from './call-purpose.ts';
import type { Change, ScannedChange } from './change.ts';
import type { LarkstreamError } from './errors.ts';
import type { Hint } from './hint.ts';
import type { Message } from './message.ts';
import type { SourceState } from './source-state.ts';
import type { Key, ModuleName, Row, Stream } from './stream.ts';

/** What one read is asked for. `streams` and `fresh` hold names of streams; aborting `signal` ends the read. */
export interface ReadRequest {
  readonly streams: ReadonlySet<string>;
  /** Streams to be read from the beginning, whatever the state says (write mode `overwrite`, `--full`). */
  readonly fresh: ReadonlySet<string>;
  readonly state: SourceState;
  /** A person has said that disappearances which look suspicious are real. */
  readonly acceptDeletes: boolean;
  /**
   * Set by a reader that keeps what a broken-off read delivered, and so needs no `scanned` changes. `since` says of each module
   * when the read began whose state this is (milliseconds since the epoch): what it covers need not be delivered again.
   */
  readonly resume?: { readonly since: ReadonlyMap<ModuleName, number> };
  readonly signal: AbortSignal;
}

/** How one line of `check` can end. `warning`: a sync works and lacks something. `skipped`: not tried, because what it needs has failed. */
export const checkOutcomes = ['ok', 'warning', 'failed', 'skipped'] as const;

/** One line of `check`: what was tried, how it went, and what to do next when it did not go well. */
export interface CheckResult {
  readonly module: ModuleName | 'connection';
  readonly subject: string;
  readonly outcome: (typeof checkOutcomes)[number];
  readonly message: Message;
  readonly error?: LarkstreamError;
}

/** Streams that depend on a part of the tenant which could not be read just now. */
export interface UnlistedStreams {
  readonly error: LarkstreamError;
  /** Whether a stream of this name may be one of them. */
  covers(stream: string): boolean;
}

/** What the tenant offers, and the parts whose streams could not be listed. */
export interface Discovery {
  readonly streams: readonly Stream[];
  readonly unlisted: readonly UnlistedStreams[];
}

/** Asks for what `hints` point to, as it is now; only `streams` (names) are answered for. */
export interface RefreshRequest {
  readonly hints: readonly Hint[];
  readonly streams: ReadonlySet<string>;
  /** What was remembered of the last read, for hints that say only that everything may have changed. */
  readonly state: () => Promise<SourceState>;
  readonly signal: AbortSignal;
}

/** Reads again what hints point at, before other calls; remembers between two refreshes what costs calls to know. */
export interface SourceRefresher {
  refresh(request: RefreshRequest): AsyncIterable<Change>;
  /** Whether hints say that streams themselves have other columns now, so that they are to be discovered anew. */
  changesStreams(hints: readonly Hint[]): boolean;
}

/** Asks whether records that a scan missed are really gone, before they are deleted at the destination. */
export interface ConfirmRequest {
  /** One that has a `lookup`. */
  readonly scan: ScannedChange;
  /** Primary keys of records of the scan's scope that were not delivered. */
  readonly keys: readonly Key[];
  readonly signal: AbortSignal;
}

/** What the platform says of records that a scan did not deliver. */
export type Confirmation =
  | {
      readonly kind: 'answered';
      /** Records that are there after all, as they are now. */
      readonly rows: readonly Row[];
      /** Those that exist and may not be seen: they stay as they are. What is neither here nor in `rows` is gone. */
      readonly hidden: readonly Key[];
      readonly warnings: readonly Message[];
    }
  /** The app may not ask; `error` says what to grant. */
  | { readonly kind: 'not-permitted'; readonly error: LarkstreamError };

/** What a read would call of one endpoint. */
export interface PlannedEndpoint {
  readonly module: ModuleName;
  /** `GET /open-apis/…` */
  readonly endpoint: string;
  readonly purpose: CallPurpose;
  readonly calls: number;
  readonly isEstimate: boolean;
  /** The least time for these calls at the documented limits and the configured `rate_limit_scale`. */
  readonly seconds: number;
}

/** Where records come from. */
export interface Source {
  /** Identifies the tenant's data in a destination's state; the same configuration gives the same id. */
  readonly id: string;
  /**
   * With `names`, calls are made only for streams of these names. Throws only what makes all further calls useless (credentials).
   */
  discover(names?: ReadonlySet<string>): Promise<Discovery>;
  check(signal: AbortSignal): AsyncIterable<CheckResult>;
  /** What `read` would call, found out with few calls. Throws why it could not be found out. */
  plan(request: ReadRequest): AsyncIterable<PlannedEndpoint>;
  /** Throws only what ends the read (credentials, stop); a stream's own failure is an `incomplete` change. */
  read(request: ReadRequest): AsyncIterable<Change>;
  /**
   * Asks about single records of a scan that has a `lookup`, also after the read has ended. Costs calls, so only a few are asked
   * about. Throws what a call throws. A source that sets no `lookup` has no need of it.
   */
  confirm?(request: ConfirmRequest): Promise<Confirmation>;
  refresher(): SourceRefresher;
  /** Makes the subscriptions without which nothing is pushed of some parts, and finds out whether they hold. */
  subscribe(signal: AbortSignal): AsyncIterable<CheckResult>;
  close(): Promise<void>;
}
