/** The library's public surface: what the command line uses, for programs. */

export { createEventService, type EventServiceSettings } from './app/create-event-service.ts';
export { configSpec, connectorSpec, sourceSpec } from './config/connector-spec.ts';
export { type ConfigText, parseConfig, readConfig } from './config/read-config.ts';
export type {
  Config,
  DestinationSettings,
  EventSettings,
  ModuleSettings,
  SourceSettings,
  StreamSettings,
} from './config/settings.ts';
export type { EventService } from './events/event-service.ts';
export type * from './model/change.ts';
export { type Clock, systemClock } from './model/clock.ts';
export type { CommitCounts, Destination, DestinationRun, PlannedStream } from './model/destination.ts';
export { type ErrorCode, errorCodes } from './model/error-codes.ts';
export {
  BugError,
  ConfigError,
  LarkstreamError,
  RecordError,
  StoppedError,
  TransientError,
} from './model/errors.ts';
export type { EventState, InboxEvent, ReceivedEvent } from './model/event.ts';
export type { ConnectionStatus, EventStore } from './model/event-store.ts';
export type { Logger } from './model/logger.ts';
export type { ReportedError, RunObserver, RunOutcome, RunReport, StreamReport } from './model/run.ts';
export type { BegunRun, RunHistory, RunLog } from './model/run-log.ts';
export type { CheckResult, Confirmation, ConfirmRequest, ReadRequest, Source } from './model/source.ts';
export type { ModuleState, SourceState, StoredState } from './model/source-state.ts';
export type { Column, ColumnType, Key, ModuleName, Row, Stream } from './model/stream.ts';
export type { WriteMode } from './model/write-mode.ts';
export { type CheckOptions, checkConfigured } from './operations/check-configured.ts';
export { type DiscoveredStream, discoverConfigured } from './operations/discover-configured.ts';
export { type EventServicesOptions, openEventServices } from './operations/open-event-services.ts';
export { type ConfiguredLive, type LiveObserver, runConfiguredLive } from './operations/run-configured-live.ts';
export { type ConfiguredSync, runConfiguredSync } from './operations/run-configured-sync.ts';
export type { StartedStream, SyncObserver } from './operations/sync-observer.ts';
export type { ResolvedSandboxOptions, SandboxOptions } from './sandbox/sandbox-options.ts';
export { type Sandbox, startSandbox } from './sandbox/server.ts';
export { planStreams, type Selection } from './sync/plan.ts';
export { runSync, type SyncOptions } from './sync/run.ts';
