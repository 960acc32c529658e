import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../model/errors.ts';
import { Secret } from '../model/secret.ts';
import type { SealedSecret, SecretStore } from '../model/secret-store.ts';
import { keyBytes, type MasterKey, open, seal } from './envelope.ts';
import { formatKeys, KeyRing, parseKeyRing } from './key-ring.ts';
import { Vault } from './vault.ts';

const key = (id: string): MasterKey => ({ id, bytes: randomBytes(keyBytes) });

/** Keeps rows in memory, so that a test can look at them and change them. */
class Rows implements SecretStore {
  rows: SealedSecret[] = [];
  readonly retired = new Map<string, number>();

  async find({ ownerKind, ownerId, name }: Parameters<SecretStore['find']>[0]) {
    return this.rows
      .filter((row) => row.ownerKind === ownerKind && row.ownerId === ownerId && row.name === name)
      .toSorted((one, other) => other.version - one.version)[0];
  }
  async add(secret: SealedSecret) {
    this.rows.push(secret);
    return true;
  }
  async newest(kind: string, ids: readonly string[]) {
    const own = this.rows.filter(({ ownerKind, ownerId }) => ownerKind === kind && ids.includes(ownerId));
    return own.filter(({ ownerId, name, version }) =>
      own.every((row) => row.ownerId !== ownerId || row.name !== name || row.version <= version),
    );
  }
  async believed(secret: Parameters<SecretStore['believed']>[0], now: number) {
    const newest = (await this.find(secret))?.version;
    return this.rows
      .filter((row) => row.ownerId === secret.ownerId && row.name === secret.name)
      .filter(({ id, version }) => version === newest || (this.retired.get(id) ?? Number.POSITIVE_INFINITY) > now)
      .toSorted((one, other) => other.version - one.version);
  }
  async retire(secret: Parameters<SecretStore['retire']>[0], at: number) {
    const newest = (await this.find(secret))?.version;
    for (const { id, ownerId, name, version } of this.rows) {
      const isEarlier = ownerId === secret.ownerId && name === secret.name && version !== newest;
      if (isEarlier) this.retired.set(id, Math.min(at, this.retired.get(id) ?? at));
    }
  }
  async deleteOf(kind: string, id: string, name?: string) {
    this.rows = this.rows.filter(
      (row) => row.ownerKind !== kind || row.ownerId !== id || (name !== undefined && row.name !== name),
    );
  }
  async page({ afterId, limit }: Parameters<SecretStore['page']>[0]) {
    return this.rows
      .filter(({ id }) => id > afterId)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1))
      .slice(0, limit);
  }
  async rewrap(before: SealedSecret, after: Parameters<SecretStore['rewrap']>[1]) {
    const at = this.rows.indexOf(before);
    if (at < 0) return false;
    this.rows[at] = { ...before, ...after };
    return true;
  }
  async lock(): Promise<void> {}

  async onePerKey() {
    const byKey = Object.groupBy(this.rows, ({ keyId }) => keyId);
    return Object.values(byKey).flatMap((rows) => rows?.slice(0, 1) ?? []);
  }

  async countByKey() {
    return new Map(
      Object.entries(Object.groupBy(this.rows, ({ keyId }) => keyId)).map(([id, rows]) => [id, rows?.length ?? 0]),
    );
  }
}

function vaultOver(store: SecretStore, keys: readonly MasterKey[], storeId = 'store'): Vault {
  let serial = 0;
  const ring = new KeyRing(keys);
  return new Vault({
    store,
    ring: () => ring,
    storeId,
    newId: () => `secret_${String(serial++).padStart(6, '0')}`,
    randomBytes,
    now: () => 0,
  });
}

