import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InboxWriter } from '../../src/events/inbox-writer.ts';
import type { EventStore } from '../../src/model/event-store.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';

export interface TestInbox extends AsyncDisposable {
  readonly store: EventStore;
  readonly inboxWriter: InboxWriter;
  /** Ids of everything that was stored, in order. */
  ids(): Promise<string[]>;
}

/** A real inbox in a file of its own. */
export async function testInbox(): Promise<TestInbox> {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-inbox-'));
  const store = await openEventStore(join(folder, 'events.db'));
  await store.register({ name: 'replication', filter: {}, from: 0 }, 0);
  return {
    store,
    inboxWriter: new InboxWriter({ inbox: store }),
    ids: async () => (await store.list({ limit: 100_000 })).map(({ id }) => id).reverse(),
    [Symbol.asyncDispose]: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export { silentLogger as quiet };
