import type { ReceivedEvent } from '../model/event.ts';
import { matchesType } from '../model/event-filter.ts';
import type { Consumer } from '../model/inbox.ts';

const keyOf = (appId: string | null, tenantKey: string | null): string => JSON.stringify([appId, tenantKey]);

/** Finds the consumers of an event without asking each: there may be one for every tenant of an app. */
export class ConsumerIndex {
  readonly #byPlace = new Map<string, Set<Consumer>>();

  constructor(consumers: Iterable<Consumer>) {
    for (const consumer of consumers) {
      const { appIds = [null], tenantKeys = [null] } = consumer.filter;
      for (const appId of appIds) for (const tenantKey of tenantKeys) this.#add(keyOf(appId, tenantKey), consumer);
    }
  }

  /** Their names, each once. */
  consumersOf({ type, appId, tenantKey }: Pick<ReceivedEvent, 'type' | 'appId' | 'tenantKey'>): string[] {
    const places = [keyOf(appId, tenantKey), keyOf(appId, null), keyOf(null, tenantKey), keyOf(null, null)];
    const near = new Set(places.flatMap((place) => [...(this.#byPlace.get(place) ?? [])]));
    return [...near].filter(({ filter }) => matchesType(filter, type)).map(({ name }) => name);
  }

  #add(place: string, consumer: Consumer): void {
    const there = this.#byPlace.get(place) ?? new Set();
    there.add(consumer);
    this.#byPlace.set(place, there);
  }
}
