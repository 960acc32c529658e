import { beforeAll, expect, test } from 'vitest';
import { emptySealBytes, type SealedSecret } from '../../../src/model/secret-store.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { newDestination } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

function sealed(version: number, given: Partial<SealedSecret> = {}): SealedSecret {
  return {
    id: `se_${given.name ?? 'key'}_${given.ownerId ?? 'in_1'}_${version}`,
    ownerKind: 'integration',
    ownerId: 'in_1',
    name: 'key',
    version,
    keyId: 'k1',
    wrappedKey: Uint8Array.of(0, 255, version),
    sealed: new Uint8Array(emptySealBytes + 3),
    createdAt: version,
    ...given,
  };
}

const plain = (secret: SealedSecret | undefined) =>
  secret && { ...secret, wrappedKey: [...secret.wrappedKey], sealed: [...secret.sealed] };

const address = { ownerKind: 'integration', ownerId: 'in_1', name: 'key' } as const;

test('the newest version of a secret is found, and two of one number cannot be', async () => {
  await using opened = await newServiceStore(server);
  const { secrets } = opened.store;
  expect(await secrets.find(address)).toBeUndefined();
  for (const version of [1, 2]) await secrets.add(sealed(version));
  expect(plain(await secrets.find(address))).toEqual(plain(sealed(2)));
  expect(await secrets.add(sealed(2, { id: 'se_other' }))).toBe(false);
  expect((await secrets.page({ afterId: 'se_key_in_1_1', limit: 9 })).map(({ id }) => id)).toEqual(['se_key_in_1_2']);
});

test('a key is wrapped anew only where nobody else has done it meanwhile, and the secrets of each key are counted', async () => {
  await using opened = await newServiceStore(server);
  const { secrets } = opened.store;
  for (const version of [1, 2]) await secrets.add(sealed(version));
  const after = { keyId: 'k2', wrappedKey: Uint8Array.of(9) };
  expect(await secrets.rewrap(sealed(1), after)).toBe(true);
  expect(await secrets.rewrap(sealed(1), after)).toBe(false);
  expect(await secrets.countByKey()).toEqual(
    new Map([
      ['k1', 1],
      ['k2', 1],
    ]),
  );
});

test('earlier versions are believed until they are retired, and are then deleted', async () => {
  await using opened = await newServiceStore(server);
  const { secrets } = opened.store;
  const believed = async (now: number) => (await secrets.believed(address, now)).map(({ version }) => version);
  for (const version of [1, 2, 3]) await secrets.add(sealed(version));
  expect(await believed(0)).toEqual([3, 2, 1]);
  await secrets.retire(address, 50);
  await secrets.add(sealed(4));
  await secrets.retire(address, 100);
  expect(await believed(49)).toEqual([4, 3, 2, 1]);
  expect(await believed(50)).toEqual([4, 3]);
  expect(await believed(100)).toEqual([4]);
  expect(
    await opened.store.prune({ runs: 1, lines: 1, audit: 1, alerts: 1, turns: 30, sessions: 90, people: 400 }, 60),
  ).toBe(2);
  expect((await secrets.page({ afterId: '', limit: 9 })).map(({ version }) => version)).toEqual([3, 4]);
});

test('what is set of several owners is known without opening it, and goes with its owner', async () => {
  await using opened = await newServiceStore(server);
  const { secrets } = opened.store;
  for (const version of [1, 2]) await secrets.add(sealed(version));
  await secrets.add(sealed(1, { name: 'token' }));
  await secrets.add(sealed(1, { ownerId: 'in_2' }));
  await secrets.add(sealed(1, { ownerKind: 'destination', ownerId: 'in_3' }));
  expect(await secrets.newest('integration', ['in_1', 'in_2', 'in_3'])).toEqual([
    { ownerId: 'in_1', name: 'key', version: 2, createdAt: 2 },
    { ownerId: 'in_1', name: 'token', version: 1, createdAt: 1 },
    { ownerId: 'in_2', name: 'key', version: 1, createdAt: 1 },
  ]);
  expect(await secrets.newest('integration', [])).toEqual([]);
  await secrets.deleteOf('integration', 'in_1', 'token');
  expect((await secrets.newest('integration', ['in_1'])).map(({ name }) => name)).toEqual(['key']);
  await secrets.deleteOf('integration', 'in_1');
  expect(await secrets.newest('integration', ['in_1', 'in_2'])).toHaveLength(1);
});

test('a test that ends while a person changes the thing neither changes its version nor is lost', async () => {
  await using opened = await newServiceStore(server);
  const { destinations } = opened.store;
  const read = await destinations.insert(newDestination('de_1', { test: { isOk: false, lines: [] }, testedAt: 5 }));
  await destinations.noteTest('de_1', { isOk: true, lines: [] }, 9);
  const changed = await destinations.update({ ...read, name: 'new' }, 10);
  expect(changed).toMatchObject({ name: 'new', test: { isOk: true }, testedAt: 9, version: 2 });
  const cleared = changed && (await destinations.update({ ...changed, test: undefined, testedAt: undefined }, 11));
  expect(cleared).toMatchObject({ test: undefined, testedAt: undefined, version: 3 });
});
