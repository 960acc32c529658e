import { InboxSignal, type InboxSignalOptions } from '../sync/inbox-signal.ts';

/** The signal between those who receive events in a process and those who work on them. */
export function createInboxSignal(options: InboxSignalOptions): InboxSignal {
  return new InboxSignal(options);
}
