import type { Secret } from '../model/secret.ts';
import { StoredTickets } from '../store/stored-tickets.ts';

/** The last ticket that the platform has sent to each app of the store. */
export interface Tickets {
  ticket(appId: string): Promise<Secret | undefined>;
  close(): Promise<void>;
}

/** Where tickets are kept, and how they are opened when the first is needed. */
export interface TicketOpener {
  /** Tells one place from another. */
  readonly place: string | Secret;
  open(): Tickets;
}

/** The tickets that a receiver keeps in the store of events: a file of SQLite, or the address of a Postgres. */
export function createTickets(place: string | Secret): TicketOpener {
  return { place, open: () => new StoredTickets(place) };
}
