import { expect, test } from 'vitest';
import type { ReceivedEvent } from '../model/event.ts';
import { InboxWriter } from './inbox-writer.ts';

const event = (id: string): ReceivedEvent => ({
  id,
  dedupKey: id,
  type: 'im.chat.updated_v1',
  appId: 'cli_1',
  tenantKey: 't',
  createdAt: 1,
  receivedAt: 1,
  via: 'webhook',
  orderKey: null,
  body: {},
});

test('an event that comes in the very moment in which the last one is stored is stored too', async () => {
  const stored: string[] = [];
  const inboxWriter = new InboxWriter({
    inbox: {
      accept: async (events) => {
        stored.push(...events.map(({ id }) => id));
        return events.map(() => true);
      },
    },
  });
  let last = inboxWriter.add(event('0'));
  for (let at = 1; at < 50; at++) {
    last = last.then(() => inboxWriter.add(event(String(at))));
  }
  await last;
  await inboxWriter.idle();
  expect(stored).toHaveLength(50);
});
