import { expect, test } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { Scram } from './scram.ts';

// The example of RFC 7677.
const nonce = 'rOprNGfwEbeRWgbNEkqO';
const given = { hash: 'sha256', nonce, user: 'user', password: new Secret('pencil') } as const;
const both = `${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0`;
const salt = 's=W22ZaJ0SNY7soEsUEjb6gQ==';

test('the exchange is that of the standard, and the server has to know the password too', async () => {
  const scram = new Scram(given);
  expect(scram.first()).toBe(`n,,n=user,r=${nonce}`);
  expect(await scram.final(`r=${both},${salt},i=4096`)).toBe(
    `c=biws,r=${both},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
  scram.verify('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  for (const other of ['v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=', 'v=', 'e=other-error'])
    expect(() => scram.verify(other)).toThrow('cannot show');
  expect(() => new Scram(given).verify('v=')).toThrow('cannot show');
});

test.each([
  [`r=other,${salt},i=4096`],
  [`r=${both},${salt},i=1`],
  [`r=${both},${salt},i=100000000`],
  ['e=unknown-user'],
])('a server that says %s is not believed', async (words) => {
  await expect(new Scram(given).final(words)).rejects.toMatchObject({ code: 'handler.refused' });
});
