import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SignIn } from '../../../src/model/service/account.ts';
import type { AuditLine } from '../../../src/model/service/audit.ts';
import { newServiceStore, type OpenedStore } from '../../support/service-store.ts';
import { newAccount } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let opened: OpenedStore;

beforeAll(async () => {
  opened = await newServiceStore(await sharedPostgres());
}, 120_000);

afterAll(() => opened[Symbol.asyncDispose]());

beforeEach(async () => {
  const { accounts } = opened.store;
  for (const account of (await accounts.page({ limit: 100 }, {})).items) await accounts.delete(account);
});

test('an account is found by its login, or by its identity elsewhere, and both are of one account only', async () => {
  const { accounts } = opened.store;
  const issuer = 'https://example.com';
  const ann = await accounts.insert(newAccount('ac_1', { login: 'ann' }));
  const bob = await accounts.insert(newAccount('ac_2', { login: undefined, issuer, subject: 's1' }));
  expect(await accounts.findByLogin('ann')).toEqual(ann);
  expect(await accounts.findByLogin('bob')).toBeUndefined();
  expect(await accounts.findBySubject(issuer, 's1')).toEqual(bob);
  expect(await accounts.findBySubject('https://example.org', 's1')).toBeUndefined();
  const taken = { code: 'api.name.taken', family: 'config' };
  await expect(accounts.insert(newAccount('ac_3', { login: 'ann' }))).rejects.toMatchObject({
    ...taken,
    details: { fields: [{ path: 'login' }] },
  });
  await expect(accounts.update({ ...bob, login: 'ann' }, 2)).rejects.toMatchObject(taken);
  await expect(
    opened.store.transaction((tables) => tables.accounts.insert(newAccount('ac_3', { issuer, subject: 's1' }))),
  ).rejects.toMatchObject(taken);
});

test('signing in changes no version and is not lost to a change that was read before it', async () => {
  const { accounts } = opened.store;
  const read = await accounts.insert(newAccount('ac_1'));
  await accounts.noteSignIn('ac_1', 50);
  expect(await accounts.update({ ...read, role: 'admin' }, 60)).toMatchObject({ signedInAt: 50, version: 2 });
});

test('of two who take away the last administrators at once, the second sees what the first has done', async () => {
  const { accounts } = opened.store;
  for (const id of ['ac_1', 'ac_2']) await accounts.insert(newAccount(id, { role: 'admin' }));
  await accounts.insert(newAccount('ac_3', { role: 'admin', disabledAt: 1 }));
  expect(await accounts.countActive('admin')).toBe(2);
  const demote = (id: string): Promise<boolean> =>
    opened.store.transaction(async (tables) => {
      if ((await tables.accounts.countActive('admin')) < 2) return false;
      const account = await tables.accounts.find(id);
      return account !== undefined && (await tables.accounts.update({ ...account, role: 'viewer' }, 2)) !== undefined;
    });
  expect((await Promise.all([demote('ac_1'), demote('ac_2')])).sort()).toEqual([false, true]);
  expect(await accounts.countActive('admin')).toBe(1);
});

test('accounts are found by any part of name or login, whatever the case, and by role', async () => {
  const { accounts } = opened.store;
  await accounts.insert(newAccount('ac_1', { name: 'Ann Lee', login: 'x' }));
  await accounts.insert(newAccount('ac_2', { name: '李安', login: 'ANNA@example.com', role: 'admin' }));
  await accounts.insert(newAccount('ac_3', { name: 'Bob', login: '100%_ok' }));
  const found = async (filter: Parameters<typeof accounts.page>[1]) =>
    (await accounts.page({ limit: 9 }, filter)).items.map(({ id }) => id);
  expect(await found({ search: 'aNN' })).toEqual(['ac_2', 'ac_1']);
  expect(await found({ search: '李' })).toEqual(['ac_2']);
  expect(await found({ search: '%' })).toEqual(['ac_3']);
  expect(await found({ search: 'a\u0000n' })).toEqual([]);
  expect(await found({ search: 'ann', role: 'admin' })).toEqual(['ac_2']);
  expect(await found({ search: '' })).toHaveLength(3);
});

function signIn(id: string, given: Partial<SignIn> = {}): SignIn {
  return {
    id,
    hash: `hash of ${id}`,
    accountId: 'ac_1',
    createdAt: 1,
    seenAt: 1,
    expiresAt: 1_000,
    address: undefined,
    agent: undefined,
    ...given,
  };
}

