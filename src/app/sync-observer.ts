import type { WriteMode } from '../model/destination.ts';
import type { RunObserver } from '../model/run.ts';
import type { ModuleName } from '../model/stream.ts';
import type { RetryNotice } from './retry-notices.ts';

export interface StartedStream {
  readonly name: string;
  readonly module: ModuleName;
  readonly mode: WriteMode;
}

/** What is told while a sync goes on, by the engine and by the platform's client. Must return quickly and never throw. */
export interface SyncObserver extends RunObserver {
  onPlanned?(streams: readonly StartedStream[]): void;
  onCall?(module: ModuleName): void;
  /** Calls of the module begin to wait for about so long, for their turn or to try again. */
  onWaiting?(module: ModuleName, wait: { readonly kind: 'quota' | 'retry'; readonly ms: number }): void;
  /** Something is being tried again for so long that a person wants to know. */
  onRetry?(notice: RetryNotice): void;
}
