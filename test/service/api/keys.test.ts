import { readFileSync } from 'node:fs';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import type { KeyPrint } from '../../../src/model/service/master-keys.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { type Answer, openTestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const address = { ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' };

test('a key is rotated, proved and retired, each once in the audit; no key is in an answer', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('admin');
  const { keys } = it.parts.resources;
  await it.parts.openVault(it.parts.store.secrets).set(address, new Secret('of the app'));

  const [first] = keys.ids();
  const rotated = await it.call('POST', '/keys/rotate', { as });
  const [second] = keys.ids();
  expect(rotated).toMatchObject({ status: 200, body: { keyId: second, isNew: true, secrets: 2, unused: [first] } });
  expect(await it.call('POST', `/keys/${second}/retire`, { as })).toMatchObject({ body: { code: 'secrets.key.used' } });
  expect(await it.call('POST', '/keys/k9/retire', { as })).toMatchObject({ body: { code: 'secrets.key.unknown' } });
  it.clock.advance(1);
  expect(await it.call('POST', `/keys/${first}/retire`, { as })).toMatchObject({
    status: 200,
    body: { isRemoved: true },
  });
  const listed = await it.call('GET', '/keys', { as });
  expect(listed).toMatchObject({
    body: { isOurs: true, place: keys.name, items: [{ id: second, isCurrent: true, secrets: 2, lackedBy: [] }] },
  });
  expect(await it.call('POST', '/keys/verify', { as })).toMatchObject({ body: { secrets: 2, unreadable: [] } });
  expect((await it.parts.openVault(it.parts.store.secrets).get(address))?.reveal()).toBe('of the app');

  const audit = await it.call('GET', '/audit', { as });
  const { items } = await it.parts.store.audit.page({ limit: 10 }, {});
  expect(items.map(({ action, objectId }) => [action, objectId])).toEqual([
    ['keys.retire', first],
    ['keys.rotate', 'keys'],
  ]);
  const [, key = ''] = readFileSync(keys.name, 'utf8').trim().split(':');
  expect(key).toHaveLength(44);
  expect([rotated, listed, audit].some(({ text }) => text.includes(key))).toBe(false);
});

test('while another machine is at work a key is added first, and then rotated to', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('admin');
  const now = it.clock.now();
  const other = { id: 'mem_1', host: 'elsewhere', pid: 1, programVersion: '1', roles: [], slots: 1 };
  const { members } = it.parts.store;
  await members.join({ ...other, startedAt: now, drainingSince: undefined });
  const refused = await it.call('POST', '/keys/rotate', { as });
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'secrets.keys.shared', details: { hosts: ['elsewhere'] } },
  });
  const added = await it.call('POST', '/keys/add', { as });
  const [first, second = ''] = it.parts.resources.keys.ids();
  expect(added).toMatchObject({ status: 200, body: { keyId: second } });
  expect(await it.call('POST', '/keys/k9/rotate', { as })).toMatchObject({ body: { code: 'secrets.key.unknown' } });
  // It has told of its keys, and the second is not among them: nothing would open there that it wraps.
  const { keys } = it.parts.resources;
  const [k1, k2] = keys.prints();
  const tell = async (held: readonly KeyPrint[]) => await members.beat('mem_1', { held, unopened: [] });
  const asked = it.call('POST', `/keys/${second}/rotate`, { as });
  let answered: Answer | undefined;
  void asked.then((answer) => {
    answered = answer;
  });
  const goesOn = async (held: readonly KeyPrint[]): Promise<boolean> => {
    await tell(held);
    it.clock.advance(100);
    return answered !== undefined;
  };
  await expect.poll(() => goesOn(k1 === undefined ? [] : [k1])).toBe(true);
  expect(answered).toMatchObject({
    status: 422,
    body: { code: 'secrets.key.lacking', details: { workers: ['mem_1'] } },
  });
  expect(keys.ids()).toEqual([first, second]);
  const { body } = await it.call('GET', '/keys', { as });
  expect(body).toMatchObject({
    items: [
      { id: first, lackedBy: [] },
      { id: second, lackedBy: ['mem_1'] },
    ],
  });
  // The file was copied.
  await tell(keys.prints());
  expect(await it.call('GET', '/workers', { as })).toMatchObject({ body: { items: [{ keys: [k1, k2] }] } });
  const rotated = await it.call('POST', `/keys/${second}/rotate`, { as });
  expect(rotated).toMatchObject({ status: 200, body: { keyId: second, isNew: false, unused: [first] } });
  expect(it.parts.resources.keys.ids()).toEqual([second, first]);
  await it.parts.store.members.leave('mem_1');
  const alone = await it.call('POST', '/keys/rotate', { as });
  expect(alone).toMatchObject({ body: { keyId: it.parts.resources.keys.ids()[0], isNew: true } });
});

test('of rotations at once each ends with all secrets under the key that it names', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('admin');
  const { store } = it.parts;
  const vault = it.parts.openVault(store.secrets);
  for (let at = 0; at < 40; at++) await vault.set({ ...address, ownerId: `in_${at}` }, new Secret('of the app'));
  const rotated = await Promise.all([1, 2, 3].map(() => it.call('POST', '/keys/rotate', { as })));
  expect(rotated.map(({ status }) => status)).toEqual([200, 200, 200]);
  const [current] = it.parts.resources.keys.ids();
  expect([...(await store.secrets.countByKey()).keys()]).toEqual([current]);
  expect(rotated.map(({ body }) => body.keyId)).toContain(current);
});

test('a rotation waits for one that another process has begun', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('admin');
  const { keys } = it.parts.resources;
  const looker = new pg.Client({ connectionString: it.parts.resources.eventStore.reveal() });
  await looker.connect();
  const waiting = async () =>
    (await looker.query("SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'ShareRowExclusiveLock'")).rowCount;
  const [first] = keys.ids();
  let added = '';
  let rotating: Promise<unknown> | undefined;
  await it.parts.store.transaction(async (tables) => {
    await tables.secrets.lock();
    rotating = it.call('POST', '/keys/rotate', { as });
    await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
    expect(keys.ids()).toEqual([first]);
    added = keys.add();
    keys.makeCurrent(added);
  });
  expect(await rotating).toMatchObject({ status: 200 });
  expect(keys.ids().slice(1)).toEqual([added, first]);
  await looker.end();
});
