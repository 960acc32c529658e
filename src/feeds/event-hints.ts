import type { StoredEvent } from '../model/event.ts';
import type { Hint } from '../model/hint.ts';
import type { ModuleName } from '../model/stream.ts';
import type { EventRule } from './module.ts';
import { modules } from './registry.ts';

interface ModuleEventRule extends EventRule {
  readonly module: ModuleName;
}

/** What each event type leads to, over all modules. */
export const eventRules: ReadonlyMap<string, ModuleEventRule> = new Map(
  modules.flatMap(({ name, events }) =>
    Object.entries(events).map(([type, rule]) => [type, { ...rule, module: name }] as const),
  ),
);

/** Events that replication acts on, as they are to be added in the developer console. */
export const eventTypes: readonly string[] = [...eventRules.keys()];

/** Where an event says that something is to be read again; nothing for events of other types. */
export function toHints({ type, body }: Pick<StoredEvent, 'type' | 'body'>): Hint[] {
  const rule = eventRules.get(type);
  return rule === undefined ? [] : rule.toHints(body).map((hint) => ({ ...hint, module: rule.module }));
}
