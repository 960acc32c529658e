import { randomBytes } from 'node:crypto';
import { createInboxCopy } from '../../app/create-inbox-copy.ts';
import { systemClock } from '../../model/clock.ts';
import type { Secret } from '../../model/secret.ts';
import { type StoreChoice, secretsOfPlace, storePlace } from './open-service.ts';

interface AdoptOptions extends StoreChoice {
  /** What `events.store` names. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly onProgress: (read: number, of: number) => void;
  readonly hide: (secrets: Iterable<Secret>) => void;
}

/** What was in the file, and how much of it the service did not have. */
export interface AdoptReport {
  readonly events: { readonly read: number; readonly added: number };
  readonly deliveries: number;
  readonly consumers: number;
  readonly tickets: number;
  readonly installations: number;
}

/**
 * Copies the events that the command line has received into the store of a service. A repetition adds only what has come since.
 * @throws ConfigError `store.open.failed`, `store.version.newer`, `store.version.other`, and what opening the store throws
 */
export async function adoptInbox({ file, signal, onProgress, hide, ...choice }: AdoptOptions): Promise<AdoptReport> {
  const place = storePlace(choice);
  hide(secretsOfPlace(place));
  return await createInboxCopy({ place, clock: systemClock, randomBytes }, { file, signal, onProgress });
}
