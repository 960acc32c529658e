import { expect, test } from 'vitest';
import { keysOf, readPending, safeReturn, writePending } from './pending-sign-in.ts';

const publicUrl = 'https://larkstream.example';
const pending = { providerId: 'sp_1', returnTo: '/runs?state=failed', secret: 's', expiresAt: 5 };

test.each([
  ['/runs?state=failed#top', '/runs?state=failed#top'],
  ['/', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/a\\..\\evil', '/'],
  ['/.//evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['/%2e//evil.example/', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/\tevil', '/'],
  ['/%0d%0aset-cookie:x', '/%0d%0aset-cookie:x'],
  ['', '/'],
  [undefined, '/'],
])('after signing in for %j the browser goes to %j', (wanted, path) => {
  expect(safeReturn(wanted, publicUrl)).toBe(path);
});

test('a cookie gives back what was written, and nothing else', () => {
  expect(readPending(writePending(pending))).toEqual(pending);
  for (const text of [undefined, '', 'x', 'bnVsbA', Buffer.from('{"secret":"s"}').toString('base64url')]) {
    expect(readPending(text)).toBeUndefined();
  }
});

test('state, nonce and verifier differ, by browser and by provider', () => {
  const keys = [pending, { ...pending, secret: 't' }, { ...pending, providerId: 'sp_2' }].map((one) =>
    keysOf(one, publicUrl),
  );
  const made = keys.flatMap(({ state, nonce, verifier }) => [state, nonce, verifier]);
  expect(new Set(made).size).toBe(9);
  expect(keys[0]?.verifier).toMatch(/^[\w-]{43}$/);
  expect(keys[0]?.redirectUri).toBe('https://larkstream.example/sign-in/callback');
});
