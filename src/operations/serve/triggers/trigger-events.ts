import type { TriggerEvents } from '../../../control/resource-parts.ts';
import type { Clock } from '../../../model/clock.ts';
import type { Secret } from '../../../model/secret.ts';
import { triggerConsumer } from '../../../model/triggers/trigger-consumer.ts';
import { openEventStore } from '../../../store/open-event-store.ts';

/** Keeps triggers among the consumers of the store of events. */
export function createTriggerEvents(eventStore: Secret, clock: Pick<Clock, 'now'>): TriggerEvents {
  return {
    follow: async (triggerId, filter) => {
      await using inbox = await openInbox(eventStore);
      // Whoever publishes may yet fail, and the version before stays in force: it is narrowed later (keepConsumers).
      const registration = { name: triggerConsumer(triggerId), filter, from: 'now', widens: true } as const;
      await inbox.store.register(registration, clock.now());
    },
    forget: async (triggerId) => {
      await using inbox = await openInbox(eventStore);
      await inbox.store.unregister(triggerConsumer(triggerId));
    },
  };
}

async function openInbox(eventStore: Secret) {
  const store = await openEventStore(eventStore);
  return { store, [Symbol.asyncDispose]: async () => await store.close() };
}
