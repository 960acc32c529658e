import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { receivedEvent } from '../support/received-event.ts';
import { runLarkstream } from '../support/run-larkstream.ts';
import { ServiceFolder } from '../support/serving.ts';

test('the inbox of the command line is copied into the store of a service; again, only what has come since', async () => {
  using folder = new ServiceFolder();
  const file = join(folder.path, 'events.db');
  const receive = async (...ids: readonly string[]): Promise<void> => {
    const store = await openEventStore(file);
    await store.accept(ids.map((id) => receivedEvent(id)));
    await store.close();
  };
  const adopt = () => runLarkstream(['adopt', file, '--data', folder.data, '--json'], { env: folder.env });
  expect(await adopt()).toMatchObject({ code: 2, events: [{ event: 'error', code: 'store.open.failed' }] });
  await receive('ev_1', 'ev_2');
  expect(await adopt()).toMatchObject({ code: 0, events: [{ event: 'adopted', read: 2, added: 2 }] });
  await receive('ev_3');
  expect(await adopt()).toMatchObject({ code: 0, events: [{ event: 'adopted', read: 3, added: 1 }] });
}, 120_000);