test('sign-ins are found by their hash, end one by one or all but one, and go with their account', async () => {
  const { accounts, signIns } = opened.store;
  const account = await accounts.insert(newAccount('ac_1'));
  await signIns.insert(signIn('si_1', { address: '127.0.0.1', agent: 'Firefox\u0000' }));
  for (const id of ['si_2', 'si_3']) await signIns.insert(signIn(id, { createdAt: 2 }));
  await signIns.touch('si_2', 9);
  expect(await signIns.findByHash('hash of si_1')).toEqual(
    signIn('si_1', { address: '127.0.0.1', agent: 'Firefox\ufffd' }),
  );
  expect(await signIns.findByHash('hash of si_2')).toMatchObject({ seenAt: 9 });
  expect((await signIns.ofAccount('ac_1')).map(({ id }) => id)).toEqual(['si_3', 'si_2', 'si_1']);
  expect(await signIns.delete('si_3')).toBe(true);
  expect(await signIns.delete('si_3')).toBe(false);
  expect(await signIns.deleteOfAccount('ac_1', 'si_1')).toBe(1);
  expect(await signIns.findByHash('hash of si_2')).toBeUndefined();
  await accounts.delete(account);
  expect(await signIns.findByHash('hash of si_1')).toBeUndefined();
  await expect(signIns.insert(signIn('si_4'))).rejects.toMatchObject({ code: 'api.not.found' });
});

test('sign-ins that have expired, or were not used for long, are deleted', async () => {
  const { accounts, signIns } = opened.store;
  await accounts.insert(newAccount('ac_1'));
  await signIns.insert(signIn('si_1', { expiresAt: 100, seenAt: 90 }));
  await signIns.insert(signIn('si_2', { seenAt: 49 }));
  await signIns.insert(signIn('si_3', { seenAt: 50 }));
  expect(await signIns.deleteExpired(100, 50)).toBe(2);
  expect((await signIns.ofAccount('ac_1')).map(({ id }) => id)).toEqual(['si_3']);
});

test('tokens are listed for one account or all, and go with their account', async () => {
  const { accounts, tokens } = opened.store;
  const [ann] = [await accounts.insert(newAccount('ac_1')), await accounts.insert(newAccount('ac_2'))];
  const token = (id: string, accountId: string) =>
    ({ id, accountId, name: id, hash: 'h', role: 'operator', createdAt: 3, expiresAt: 9, usedAt: undefined }) as const;
  await tokens.insert(token('tk_1', 'ac_1'));
  await tokens.insert(token('tk_2', 'ac_2'));
  await tokens.touch('tk_1', 7);
  expect(await tokens.find('tk_1')).toEqual({ ...token('tk_1', 'ac_1'), usedAt: 7 });
  const all = await tokens.page({ limit: 1 }, {});
  expect(all).toMatchObject({ items: [token('tk_2', 'ac_2')], total: 2 });
  expect(await tokens.page({ limit: 9, cursor: all.next }, {})).toMatchObject({ items: [{ id: 'tk_1' }], total: 2 });
  expect(await tokens.page({ limit: 9 }, { accountId: 'ac_1' })).toMatchObject({ items: [{ id: 'tk_1' }], total: 1 });
  expect([await tokens.delete('tk_2'), await tokens.delete('tk_2')]).toEqual([true, false]);
  await accounts.delete(ann);
  expect(await tokens.find('tk_1')).toBeUndefined();
});

test('wrong passwords are counted by key until they are forgotten', async () => {
  const { door } = opened.store;
  await door.fail(new Map([['account:ann', { count: 1, until: 100 }]]));
  await door.fail(
    new Map([
      ['network:b', { count: 1, until: 100 }],
      ['account:ann', { count: 2, until: 200 }],
    ]),
  );
  const failures = await door.failures(['account:ann', 'network:a', 'network:b']);
  expect(Object.fromEntries(failures)).toEqual({
    'account:ann': { count: 2, until: 200 },
    'network:b': { count: 1, until: 100 },
  });
  await door.clear(['account:ann', 'network:a']);
  expect([...(await door.failures(['account:ann', 'network:b'])).keys()]).toEqual(['network:b']);
});

