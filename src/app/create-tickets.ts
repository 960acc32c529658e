import type { Secret } from '../model/secret.ts';
import { StoredTickets } from '../store/stored-tickets.ts';

/** The last ticket that the platform has sent to each app of the store. */
export interface Tickets {
  ticket(appId: string): Promise<Secret | undefined>;
  close(): Promise<void>;
}

export type TicketOpener = () => Tickets;

/** The tickets that a receiver keeps in the store of events: a file of SQLite, or the address of a Postgres. Opened when the first is needed. */
export function createTickets(place: string | Secret): TicketOpener {
  return () => new StoredTickets(place);
}
