import type { SourceObserver } from '../feeds/call-observer.ts';
import type { RunObserver } from '../model/run-report.ts';
import type { ModuleName } from '../model/stream.ts';
import type { WriteMode } from '../model/write-mode.ts';

export type { SourceObserver } from '../feeds/call-observer.ts';
export type { RetryNotice } from '../open-platform/retry-notices.ts';

/** A stream that the run reads, and how its table is written. */
export interface StartedStream {
  readonly name: string;
  readonly module: ModuleName;
  readonly mode: WriteMode;
}

/** Called during a sync, by the engine and by the platform's client. Must return quickly and not throw. */
export interface SyncObserver extends RunObserver, SourceObserver {
  onPlanned?(streams: readonly StartedStream[]): void;
}
