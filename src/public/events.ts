/**
 * Receives and follows the events of an app: `runConfiguredLive` keeps a destination up to date by them, `createEventService` only receives
 * and stores them.
 *
 * @packageDocumentation
 */
export type { CallbackHandler } from '../events/callbacks.ts';
export type { Refused } from '../events/refusal-log.ts';
export type * from '../model/event.ts';
export { deliveryStates, eventStates, eventTransports } from '../model/event.ts';
export type { EventFilter } from '../model/event-filter.ts';
export {
  type ConnectionCommand,
  type ConnectionState,
  type ConnectionStatus,
  connectionCommands,
  connectionStates,
  type EventStore,
  type Installation,
  type InstallationStore,
  type ReceiverRegistry,
  type RefusalCounts,
  type RefusalReason,
  type RegisteredReceiver,
  refusalReasons,
} from '../model/event-store.ts';
export type * from '../model/inbox.ts';
export { replicationConsumer } from '../model/inbox.ts';
export type { LiveObserver } from '../operations/live-observer.ts';
export type { ConfiguredLive } from '../operations/run-configured-live.ts';
export type { LiveBatch } from '../sync/event-processor.ts';
export type { Standstill } from '../sync/standstill.ts';
export { createEventService, type EventService, type EventServiceOptions } from './create-event-service.ts';
export { runConfiguredLive } from './run-configured-live.ts';
