/**
 * Replicates a tenant of Lark or Feishu from a program: as the command line does by a configuration, or step by step with a source
 * and a destination. `larkstream/events` follows events, `larkstream/sandbox` simulates a tenant.
 *
 * @packageDocumentation
 */
export { createDestination, type OpenDestinationOptions } from '../app/create-destination.ts';
export type { CreatedSource, SourceOptions } from '../app/create-source.ts';
export type { TicketOpener, Tickets } from '../app/create-tickets.ts';
export type { ConfigText, Environment } from '../config/check-config.ts';
export { configSpec, connectorSpec, sourceSpec } from '../config/connector-spec.ts';
export { parseConfig, readConfig } from '../config/read-config.ts';
export type {
  AttachmentSettings,
  Config,
  CredentialSettings,
  CustomAppCredentials,
  DestinationSettings,
  DuckdbSettings,
  EventSettings,
  FilesSettings,
  ModuleSettings,
  PostgresSettings,
  RegionName,
  SourceSettings,
  StoreAppCredentials,
  StreamSettings,
  WebhookSettings,
} from '../config/settings.ts';
export type { ObservedCall, SourceObserver } from '../feeds/call-observer.ts';
export type { AttachedFile, AttachmentStore } from '../model/attachment-store.ts';
export type { CallPurpose } from '../model/call-purpose.ts';
export type * from '../model/change.ts';
export { type Clock, systemClock } from '../model/clock.ts';
export type * from '../model/destination.ts';
export { type ErrorCode, errorCodes } from '../model/error-codes.ts';
export {
  BugError,
  ConfigError,
  type ErrorOptions,
  LarkstreamError,
  RecordError,
  StoppedError,
  TransientError,
} from '../model/errors.ts';
export type { Freshness, StreamFreshness } from '../model/freshness.ts';
export type { Hint } from '../model/hint.ts';
export { type Logger, silentLogger } from '../model/logger.ts';
export type { Language, Message } from '../model/message.ts';
export type { BegunRun, RunHistory, RunLog } from '../model/run-log.ts';
export type {
  ErrorSentences,
  ReportedError,
  RunObserver,
  RunOutcome,
  RunReport,
  StreamOutcome,
  StreamReport,
} from '../model/run-report.ts';
export { Secret } from '../model/secret.ts';
export type * from '../model/source.ts';
export { checkOutcomes } from '../model/source.ts';
export type { ModuleState, SourceState, StoredState } from '../model/source-state.ts';
export type { DroppedStream, StateStore } from '../model/state-store.ts';
export type * from '../model/stream.ts';
export { columnTypes } from '../model/stream.ts';
export type { WriteMode } from '../model/write-mode.ts';
export type { RetryNotice } from '../open-platform/retry-notices.ts';
export type { CheckOptions } from '../operations/check-configured.ts';
export type { DiscoveredStream, DiscoverOptions } from '../operations/discover-configured.ts';
export type { ClientPool, SharedClients } from '../operations/open-clients.ts';
export type { ConfiguredSync } from '../operations/run-configured-sync.ts';
export type { StartedStream, SyncObserver } from '../operations/sync-observer.ts';
export { planStreams, type Selection } from '../sync/plan.ts';
export { runSync, type Sink, type SyncOptions } from '../sync/run.ts';
export type { ExactNumber } from '../util/exact-number.ts';
export type { Place } from '../util/growing-bytes.ts';
export type { JsonObject, JsonValue } from '../util/json.ts';
export type { JsonText } from '../util/json-text.ts';
export { checkConfigured } from './check-configured.ts';
export { createSource } from './create-source.ts';
export { discoverConfigured } from './discover-configured.ts';
export { openClients } from './open-clients.ts';
export { runConfiguredSync } from './run-configured-sync.ts';
