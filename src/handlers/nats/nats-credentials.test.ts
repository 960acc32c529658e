import { expect, test } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { shownTo } from './nats-credentials.ts';

test('who has no name says none; a password and a token are said', () => {
  expect(shownTo({ kind: 'none' }, 'n')).toEqual({});
  expect(shownTo({ kind: 'password', user: 'u', password: new Secret('p') }, 'n')).toEqual({ user: 'u', pass: 'p' });
  expect(shownTo({ kind: 'token', token: new Secret('t') }, 'n')).toEqual({ auth_token: 't' });
});

const begin = '-----BEGIN NATS USER JWT-----\na.b-c.d_e\n------END NATS USER JWT------\n';
const seed = 'SUAB5TKD3HWABVJHJ5XOPXCSKPWSJUFCKZP2DSIYLM7FTGTDRTE4DZQR2M';
const end = `\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`;

test('a file of credentials signs what the server asks, as nkeys does', () => {
  // Signed by the package nkeys 0.4.17 for Go.
  const sig = '9JdCPsvcJkEVFc_kWYGmkedB_fDacpjmZe9SfuWINIF2FynbORDjZkM7ZVJXqgYC21Mgoa6hibRFq6zUbXtOBA';
  expect(shownTo({ kind: 'creds', creds: new Secret(begin + end) }, 'nonce')).toEqual({ jwt: 'a.b-c.d_e', sig });
});

test.each([begin, end, begin + end.replace(seed, 'SUAB')])(
  'what is no whole file is refused, without its text',
  (text) => {
    expect(() => shownTo({ kind: 'creds', creds: new Secret(text) }, 'nonce')).toThrow(/credentials/);
  },
);
