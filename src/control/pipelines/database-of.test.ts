import { expect, test } from 'vitest';
import { Secret } from '../../model/secret.ts';
import { databaseOf } from './database-of.ts';

const of = (address: string): string => databaseOf(new Secret(address));

test.each([
  ['postgres://a:p@localhost/w', 'postgresql://b:q@127.0.0.1:5432/w?sslmode=disable'],
  ['postgres://a@localhost/w', 'postgres://a@[::1]/w'],
  [
    'postgres://a@DB.example.com/w?sslmode=require&application_name=x',
    'postgres://a@db.example.com.:5432/%77?application_name=y',
  ],
  ['postgres://a@db.example.com', 'postgres://b@db.example.com/a'],
  ['postgres://a@127.1/w', 'postgres://a@[::ffff:127.0.0.1]/w'],
  ['postgres://a@10.0.0.7/w', 'postgres://a@0x0a000007/w'],
  ['postgres://a@[::ffff:10.0.0.7]/w', 'postgres://a@167772167/w'],
  ['postgres://a@[2001:db8::1]/w', 'postgres://a@[2001:0DB8:0:0::1]/w'],
])('%s and %s are one', (one, other) => {
  expect(of(one)).toBe(of(other));
});

test.each([
  ['postgres://a@db.example.com/w', 'postgres://a@db.example.com/v'],
  ['postgres://a@db.example.com/w', 'postgres://a@db.example.com:5433/w'],
  ['postgres://a@db.example.com/w', 'postgres://a@127.0.0.1/w'],
  ['postgres://a@db.example.com/W', 'postgres://a@db.example.com/w'],
])('%s and %s are two', (one, other) => {
  expect(of(one)).not.toBe(of(other));
});
