import { describe, expect, test } from 'vitest';
import { Secret } from '../model/secret.ts';
import { readPostgresAddress } from './postgres-address.ts';

const read = (address: string) => readPostgresAddress(new Secret(address), 'destination.url');

describe('hostaddr, as libpq has it', () => {
  test.each([
    ['postgres://u:p@db.example.com:5433/w?hostaddr=192.0.2.7', 'postgres://u:p@192.0.2.7:5433/w'],
    ['postgres://u:p@db.example.com/w?hostaddr=2001%3Adb8%3A%3A5', 'postgres://u:p@[2001:db8::5]/w'],
    ['postgres://u:p@db.example.com/w?host=other&hostaddr=192.0.2.7', 'postgres://u:p@192.0.2.7/w'],
  ])('%s connects to %s', (address, expected) => {
    expect(read(address).url.reveal()).toBe(expected);
  });

  test('messages, the certificate and the name that is sent to the server are those of the host', () => {
    const { name, tlsAttempts } = read('postgres://u:p@db.example.com/w?sslmode=verify-full&hostaddr=192.0.2.7');
    expect(name).toBe('db.example.com/w');
    expect(tlsAttempts).toMatchObject([{ servername: 'db.example.com', rejectUnauthorized: true }]);
  });
});
