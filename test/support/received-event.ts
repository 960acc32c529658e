import type { ReceivedEvent } from '../../src/model/event.ts';

/** An event of the app `cli_1`, of which only what a test is about is named: its id, and what differs. */
export function receivedEvent(
  id: string,
  { at = 1_800_000_000_000, ...parts }: Partial<ReceivedEvent> & { readonly at?: number } = {},
): ReceivedEvent {
  return {
    id,
    dedupKey: id,
    type: 'base.changed',
    appId: 'cli_1',
    tenantKey: 't',
    createdAt: at,
    receivedAt: at,
    via: 'webhook',
    orderKey: null,
    body: {},
    ...parts,
  };
}