test('a setup link is used once, by one of those who come at once, and takes along the others for the same account', async () => {
  const { accounts, door } = opened.store;
  await accounts.insert(newAccount('ac_1'));
  const link = (hash: string, accountId?: string) => ({ hash, accountId, createdAt: 1, expiresAt: 100 });
  for (const hash of ['a', 'b']) await door.addSetupLink(link(hash));
  for (const hash of ['c', 'd']) await door.addSetupLink(link(hash, 'ac_1'));
  expect(await door.useSetupLink('a', 100)).toBeUndefined();
  expect(await door.useSetupLink('z', 1)).toBeUndefined();
  const used = await Promise.all(Array.from({ length: 5 }, () => door.useSetupLink('a', 99)));
  expect(used.filter((one) => one !== undefined)).toEqual([link('a')]);
  expect(await door.useSetupLink('b', 99)).toBeUndefined();
  expect(await door.useSetupLink('c', 99)).toEqual(link('c', 'ac_1'));
  expect(await door.useSetupLink('d', 99)).toBeUndefined();
  await expect(door.addSetupLink(link('e', 'ac_9'))).rejects.toMatchObject({ code: 'api.not.found' });
});

test('audit lines are listed by object, person, act and time', async () => {
  const { audit } = opened.store;
  const line = (at: number, actorId: string | undefined, action: string, objectId: string | undefined): AuditLine => ({
    id: `au_${at}`,
    at,
    actorKind: 'account',
    actorId,
    actorName: 'Ann',
    address: undefined,
    requestId: 'rq_1',
    action,
    objectKind: 'pipeline',
    objectId,
    detail: { changed: ['name'], zh: '名' },
  });
  const [first, second, third] = [
    line(1, 'ac_1', 'pipeline.pause', 'pl_1'),
    line(2, undefined, 'pipeline.pause', undefined),
    line(3, 'ac_1', 'pipeline.run', 'pl_1'),
  ];
  for (const one of [first, second, third]) await audit.add(one);
  const page = (filter: Parameters<typeof audit.page>[1]) => audit.page({ limit: 9 }, filter);
  expect(await page({})).toMatchObject({ items: [third, second, first], next: undefined, total: 3 });
  expect(await page({ objectId: 'pl_1', until: 2 })).toMatchObject({ items: [first] });
  expect(await page({ action: 'pipeline.pause', since: 2 })).toMatchObject({ items: [second], total: 1 });
  expect(await page({ actorId: 'ac_1' })).toMatchObject({ items: [third, first] });
});

test('a creation is answered once: a repeat waits, gets the same answer, and another body is told apart', async () => {
  const { answers } = opened.store;
  const request = { key: 'k', actor: 'ac_1', hash: 'h', requestId: 'req_1', now: 1_000 };
  const begun = await Promise.all(Array.from({ length: 4 }, () => answers.begin(request)));
  expect(begun.sort()).toEqual(['busy', 'busy', 'busy', 'new']);
  expect(await answers.begin({ ...request, hash: 'other' })).toBe('other');
  expect(await answers.begin({ ...request, actor: 'ac_2' })).toBe('new');
  await answers.forget('k', 'ac_2');
  expect(await answers.begin({ ...request, actor: 'ac_2', hash: 'other' })).toBe('new');
  await answers.finish('k', 'ac_1', { status: 201, body: { id: 'pl_1', none: null } });
  expect(await answers.begin({ ...request, now: 9_000_000 })).toEqual({
    status: 201,
    body: { id: 'pl_1', none: null },
  });
});

test('a request whose process is gone is begun anew by a repeat, once', async () => {
  const { answers } = opened.store;
  const request = { key: 'gone', actor: 'ac_1', hash: 'h', requestId: 'req_1', now: 1_000 };
  expect(await answers.begin(request)).toBe('new');
  expect(await answers.begin({ ...request, now: 121_000 })).toBe('busy');
  const later = { ...request, now: 121_001 };
  expect((await Promise.all([answers.begin(later), answers.begin(later)])).sort()).toEqual(['busy', 'new']);
});

test('a request that was done, whose process ended before it answered, is not done again', async () => {
  const { answers, audit } = opened.store;
  const request = { key: 'lost', actor: 'ac_1', hash: 'h', requestId: 'req_lost', now: 1_000 };
  expect(await answers.begin(request)).toBe('new');
  const nobody = { actorId: undefined, actorName: 'somebody', address: undefined };
  const done = {
    actorKind: 'account',
    action: 'pipeline.create',
    objectKind: 'pipeline',
    objectId: 'pl_lost',
  } as const;
  await audit.add({ id: 'au_lost', at: 1_001, requestId: 'req_lost', detail: {}, ...nobody, ...done });
  const repeat = { ...request, requestId: 'req_again' };
  expect(await answers.begin({ ...repeat, now: 100_000 })).toBe('busy');
  expect(await answers.begin({ ...repeat, now: 500_000 })).toEqual({ lostId: 'pl_lost' });
  expect(await answers.begin({ ...repeat, now: 900_000 })).toEqual({ lostId: 'pl_lost' });
});
