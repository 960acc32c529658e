import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Secret } from '../model/secret.ts';
import { SealedText } from '../model/triggers/sealed-text.ts';
import { type BodyVaultParts, SealedBodies } from './body-vault.ts';

type Address = Parameters<BodyVaultParts['vault']['get']>[0];

/** Secrets in memory; counts how often it is asked. */
class Secrets {
  readonly kept = new Map<string, Secret>();
  asked = 0;

  async get({ ownerKind, ownerId, name }: Address): Promise<Secret | undefined> {
    this.asked++;
    return this.kept.get(`${ownerKind} ${ownerId} ${name}`);
  }

  async getOrSet({ ownerKind, ownerId, name }: Address, make: () => Secret): Promise<Secret> {
    this.asked++;
    const at = `${ownerKind} ${ownerId} ${name}`;
    const secret = this.kept.get(at) ?? make();
    this.kept.set(at, secret);
    return secret;
  }
}

const bodiesOf = (vault: Secrets, storeId = 'st_1', mostKeys?: number): SealedBodies =>
  new SealedBodies({ vault, storeId, randomBytes, mostKeys });
const session = { kind: 'session', id: 'se_1' } as const;

test('any text that was sealed is opened by every process, and by nobody in another place', async () => {
  const secrets = new Secrets();
  const [one, other] = [bodiesOf(secrets), bodiesOf(secrets)];
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string(), async (text, boundTo) => {
      const sealed = await one.seal(session, boundTo, text);
      expect(await other.open(new SealedText(sealed.value), boundTo)).toBe(text);
      expect(await one.open(sealed, `${boundTo}x`)).toBeUndefined();
      expect(await bodiesOf(secrets, 'st_2').open(sealed, boundTo)).toBeUndefined();
      const moved = new SealedText(sealed.value.replace('se_1', 'se_2'));
      await one.seal({ kind: 'session', id: 'se_2' }, boundTo, text);
      expect(await one.open(moved, boundTo)).toBeUndefined();
    }),
  );
});

test('the vault is asked once for each conversation that is in memory', async () => {
  const secrets = new Secrets();
  const bodies = bodiesOf(secrets, 'st_1', 2);
  const seal = (id: string) => bodies.seal({ kind: 'session', id }, 'm', 'text');
  await Promise.all(Array.from({ length: 50 }, () => seal('se_1')));
  await seal('se_2');
  await bodies.open(await seal('se_1'), 'm');
  expect(secrets.asked).toBe(2);
  await seal('se_3');
  await seal('se_1');
  expect(secrets.asked).toBe(3);
  await seal('se_2');
  expect(secrets.asked).toBe(4);
});

test('without its key a text is gone; one whose key could not be read is opened later', async () => {
  const secrets = new Secrets();
  const sealed = await bodiesOf(secrets).seal(session, 'm', 'text');
  const later = bodiesOf(secrets);
  const kept = new Map(secrets.kept);
  secrets.kept.clear();
  expect(await later.open(sealed, 'm')).toBeUndefined();
  for (const [name, secret] of kept) secrets.kept.set(name, secret);
  expect(await later.open(sealed, 'm')).toBe('text');
  const failing = new SealedBodies({
    storeId: 'st_1',
    randomBytes,
    vault: {
      get: async (address) => {
        if (secrets.asked++ % 2 === 0) throw new Error('away');
        return await secrets.get(address);
      },
      getOrSet: (address, make) => secrets.getOrSet(address, make),
    },
  });
  secrets.asked = 0;
  await expect(failing.open(sealed, 'm')).rejects.toThrow('away');
  expect(await failing.open(sealed, 'm')).toBe('text');
});

test.each(['text', '', 'v1.session.se_1', 'v1.other.se_1.aaaa', 'v2.session.se_1.aaaa'])(
  'a text that nobody has sealed is no sealed one: %j',
  (text) => {
    expect(() => new SealedText(text)).toThrow('Not a sealed text');
  },
);
