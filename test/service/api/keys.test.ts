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

  const rotated = await it.call('POST', '/keys/rotate', { as });
  expect(rotated).toMatchObject({ status: 200, body: { keyId: 'k2', isNew: true, secrets: 2, unused: ['k1'] } });
  expect(await it.call('POST', '/keys/k2/retire', { as })).toMatchObject({ body: { code: 'secrets.key.used' } });
  expect(await it.call('POST', '/keys/k9/retire', { as })).toMatchObject({ body: { code: 'secrets.key.unknown' } });
  it.clock.advance(1);
  expect(await it.call('POST', '/keys/k1/retire', { as })).toMatchObject({ status: 200, body: { isRemoved: true } });
  const listed = await it.call('GET', '/keys', { as });
  expect(listed).toMatchObject({
    body: { isOurs: true, place: keys.name, items: [{ id: 'k2', isCurrent: true, secrets: 2, lackedBy: [] }] },
  });
  expect(await it.call('POST', '/keys/verify', { as })).toMatchObject({ body: { secrets: 2, unreadable: [] } });
  expect((await it.parts.openVault(it.parts.store.secrets).get(address))?.reveal()).toBe('of the app');

  const audit = await it.call('GET', '/audit', { as });
  const { items } = await it.parts.store.audit.page({ limit: 10 }, {});
  expect(items.map(({ action, objectId }) => [action, objectId])).toEqual([
    ['keys.retire', 'k1'],
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
  expect(await it.call('POST', '/keys/add', { as })).toMatchObject({ status: 200, body: { keyId: 'k2' } });
  expect(it.parts.resources.keys.ids()).toEqual(['k1', 'k2']);
  expect(await it.call('POST', '/keys/k9/rotate', { as })).toMatchObject({ body: { code: 'secrets.key.unknown' } });
  // It has told of its keys, and k2 is not among them: nothing would open there that k2 wraps.
  const { keys } = it.parts.resources;
  const [k1, k2] = keys.prints();
  const tell = async (held: readonly KeyPrint[]) => await members.beat('mem_1', { held, unopened: [] });
  const asked = it.call('POST', '/keys/k2/rotate', { as });
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
  expect(keys.ids()).toEqual(['k1', 'k2']);
  const { body } = await it.call('GET', '/keys', { as });
  expect(body).toMatchObject({
    items: [
      { id: 'k1', lackedBy: [] },
      { id: 'k2', lackedBy: ['mem_1'] },
    ],
  });
  // The file was copied.
  await tell(keys.prints());
  expect(await it.call('GET', '/workers', { as })).toMatchObject({ body: { items: [{ keys: [k1, k2] }] } });
  const rotated = await it.call('POST', '/keys/k2/rotate', { as });
  expect(rotated).toMatchObject({ status: 200, body: { keyId: 'k2', isNew: false, unused: ['k1'] } });
  expect(it.parts.resources.keys.ids()).toEqual(['k2', 'k1']);
  await it.parts.store.members.leave('mem_1');
  expect(await it.call('POST', '/keys/rotate', { as })).toMatchObject({ body: { keyId: 'k3' } });
});

test('a rotation waits for one that another process has begun', async () => {
  await using it = await openTestApi(server);
  const { secret: as } = await it.signedIn('admin');
  const { keys } = it.parts.resources;
  const looker = new pg.Client({ connectionString: it.parts.resources.eventStore.reveal() });
  await looker.connect();
  const waiting = async () =>
    (await looker.query("SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'ShareRowExclusiveLock'")).rowCount;
  let rotating: Promise<unknown> | undefined;
  await it.parts.store.transaction(async (tables) => {
    await tables.secrets.lock();
    rotating = it.call('POST', '/keys/rotate', { as });
    await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
    expect(keys.ids()).toEqual(['k1']);
    keys.makeCurrent(keys.add());
  });
  expect(await rotating).toMatchObject({ status: 200 });
  expect(keys.ids()).toEqual(['k3', 'k2', 'k1']);
  await looker.end();
});
