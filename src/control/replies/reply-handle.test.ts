import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Secret } from '../../model/secret.ts';
import { makeReplyHandles } from './reply-handle.ts';

const hourMs = 3_600_000;

/** A vault with one place, as one store has. */
function oneSecret() {
  let kept: Secret | undefined;
  return { getOrSet: async (_: object, make: () => Secret) => (kept ??= make()) };
}

test('a handle opens for 24 hours, in every process of its store, and nowhere else', async () => {
  const vault = oneSecret();
  const time = { at: 1_700_000_000_000 };
  const parts = { clock: { now: () => time.at }, randomBytes };
  const [one, other] = [await makeReplyHandles(vault, parts), await makeReplyHandles(vault, parts)];
  const handle = one.of({ id: 'tu_1a' });
  expect(encodeURIComponent(handle)).toBe(handle);
  expect(other.open(handle)).toEqual({ turnId: 'tu_1a' });
  expect((await makeReplyHandles(oneSecret(), parts)).open(handle)).toBeUndefined();
  time.at += 24 * hourMs - 1;
  expect(other.open(handle)).toEqual({ turnId: 'tu_1a' });
  time.at += 1;
  expect(other.open(handle)).toBeUndefined();
});

test('what was changed of a handle, or is none, opens nothing', async () => {
  const handles = await makeReplyHandles(oneSecret(), { clock: { now: () => 1_000 }, randomBytes });
  const handle = handles.of({ id: 'tu_1' });
  const [id, expiry = '', proof] = handle.split('.');
  const later = (Number.parseInt(expiry, 36) + hourMs).toString(36);
  const changed = [
    `tu_2.${expiry}.${proof}`,
    `${id}.${later}.${proof}`,
    `${handle}x`,
    handle.slice(0, -1),
    '',
    '..',
    'tu_1',
  ];
  expect(changed.map((one) => handles.open(one))).toEqual(changed.map(() => undefined));
});