const one = { ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' };

test('a version that was replaced is believed until it is retired', async () => {
  const store = new Rows();
  const vault = vaultOver(store, [key('k1')]);
  await vault.set(one, new Secret('old'));
  await vault.set(one, new Secret('new'));
  const believed = async () => (await vault.believed(one)).map((secret) => secret?.reveal());
  expect(await believed()).toEqual(['new', 'old']);
  await store.retire(one, 0);
  expect(await believed()).toEqual(['new']);
});

test('where there is none any more, none is got, and the one before is believed beside it until it is retired', async () => {
  const store = new Rows();
  const vault = vaultOver(store, [key('k1')]);
  await vault.set(one, new Secret('old'));
  await vault.setNone(one);
  expect(await vault.get(one)).toBeUndefined();
  const believed = async () => (await vault.believed(one)).map((secret) => secret?.reveal());
  expect(await believed()).toEqual([undefined, 'old']);
  await store.retire(one, 0);
  expect(await believed()).toEqual([undefined]);
  expect((await vault.getOrSet(one, () => new Secret('made'))).reveal()).toBe('made');
  expect((await vault.get(one))?.reveal()).toBe('made');
});

test('of two who come at once each adds a version, and both get what the first has made', async () => {
  class Shared extends Rows {
    override async add(secret: SealedSecret) {
      const isThere = ({ name, version }: SealedSecret) => name === secret.name && version === secret.version;
      if (this.rows.some(isThere)) return false;
      return await super.add(secret);
    }
  }
  const store = new Shared();
  const [vault, other] = [vaultOver(store, [key('k1')]), vaultOver(store, [key('k1')])];
  await Promise.all([vault.set(one, new Secret('a')), other.set(one, new Secret('b'))]);
  expect(store.rows.map(({ version }) => version)).toEqual([1, 2]);
  const made = { ...one, name: 'made' };
  const k1 = key('k1');
  const both = ['a', 'b'].map((text) => vaultOver(store, [k1]).getOrSet(made, () => new Secret(text)));
  const [first, second] = await Promise.all(both);
  expect(first?.reveal()).toBe(second?.reveal());
});

test('what was set is got, the newest version of it, and no row holds it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ minLength: 8 }), async (first, second) => {
      const store = new Rows();
      const vault = vaultOver(store, [key('k1')]);
      await vault.set(one, new Secret(first));
      await vault.set(one, new Secret(second));
      expect((await vault.get(one))?.reveal()).toBe(second);
      expect(store.rows.map(({ version }) => version)).toEqual([1, 2]);
      for (const { sealed, wrappedKey } of store.rows) {
        expect(Buffer.concat([sealed, wrappedKey]).includes(second)).toBe(false);
      }
    }),
  );
});

describe('a row opens only where it was sealed', () => {
  const k1 = key('k1');
  const row = seal('s3cr3t', {
    storeId: 'store',
    id: 'secret_1',
    address: { ...one, version: 2 },
    key: k1,
    createdAt: 0,
    randomBytes,
  });

  test('as it lies there', () => {
    expect(open(row, k1, 'store')).toBe('s3cr3t');
  });

  const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
    bytes.map((byte, index) => (index === (at + bytes.length) % bytes.length ? byte ^ 1 : byte));

  test.each<[name: string, changed: Partial<SealedSecret>]>([
    ['at another owner', { ownerId: 'in_2' }],
    ['at an owner of another kind', { ownerKind: 'destination' }],
    ['under another name', { name: 'encrypt_key' }],
    ['as another version', { version: 1 }],
    ['under another id', { id: 'secret_2' }],
    ['as wrapped by another key', { keyId: 'k2' }],
    ['cut', { sealed: row.sealed.subarray(0, -1) }],
    ['empty', { sealed: new Uint8Array() }],
    ...[0, 13, -1].map((at): [string, Partial<SealedSecret>] => [
      `with bit ${at} of the text changed`,
      { sealed: flipped(row.sealed, at) },
    ]),
    ...[0, 13, -1].map((at): [string, Partial<SealedSecret>] => [
      `with bit ${at} of the key changed`,
      { wrappedKey: flipped(row.wrappedKey, at) },
    ]),
  ])('not %s', (_, changed) => {
    expect(open({ ...row, ...changed }, k1, 'store')).toBeUndefined();
  });

  test('not in another store, nor with another key of the same id', () => {
    expect(open(row, k1, 'other')).toBeUndefined();
    expect(open(row, key('k1'), 'store')).toBeUndefined();
  });
});

