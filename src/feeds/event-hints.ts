import type { InboxEvent } from '../model/event.ts';
import type { Hint } from '../model/hint.ts';
import type { EventRule } from './module.ts';
import { modules } from './registry.ts';

/** What each event type leads to, over all modules. */
export const eventRules: ReadonlyMap<string, EventRule> = new Map(
  modules.flatMap(({ events }) => Object.entries(events)),
);

/** Events that replication acts on, as they are to be added in the developer console. */
export const eventTypes: readonly string[] = [...eventRules.keys()];

/** Where an event says that something is to be read again; nothing for events of other types. */
export function toHints({ type, body }: Pick<InboxEvent, 'type' | 'body'>): Hint[] {
  return eventRules.get(type)?.toHints(body) ?? [];
}
