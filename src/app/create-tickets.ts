import type { Secret } from '../model/secret.ts';
import { StoredTickets } from '../store/stored-tickets.ts';
import type { OwnedTickets } from './create-credentials.ts';

/** The tickets of apps of the store, from the store of events at `place`. */
export function createTickets(place: string | Secret): OwnedTickets {
  return new StoredTickets(place);
}
