import { randomBytes } from 'node:crypto';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { Alarm, AlarmWithin } from '../../scheduler/after-run.ts';
import { newId } from '../../util/new-id.ts';

/** Alerts as the store keeps them: each is open once, until it has recovered. What is to be sent of one appears with it. */
export function createAlarm(store: ServiceStore): Alarm {
  return {
    raise: (alert) => store.transaction((tables) => storeAlarm(tables).raise(alert)),
    recover: (kind, subjectId) => store.transaction((tables) => storeAlarm(tables).recover(kind, subjectId)),
  };
}

/** The same within a transaction. What is to be sent waits by the clock of the store, which says when it is due. */
export const storeAlarm: AlarmWithin = ({ now: storeNow, alerts, alertSends, changes }) => ({
  raise: async (alert) => {
    const openedAt = await storeNow();
    const id = newId('al', openedAt, randomBytes);
    const opened = await alerts.open({ id, ...alert, openedAt });
    if (opened === undefined) return;
    await alertSends.addOpened(opened, openedAt);
    await changes.add({ at: openedAt, topic: 'alert', id, kind: 'created' });
  },
  recover: async (kind, subjectId) => {
    const now = await storeNow();
    const recovered = await alerts.recover(kind, subjectId, now);
    if (recovered === undefined) return;
    await alertSends.addRecovered(recovered, now);
    await changes.add({ at: now, topic: 'alert', id: recovered.id, kind: 'changed' });
  },
});
