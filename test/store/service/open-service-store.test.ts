import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { ReceivedEvent } from '../../../src/model/event.ts';
import { Secret } from '../../../src/model/secret.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { openServiceStore } from '../../../src/store/service/open-service-store.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore, openStoreAt } from '../../support/service-store.ts';
import { newAccount } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { postgresPlace, writeVersion } from '../old-store.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const now = 1_800_000_000_000;

const received = (id: string): ReceivedEvent => ({
  id,
  dedupKey: id,
  type: 'im.message',
  appId: 'cli_1',
  tenantKey: 't',
  createdAt: now,
  receivedAt: now,
  via: 'webhook',
  orderKey: null,
  body: { text: '你好' },
});

test('a store that the command line has made and filled becomes one of the service, and keeps what it holds', async () => {
  const url = await server.newDatabase();
  const before = await openEventStore(new Secret(url));
  await before.register({ name: 'a', filter: {}, from: 'now' }, now);
  await before.accept([received('1'), received('2')]);
  const claimed = await before.claim({ consumer: 'a', owner: 'me', leaseMs: 1, limit: 1, appId: 'cli_1', now });
  await before.complete(
    claimed.map(({ seq }) => seq),
    { consumer: 'a', owner: 'me', now },
  );
  const listed = await before.list({ limit: 9 });
  await before.close();

  await (await openStoreAt(url)).close();
  const after = await openEventStore(new Secret(url));
  expect(await after.list({ limit: 9 })).toEqual(listed);
  expect(await after.stats()).toMatchObject({ pending: 1 });
  await after.accept([received('3')]);
  expect(await after.list({ state: 'pending', limit: 9 })).toHaveLength(2);
  await after.close();
  await server.dropDatabase(url);
});

test.each([0, 1, 3, 5])(
  'a store of version %i of the inbox is brought to the newest version of both',
  async (version) => {
    await using place = await postgresPlace(server);
    await using fresh = await postgresPlace(server);
    await writeVersion(place, version);
    for (const { address } of [place, fresh])
      if (address instanceof Secret) await (await openServiceStore(address, { bytes: randomBytes })).close();
    expect(await place.shape()).toEqual(await fresh.shape());
  },
);

test('a store has an id that stays, the same for all who open it at once', async () => {
  const url = await server.newDatabase();
  const opened = await Promise.all(Array.from({ length: 4 }, () => openStoreAt(url)));
  const ids = new Set(opened.map(({ id }) => id));
  expect([...ids]).toEqual([expect.stringMatching(/^st_[0-9a-hjkmnp-tv-z]{20}$/)]);
  for (const store of opened) await store.close();
  const again = await openStoreAt(url);
  expect(ids).toContain(again.id);
  await again.close();
  await using other = await newServiceStore(server);
  expect(ids).not.toContain(other.store.id);
  await server.dropDatabase(url);
});

test.each([
  ['of the service', 'service_migrations'],
  ['of the inbox', 'migrations'],
])('tables %s that a newer version has changed are refused with a sentence, and left alone', async (_, table) => {
  const url = await server.newDatabase();
  const store = await openStoreAt(url);
  await store.accounts.insert(newAccount('ac_1'));
  await store.close();
  await server.query(url, `INSERT INTO larkstream.${table} (version, name) VALUES (99, '0099-later')`);
  await expect(openStoreAt(url)).rejects.toMatchObject({
    code: 'store.version.newer',
    family: 'config',
    message: expect.stringContaining('version 99'),
  });
  expect(await server.query(url, 'SELECT id FROM larkstream.accounts')).toEqual([['ac_1']]);
  await server.dropDatabase(url);
});

test('an address that cannot be opened is refused with the name of the option, and without the password', async () => {
  const url = new Secret(server.url('nowhere').replace('tester@', 'tester:pa55@'));
  const refused = openServiceStore(url, { bytes: randomBytes });
  await expect(refused).rejects.toMatchObject({
    code: 'store.open.failed',
    cure: expect.stringContaining('`--store`'),
  });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('pa55') });
});

test('what this version cannot read is said to be a bug, not given out as something else', async () => {
  await using opened = await newServiceStore(server);
  await opened.store.accounts.insert(newAccount('ac_1'));
  await server.query(opened.url, `UPDATE larkstream.accounts SET role = 'emperor'`);
  await expect(opened.store.accounts.find('ac_1')).rejects.toMatchObject({
    family: 'bug',
    message: expect.stringContaining('role'),
  });
});
