import { isAlive } from '../../events/event-status.ts';
import type { RegisteredReceiver } from '../../model/event-store.ts';
import type { Secret } from '../../model/secret.ts';
import type { CheckReport } from '../../model/service/check-report.ts';
import { openEventStore } from '../../store/open-event-store.ts';

/** What our own processes hold of an app. */
export interface FoundReceivers {
  /** Long connections that are open. */
  readonly ownConnections: number;
  /** Of the one that tells the most: open before not open, the newest first. Undefined when none is held. */
  readonly probe: CheckReport['probe'];
}

/** Looks into the store of events, where every receiver says how it stands. */
export async function findReceivers(eventStore: string | Secret, appId: string): Promise<FoundReceivers> {
  const store = await openEventStore(eventStore);
  try {
    const held = (await store.receivers()).filter(
      (one) => one.appId === appId && one.mode === 'long_connection' && isAlive(one),
    );
    const open = held.filter(isOpen);
    const [first] = [...open, ...held].toSorted(
      (one, other) => Number(isOpen(other)) - Number(isOpen(one)) || other.since - one.since,
    );
    return { ownConnections: open.length, probe: first && probeOf(first) };
  } finally {
    await store.close();
  }
}

function isOpen({ state }: RegisteredReceiver): boolean {
  return state === 'connected';
}

function probeOf({ state, lastError }: RegisteredReceiver): NonNullable<CheckReport['probe']> {
  const cure = 'Reconnect the integration; if it stays so, compare its credentials with the developer console.';
  return {
    connected: state === 'connected',
    state,
    lastError: lastError === null ? undefined : { message: lastError, cure },
  };
}