describe('keys are changed', () => {
  test('rewrapped, everything opens with the new key alone, and the sealed text has not moved', async () => {
    const store = new Rows();
    const [k1, k2] = [key('k1'), key('k2')];
    const before = vaultOver(store, [k1]);
    for (let at = 0; at < 450; at++) await before.set({ ...one, ownerId: `in_${at}` }, new Secret(`secret ${at}`));
    const sealed = store.rows.map((row) => row.sealed);
    const both = vaultOver(store, [k2, k1]);
    const counts: number[] = [];
    for (let afterId: string | undefined = ''; afterId !== undefined; ) {
      const page = await both.rewrapPage(afterId);
      counts.push(page.count);
      afterId = page.lastId;
    }
    expect(counts).toEqual([200, 200, 50, 0]);
    expect(await both.rewrapPage('')).toMatchObject({ count: 0 });
    expect(store.rows.map((row) => row.sealed)).toEqual(sealed);
    const after = vaultOver(store, [k2]);
    expect((await after.get({ ...one, ownerId: 'in_449' }))?.reveal()).toBe('secret 449');
    expect(await after.verify()).toEqual({ secrets: 450, unreadable: [] });
    expect(await vaultOver(store, [k1]).verify()).toMatchObject({ secrets: 450, unreadable: { length: 450 } });
  });

  test('the wrong keys are told at the start', async () => {
    const store = new Rows();
    await vaultOver(store, [key('k1')]).assertKeysFit();
    const wrong = vaultOver(store, [key('k1')]);
    await expect(wrong.assertKeysFit()).rejects.toMatchObject({ code: 'secrets.keys.wrong' });
    await expect(wrong.assertKeysFit()).rejects.toBeInstanceOf(ConfigError);
    await expect(vaultOver(store, [key('k2')]).rewrapPage('')).rejects.toMatchObject({ code: 'secrets.keys.wrong' });
  });

  test('wrong keys under a service at work are a failure that may pass, and nothing is sealed with them', async () => {
    const store = new Rows();
    const right = vaultOver(store, [key('k1')]);
    await right.assertKeysFit();
    await right.set(one, new Secret('old'));
    const wrong = vaultOver(store, [key('k1')]);
    const refusal = { code: 'secrets.keys.wrong', family: 'transient' };
    await expect(wrong.get(one)).rejects.toMatchObject(refusal);
    await expect(wrong.believed(one)).rejects.toMatchObject(refusal);
    await expect(wrong.set(one, new Secret('new'))).rejects.toMatchObject(refusal);
    await expect(wrong.getOrSet({ ...one, name: 'made' }, () => new Secret('made'))).rejects.toMatchObject(refusal);
    expect(await wrong.unopened()).toEqual(['k1']);
    expect(await right.unopened()).toEqual([]);
    expect(await right.verify()).toEqual({ secrets: 2, unreadable: [] });
  });
});

describe('keys as they are written', () => {
  test('are read as they were written', () => {
    const keys = [key('k2'), key('2026-11')];
    const { current, keys: read } = parseKeyRing(`# of November\n${formatKeys(keys)}\n`);
    expect(read.map(({ id, bytes }) => [id, Buffer.from(bytes)])).toEqual(
      keys.map(({ id, bytes }) => [id, Buffer.from(bytes)]),
    );
    expect(current.id).toBe('k2');
  });

  const good = formatKeys([key('k1')]).trim();
  test.each([
    ['nothing', ''],
    ['a key without an id', good.slice(3)],
    ['a short key', 'k1:c2hvcnRTRUNSRVQ='],
    ['one id twice', `${good},${formatKeys([key('k1')])}`],
    ['one key twice', `${good},${good.replace('k1', 'k2')}`],
    ['no base64', `k1:${'SECRET!'.repeat(6)}`],
  ])('%s is refused, and no part of the text is told', (_, text) => {
    const refusal = expect(() => parseKeyRing(text));
    refusal.toThrow(expect.objectContaining({ code: 'secrets.keys.invalid' }));
    refusal.not.toThrow(/SECRET|c2hvcnR/);
  });
});
