import type { EventFilter } from '../event-filter.ts';
import type { TriggerSettings } from './trigger-settings.ts';

/** What the names of all consumers of triggers begin with. */
export const triggerConsumers = 'trigger ';

/** The consumer by which a published trigger gets events: each has its own deliveries. */
export function triggerConsumer(triggerId: string): string {
  return `${triggerConsumers}${triggerId}`;
}

/** Undefined for a consumer that is none of a trigger. */
export function triggerOfConsumer(consumer: string): string | undefined {
  return consumer.startsWith(triggerConsumers) ? consumer.slice(triggerConsumers.length) : undefined;
}

/** A message that somebody has sent. */
export const messageEvent = 'im.message.receive_v1';
/** It was taken back. */
export const recalledEvent = 'im.message.recalled_v1';
/** A button of a card was pressed. */
export const pressedEvent = 'card.action.trigger';

/** Which events a trigger is to get of the app. What has a conversation also hears of messages that are taken back, and of its buttons. */
export function triggerFilter(appId: string, { kind, events }: Pick<TriggerSettings, 'kind' | 'events'>): EventFilter {
  const types = kind === 'messages' ? [messageEvent, recalledEvent, pressedEvent] : [...new Set(events.types)];
  return { types, appIds: [appId] };
}
