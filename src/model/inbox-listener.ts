import type { ReceivedEvent } from './event.ts';

/** Learns what comes into the inbox: the only signal from receiving events to processing them. */
export interface InboxListener {
  /** Called with new events after they are on the disk. Must return quickly and not throw. */
  stored(events: readonly ReceivedEvent[]): void;
}
