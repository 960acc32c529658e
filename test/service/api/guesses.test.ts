import { beforeAll, beforeEach, expect, test } from 'vitest';
import { signIn } from '../../../src/control/accounts/sign-in.ts';
import { toLarkstreamError } from '../../../src/model/errors.ts';
import type { DoorTable } from '../../../src/model/service/account.ts';
import type { Caller } from '../../../src/model/service/caller.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

const password = 'correct horse battery';
const office = '192.0.2.1';
const elsewhere = '198.51.100.1';
const minute = 60_000;
let it: TestApi;
let ann: string;
let accounts = 0;

beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  return () => it[Symbol.asyncDispose]();
}, 120_000);

/** A person with a password who has not signed in yet. */
async function newPerson(): Promise<string> {
  const login = `person ${accounts++}`;
  await it.signedIn('viewer', { login, password: await it.parts.passwords.hash(password) });
  return login;
}

beforeEach(async () => {
  // What was counted before is forgotten.
  it.clock.advance(120 * minute);
  ann = await newPerson();
});

/** The code of what somebody is told there, with the seconds to wait; `in` for who is let in. */
async function tried(address: string, login: string, given: string, parts = it.parts): Promise<string> {
  const nobody: Caller = {
    kind: 'setup',
    id: undefined,
    name: '',
    role: 'viewer',
    accountId: undefined,
    address,
    requestId: undefined,
  };
  try {
    await signIn(parts, nobody, { login, password: given, agent: undefined, oldSecret: undefined });
    return 'in';
  } catch (thrown) {
    const { code, details } = toLarkstreamError(thrown);
    return [code, details.retryAfterSeconds].filter((part) => part !== undefined).join(' ');
  }
}

test('who guesses the password of somebody keeps them out in no other network', async () => {
  expect(await tried(office, ann, password)).toBe('in');
  const guesses = [];
  for (let at = 0; at < 8; at++) guesses.push(await tried(elsewhere, ann, 'wrong'));
  expect(guesses.slice(5)).toEqual(['api.sign.in.wrong', 'api.too.many 5', 'api.too.many 5']);
  expect(await tried(office, ann, password)).toBe('in');
  expect(await tried('203.0.113.1', ann, password)).toBe('in');
});

test('guesses from many networks are slowed down all the same, to one a minute; where the person has signed in before they get in', async () => {
  expect(await tried(office, ann, password)).toBe('in');
  const from = (at: number): string => `10.0.${at}.1`;
  const guesses = await Promise.all(Array.from({ length: 100 }, (_, at) => tried(from(at), ann, 'wrong')));
  expect(guesses.filter((one) => one === 'api.sign.in.wrong')).toHaveLength(21);
  for (let at = 100; at < 110; at++) {
    it.clock.advance(minute);
    expect(await tried(from(at), ann, 'wrong')).toBe('api.sign.in.wrong');
  }
  expect(await tried(elsewhere, ann, password)).toBe('api.too.many 60');
  expect(await tried(office, ann, password)).toBe('in');
  it.clock.advance(minute);
  expect(await tried(elsewhere, ann, password)).toBe('in');
});

test('who tries many logins from one network is slowed down; who has signed in from it before gets in beside', async () => {
  expect(await tried(office, ann, password)).toBe('in');
  const guesses = [];
  for (let at = 0; at < 40; at++) guesses.push(await tried(office, `nobody ${at}`, 'wrong'));
  expect(guesses.filter((one) => one === 'api.sign.in.wrong')).toHaveLength(21);
  const newcomer = await newPerson();
  expect(await tried(office, newcomer, password)).toBe('api.too.many 5');
  expect(await tried('192.0.2.200', ann, password)).toBe('in');
  expect(await tried(elsewhere, newcomer, password)).toBe('in');
});

test('a network that nobody has signed in from for ninety days is as unknown as any', async () => {
  expect(await tried(office, ann, password)).toBe('in');
  it.clock.advance(91 * 24 * 60 * minute);
  for (let at = 0; at < 30; at++) await tried(`10.1.${at}.1`, ann, 'wrong');
  expect(await tried(office, ann, password)).toBe('api.too.many 5');
});

test('a name with a blank in it is no other name in another network', async () => {
  for (let at = 0; at < 8; at++) await tried(elsewhere, `x ${ann}`, 'wrong');
  expect(await tried(elsewhere, ann, password)).toBe('in');
});

test('strangers who fill the line keep out nobody who is known, one network no other, and who has to wait is told so at once', async () => {
  expect(await tried(office, ann, password)).toBe('in');
  for (let at = 0; at < 6; at++) await tried(elsewhere, 'bob', 'wrong');
  const held = Promise.withResolvers<void>();
  const { door } = it.parts.store;
  const slowForStrangers: DoorTable = {
    failures: (keys) => door.failures(keys),
    fail: async (counts) => {
      if ([...counts.keys()].some((key) => key.startsWith('net:'))) await held.promise;
      await door.fail(counts);
    },
    clear: (keys) => door.clear(keys),
    addSetupLink: (link) => door.addSetupLink(link),
    findSetupLink: (hash, now) => door.findSetupLink(hash, now),
    useSetupLink: (hash, now) => door.useSetupLink(hash, now),
  };
  const parts = { ...it.parts, store: { ...it.parts.store, door: slowForStrangers } };
  const refused = (tries: readonly string[]): number => tries.filter((one) => one === 'api.too.many 2').length;
  const crowd: Promise<string>[] = [];
  const ended: string[] = [];
  const ask = (count: number, addressOf: (at: number) => string): void => {
    for (let at = 0; at < count; at++) {
      const one = tried(addressOf(at), `nobody ${crowd.length}`, 'wrong', parts);
      crowd.push(one);
      void one.then((told) => ended.push(told));
    }
  };
  ask(90, () => elsewhere);
  await expect.poll(() => refused(ended)).toBe(90 - 8);
  ask(200, (at) => `10.2.${at}.1`);
  await expect.poll(() => refused(ended)).toBe(290 - 64);
  expect(await tried(elsewhere, 'bob', 'wrong', parts)).toBe('api.too.many 5');
  expect(await tried(office, ann, password, parts)).toBe('in');
  held.resolve();
  await Promise.all(crowd);
  expect(await tried('203.0.113.1', ann, password)).toBe('in');
});
