import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { receivedEvent } from '../support/received-event.ts';
import { type InProcessRun, runInProcess } from '../support/run-in-process.ts';
import { openStoreAt } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'larkstream-adopt-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the inbox of the command line is copied into the store of a service; again, only what has come since', async () => {
  const server = await sharedPostgres();
  const url = await server.newDatabase();
  const file = join(folder, 'events.db');
  const env = { LARKSTREAM_KEYS: `k1:${randomBytes(32).toString('base64')}` };
  const adopt = (...more: readonly string[]): Promise<InProcessRun> =>
    runInProcess(['adopt', file, '--store', url, ...more], { env });
  // There is no service yet, and none is made.
  expect(await adopt('--json')).toMatchObject({ code: 2, events: [{ event: 'error', code: 'serve.store.absent' }] });
  expect(await server.query(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'larkstream'")).toEqual([]);
  await (await openStoreAt(url)).close();
  expect(await adopt('--json')).toMatchObject({ code: 2, events: [{ event: 'error', code: 'store.open.failed' }] });

  const now = 1_800_000_000_000;
  const from = await openEventStore(file);
  await from.register({ name: 'replication', filter: {}, from: 'now' }, now);
  await from.accept(['ev_1', 'ev_2', 'ev_3'].map((id) => receivedEvent(id)));
  const claim = { consumer: 'replication', owner: 'here', leaseMs: 1_000, appId: receivedEvent('x').appId, now };
  const given = await from.claim({ ...claim, limit: 2 });
  await from.complete([given[0]?.seq ?? 0], claim);
  const copied = { event: 'adopted', read: 3, added: 3, deliveries: 3, consumers: 1 };
  expect(await adopt('--json')).toMatchObject({ code: 0, events: [copied] });
  await from.accept([receivedEvent('ev_4')]);
  expect(await adopt('--lang', 'zh')).toMatchObject({ code: 0, error: expect.stringContaining('4') });
  await from.close();

  // What is done is not given again; what was in work here is; nothing is missing.
  const to = await openEventStore(new Secret(url));
  const there = await to.claim({ ...claim, owner: 'there', limit: 10 });
  expect(there.map(({ id }) => id).sort()).toEqual(['ev_2', 'ev_3', 'ev_4']);
  await to.close();
  await server.dropDatabase(url);
}, 120_000);
