import { randomBytes } from 'node:crypto';
import type { Clock } from '../../model/clock.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { Alarm, AlarmWithin } from '../../scheduler/after-run.ts';
import { newId } from '../../util/new-id.ts';

/** Alerts as the store keeps them: each is open once, until it has recovered. What is to be sent of one appears with it. */
export function createAlarm(store: ServiceStore, clock: Clock): Alarm {
  const within = storeAlarm(clock);
  return {
    raise: (alert) => store.transaction((tables) => within(tables).raise(alert)),
    recover: (kind, subjectId) => store.transaction((tables) => within(tables).recover(kind, subjectId)),
  };
}

/** The same within a transaction. */
export function storeAlarm(clock: Clock): AlarmWithin {
  return ({ alerts, alertSends, changes }) => ({
    raise: async (alert) => {
      const openedAt = clock.now();
      const id = newId('al', openedAt, randomBytes);
      const opened = await alerts.open({ id, ...alert, openedAt });
      if (opened === undefined) return;
      await alertSends.addOpened(opened, openedAt);
      await changes.add({ at: openedAt, topic: 'alert', id, kind: 'created' });
    },
    recover: async (kind, subjectId) => {
      const now = clock.now();
      const recovered = await alerts.recover(kind, subjectId, now);
      if (recovered === undefined) return;
      await alertSends.addRecovered(recovered, now);
      await changes.add({ at: now, topic: 'alert', id: recovered.id, kind: 'changed' });
    },
  });
}
