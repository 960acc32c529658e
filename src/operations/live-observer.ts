import type { Refused } from '../events/refusal-log.ts';
import type { LarkstreamError } from '../model/errors.ts';
import type { ReceivedEvent } from '../model/event.ts';
import type { ConnectionStatus } from '../model/event-store.ts';
import type { RunReport } from '../model/run-report.ts';
import type { CheckResult } from '../model/source.ts';
import type { ModuleName } from '../model/stream.ts';
import type { LiveBatch } from '../sync/event-processor.ts';
import type { Standstill } from '../sync/standstill.ts';
import type { SyncObserver } from './sync-observer.ts';

export type { LiveBatch } from '../sync/event-processor.ts';

/** Called during live replication. Must return quickly and not throw. */
export interface LiveObserver extends SyncObserver {
  onReady?(place: { readonly webhook: string | undefined; readonly status: string | undefined }): void;
  onConnection?(status: ConnectionStatus): void;
  /** Requests to the webhook that were not believed. */
  onRefused?(refused: Refused & { readonly appId: string }): void;
  /** An event that cannot be read or kept: it is acknowledged and lies among the dead letters. */
  onDeadLetter?(event: ReceivedEvent): void;
  onSubscription?(result: CheckResult): void;
  onReport?(report: RunReport): void;
  onBatch?(batch: LiveBatch): void;
  /** Events have come, also such as lead to nothing: the modules that they are about. */
  onEvents?(modules: ReadonlySet<ModuleName>): void;
  onTrouble?(error: LarkstreamError): void;
  /** It cannot go on, and is tried again; undefined: it goes on. An observer that has this is told of nothing else of it by `onTrouble`. */
  onStandstill?(standstill: Standstill | undefined): void;
  onTenant?(tenantKey: string, change: 'installed' | 'uninstalled'): void;
}
