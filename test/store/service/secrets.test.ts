import { beforeAll, expect, test } from 'vitest';
import type { SealedSecret } from '../../../src/model/secret-store.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { newDestination } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const name = { ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' };

function sealed(version: number, given: Partial<SealedSecret> = {}): SealedSecret {
  const bytes = Buffer.from([version]);
  return {
    ...name,
    ...given,
    id: `sec_${given.ownerId ?? ''}${given.name ?? ''}${version}`,
    version,
    keyId: 'k1',
    wrappedKey: bytes,
    sealed: bytes,
    createdAt: version * 1000,
  };
}

test('versions are believed until they are retired, the newest always', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  for (const version of [1, 2, 3]) await store.secrets.add(sealed(version));
  const believed = async (now: number): Promise<number[]> =>
    (await store.secrets.believed(name, now)).map(({ version }) => version);
  expect(await believed(0)).toEqual([3, 2, 1]);
  await store.secrets.retire(name, 5000);
  expect([await believed(4999), await believed(5000)]).toEqual([[3, 2, 1], [3]]);
  await store.secrets.retire(name, 9000);
  expect(await believed(5000), 'a retirement is not put off').toEqual([3]);
  await store.secrets.add(sealed(4));
  expect(await believed(5000)).toEqual([4, 3]);
});

test('of each secret of each owner the newest version is told, and nothing of others', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  for (const version of [1, 2]) await store.secrets.add(sealed(version));
  await store.secrets.add(sealed(1, { name: 'encrypt_key' }));
  await store.secrets.add(sealed(1, { ownerId: 'in_2' }));
  await store.secrets.add(sealed(1, { ownerKind: 'destination', ownerId: 'in_3' }));
  expect(await store.secrets.newest('integration', ['in_1', 'in_3'])).toEqual([
    { ownerId: 'in_1', name: 'app_secret', version: 2, createdAt: 2000 },
    { ownerId: 'in_1', name: 'encrypt_key', version: 1, createdAt: 1000 },
  ]);
  expect(await store.secrets.newest('integration', [])).toEqual([]);
});

test('one secret of an owner is dropped, or all', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  await store.secrets.add(sealed(1));
  await store.secrets.add(sealed(1, { name: 'encrypt_key' }));
  await store.secrets.add(sealed(1, { ownerId: 'in_2' }));
  const left = async (): Promise<string[]> =>
    (await store.secrets.newest('integration', ['in_1', 'in_2'])).map((note) => `${note.ownerId} ${note.name}`);
  await store.secrets.deleteOf('integration', 'in_1', 'encrypt_key');
  expect(await left()).toEqual(['in_1 app_secret', 'in_2 app_secret']);
  await store.secrets.deleteOf('integration', 'in_1');
  expect(await left()).toEqual(['in_2 app_secret']);
});

test('what a test has found is kept, and is no change', async () => {
  await using opened = await newServiceStore(server);
  const { store } = opened;
  const { id, version } = await store.destinations.insert(newDestination('dest_1'));
  await store.destinations.noteTest(id, { isOk: true, lines: [] }, 5000);
  expect(await store.destinations.find(id)).toMatchObject({ version, testedAt: 5000, test: { isOk: true, lines: [] } });
});
