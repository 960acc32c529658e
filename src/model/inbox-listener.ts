import type { ReceivedEvent } from './event.ts';

/** Whoever wants to know what comes into the inbox: the one way in which receiving tells those who work on events. */
export interface InboxListener {
  /** Told of events that were new, after they are on the disk. Must return quickly and never throw. */
  stored(events: readonly ReceivedEvent[]): void;
}
