import type { TriggerDocument } from '../../config/bot-documents.ts';
import { thingKey } from '../../config/thing-documents.ts';
import { eachOf } from '../../model/service/page.ts';
import { moveTrigger } from '../triggers/change-trigger.ts';
import type { ApplyParts } from './apply-parts.ts';
import type { PresentTrigger } from './bot-documents.ts';

/** How triggers are ordered when files are applied. */
interface TriggerOrder {
  /** Keys of all triggers, by the names of the integrations of which a file says a place. */
  readonly orders: ReadonlyMap<string, readonly string[]>;
  /** Of those of which a file says a place: where they come to be, by key. */
  readonly places: ReadonlyMap<string, number>;
}

/**
 * Where triggers come to be: those with a place in their files there, or at the end where there are fewer; the others between them as they
 * are, new ones last. `isKept`: whether one that no file names stays.
 */
export function orderOf(
  present: readonly Pick<PresentTrigger, 'name' | 'integration'>[],
  wanted: readonly Pick<TriggerDocument, 'name' | 'integration' | 'position'>[],
  isKept: boolean,
): TriggerOrder {
  const keyOf = (one: { readonly name: string; readonly integration: string }): string =>
    thingKey({ kind: 'trigger', name: one.name, integration: one.integration });
  const named = new Set(wanted.map(keyOf));
  const orders = new Map<string, readonly string[]>();
  const places = new Map<string, number>();
  for (const integration of new Set(wanted.map((one) => one.integration))) {
    const own = wanted.filter((one) => one.integration === integration);
    const placed = own.flatMap((one) => (one.position === undefined ? [] : [{ key: keyOf(one), at: one.position }]));
    if (placed.length === 0) continue;
    const before = present.filter((one) => one.integration === integration).map(keyOf);
    const all = new Set([...before.filter((key) => isKept || named.has(key)), ...own.map(keyOf)]);
    for (const { key } of placed) all.delete(key);
    const order = [...all];
    for (const { key, at } of placed.toSorted((one, other) => one.at - other.at)) order.splice(at, 0, key);
    orders.set(integration, order);
    for (const { key } of placed) places.set(key, order.indexOf(key));
  }
  return { orders, places };
}

/** Puts them in their order, when all are there. @throws ConfigError as `moveTrigger` does */
export async function putInOrder(
  { parts, caller, tables, ids }: ApplyParts,
  { orders }: Pick<TriggerOrder, 'orders'>,
): Promise<void> {
  for (const [integration, keys] of orders) {
    const integrationId = ids.get(`integration/${integration}`) ?? '';
    const wanted = keys.flatMap((key) => ids.get(key) ?? []);
    let now = await Array.fromAsync(
      eachOf((request) => tables.triggers.page(request, { integrationId })),
      ({ id }) => id,
    );
    for (const [position, id] of wanted.entries()) {
      if (now[position] === id) continue;
      await moveTrigger(parts, caller, { id, position });
      now = now.filter((one) => one !== id).toSpliced(position, 0, id);
    }
  }
}
