import { beforeAll, expect, test } from 'vitest';
import { firstSetupLink } from '../../../src/control/accounts/setup-links.ts';
import type { ControlParts } from '../../../src/control/parts.ts';
import type { JsonObject } from '../../../src/util/json.ts';
import { readObject, readObjects } from '../../../src/util/json.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const password = 'correct horse battery';
const key = (): Record<string, string> => ({ 'idempotency-key': crypto.randomUUID() });
const secretOf = (url: unknown): string => /#token=([^&]+)/.exec(String(url))?.[1] ?? '';
/** The secret in the cookie that an answer sets. */
const cookieOf = ({ headers }: Answer): string => /larkstream=([^;]*)/.exec(headers.get('set-cookie') ?? '')?.[1] ?? '';

async function setUp(it: TestApi): Promise<{ secret: string; account: JsonObject }> {
  const link = await firstSetupLink(it.parts);
  const body = { secret: secretOf(link?.url), password, login: 'Ann@Example.com ', name: 'Ann' };
  const answer = await it.call('POST', '/setup', { body });
  expect(answer.status).toBe(200);
  return { secret: cookieOf(answer), account: answer.body };
}

const signIn = (it: TestApi, login: string, given: string): Promise<Answer> =>
  it.call('POST', '/sign-in', { body: { login, password: given } });

test('the setup link makes the first administrator once, and then there is no setup any more', async () => {
  await using it = await openTestApi(server);
  expect((await it.call('GET', '/setup')).body).toEqual({ isSetUp: false });
  const first = await firstSetupLink(it.parts);
  const other = await firstSetupLink(it.parts);
  expect(first?.url).toMatch(/^http:\/\/127\.0\.0\.1:8080\/setup#token=[\w-]{43}$/);
  const body = { secret: secretOf(first?.url), password, login: 'Ann', name: 'Ann' };
  expect((await it.call('POST', '/setup', { body: { ...body, secret: 'x' } })).body.code).toBe('api.link.invalid');
  const nameless = await it.call('POST', '/setup', { body: { ...body, name: undefined } });
  expect([nameless.status, nameless.body]).toMatchObject([
    400,
    { details: { fields: [{ in: 'body', path: 'name' }] } },
  ]);
  const answer = await it.call('POST', '/setup', { body });
  expect(answer.body).toMatchObject({ role: 'admin', login: 'ann', hasPassword: true });
  expect(answer.headers.get('set-cookie')).toMatch(
    /^larkstream=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  for (const link of [first, other]) {
    const again = await it.call('POST', '/setup', { body: { ...body, login: 'eve', secret: secretOf(link?.url) } });
    expect(again.body.code).toBe('api.link.invalid');
  }
  expect(await firstSetupLink(it.parts)).toBeUndefined();
  expect((await it.call('GET', '/setup')).body).toEqual({ isSetUp: true });
  expect((await it.call('GET', '/me', { as: cookieOf(answer) })).body).toMatchObject({ by: 'sign-in', role: 'admin' });
});

test('of two who follow the link at once, one becomes administrator', async () => {
  await using it = await openTestApi(server);
  const links = [await firstSetupLink(it.parts), await firstSetupLink(it.parts)];
  const answers = await Promise.all(
    links.map((link, at) =>
      it.call('POST', '/setup', { body: { secret: secretOf(link?.url), password, login: `a${at}`, name: 'A' } }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  expect(await it.parts.store.accounts.countActive('admin')).toBe(1);
});

test('while a password is hashed no transaction waits for it', async () => {
  const idle: number[] = [];
  let look = async (): Promise<void> => {};
  const watched = ({ passwords, ...others }: ControlParts): ControlParts => ({
    ...others,
    passwords: {
      hash: async (text) => {
        await look();
        return await passwords.hash(text);
      },
      matches: async (text, hash, asker) => {
        await look();
        return await passwords.matches(text, hash, asker);
      },
    },
  });
  await using it = await openTestApi(server, { change: watched });
  const sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
  look = async () => void idle.push((await server.query(it.parts.resources.eventStore.reveal(), sql)).length);
  const { secret: as, account } = await setUp(it);
  const next = 'another long password';
  const changed = await it.call('POST', '/me/password', { as, body: { current: password, next } });
  expect(changed.status).toBe(204);
  const reset = await it.call('POST', `/accounts/${account.id}/reset-password`, { as });
  const body = { secret: secretOf(reset.body.link), password };
  expect((await it.call('POST', '/setup', { body })).status).toBe(200);
  expect((await signIn(it, 'ann@example.com', password)).status).toBe(200);
  expect(idle).toEqual([0, 0, 0, 0, 0]);
});

test('a setup link is good for an hour', async () => {
  await using it = await openTestApi(server);
  const link = await firstSetupLink(it.parts);
  it.clock.advance(3_600_001);
  const body = { secret: secretOf(link?.url), password, login: 'ann', name: 'Ann' };
  expect((await it.call('POST', '/setup', { body })).body.code).toBe('api.link.invalid');
});

test('whoever signs in gets a new cookie, and the one before ends', async () => {
  await using it = await openTestApi(server);
  const { secret } = await setUp(it);
  const body = { login: 'ANN@example.com', password };
  const answer = await it.call('POST', '/sign-in', { as: secret, body });
  expect(answer.status).toBe(200);
  expect(cookieOf(answer)).not.toBe(secret);
  expect((await it.call('GET', '/me', { as: secret })).status).toBe(401);
  expect((await it.call('GET', '/me', { as: cookieOf(answer) })).status).toBe(200);
  const out = await it.call('POST', '/sign-out', { as: cookieOf(answer) });
  expect([out.status, cookieOf(out)]).toEqual([204, '']);
  expect((await it.call('GET', '/me', { as: cookieOf(answer) })).status).toBe(401);
});

test('a wrong password, an unknown login, a disabled account and one without a password are the same answer', async () => {
  await using it = await openTestApi(server);
  await setUp(it);
  await it.signedIn('viewer', { login: 'bare' });
  const hash = await it.parts.passwords.hash(password);
  await it.signedIn('viewer', { login: 'off', password: hash, disabledAt: 1 });
  const answers = await Promise.all([
    signIn(it, 'ann@example.com', 'wrong'),
    signIn(it, 'nobody', password),
    signIn(it, 'off', password),
    signIn(it, 'bare', password),
  ]);
  const said = answers.map(({ status, body: { requestId: _, ...rest } }) => ({ status, ...rest }));
  expect(new Set(said.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(said[0]).toMatchObject({ status: 401, code: 'api.sign.in.wrong' });
});

test('wrong passwords of one login make it wait, longer each time; the right one is refused meanwhile, too', async () => {
  await using it = await openTestApi(server);
  await setUp(it);
  for (let at = 0; at < 6; at++) expect((await signIn(it, 'ann@example.com', 'wrong')).status).toBe(401);
  const refused = await signIn(it, 'ann@example.com', password);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
  it.clock.advance(5_000);
  expect((await signIn(it, 'ann@example.com', 'wrong')).status).toBe(401);
  expect((await signIn(it, 'ann@example.com', password)).headers.get('retry-after')).toBe('10');
  it.clock.advance(10_000);
  expect((await signIn(it, 'ann@example.com', password)).status).toBe(200);
  expect((await signIn(it, 'ann@example.com', 'wrong')).status).toBe(401);
});

test('of many wrong passwords at once, none beyond the free ones is tried', async () => {
  await using it = await openTestApi(server);
  await setUp(it);
  const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(it, 'ann@example.com', 'wrong')));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(6);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(14);
});

test('a sign-in ends after 12 idle hours, and after 7 days in any case', async () => {
  await using it = await openTestApi(server);
  const { secret } = await it.signedIn('viewer');
  const hour = 3_600_000;
  const status = async (as: string): Promise<number> => (await it.call('GET', '/me', { as })).status;
  it.clock.advance(12 * hour - 1);
  expect(await status(secret)).toBe(200);
  it.clock.advance(12 * hour - 1);
  expect(await status(secret)).toBe(200);
  it.clock.advance(12 * hour);
  expect(await status(secret)).toBe(401);
  const { secret: another } = await it.signedIn('viewer');
  for (let at = 0; at < 15; at++) {
    it.clock.advance(11 * hour);
    expect(await status(another)).toBe(200);
  }
  it.clock.advance(3 * hour);
  expect(await status(another)).toBe(401);
});

test('another password ends the other sign-ins of the account, and only with the present one', async () => {
  await using it = await openTestApi(server);
  const { secret } = await setUp(it);
  const elsewhere = cookieOf(await signIn(it, 'ann@example.com', password));
  const next = 'another long password';
  const wrong = await it.call('POST', '/me/password', { as: secret, body: { current: 'wrong', next } });
  expect(wrong.body.code).toBe('api.sign.in.wrong');
  expect((await it.call('POST', '/me/password', { as: secret, body: { current: password, next } })).status).toBe(204);
  expect((await it.call('GET', '/me', { as: secret })).status).toBe(200);
  expect((await it.call('GET', '/me', { as: elsewhere })).status).toBe(401);
  expect((await signIn(it, 'ann@example.com', password)).status).toBe(401);
  expect((await signIn(it, 'ann@example.com', next)).status).toBe(200);
});

test('own sign-ins are listed, and ended one by one; those of others are not found', async () => {
  await using it = await openTestApi(server);
  const { secret } = await setUp(it);
  const elsewhere = cookieOf(await signIn(it, 'ann@example.com', password));
  const { secret: stranger } = await it.signedIn('admin');
  const items = readObjects((await it.call('GET', '/me/sign-ins', { as: secret })).body, 'items');
  expect(items.map(({ isThis }) => isThis).sort()).toEqual([false, true]);
  const other = String(items.find(({ isThis }) => isThis === false)?.id);
  expect((await it.call('DELETE', `/me/sign-ins/${other}`, { as: stranger })).status).toBe(404);
  expect((await it.call('GET', '/me', { as: elsewhere })).status).toBe(200);
  expect((await it.call('DELETE', `/me/sign-ins/${other}`, { as: secret })).status).toBe(204);
  expect((await it.call('GET', '/me', { as: elsewhere })).status).toBe(401);
});

test('a token does as much as the lesser of its role and its owner’s, until it expires, is deleted, or its owner is disabled', async () => {
  await using it = await openTestApi(server);
  const { secret, account } = await it.signedIn('operator');
  const make = (role: string, days?: number): Promise<Answer> =>
    it.call('POST', '/me/tokens', {
      as: secret,
      body: { name: 'ci', role, ...(days === undefined ? {} : { days }) },
      headers: key(),
    });
  expect((await make('admin')).body.code).toBe('api.role.denied');
  const made = await make('operator');
  expect(made.status).toBe(201);
  const token = String(made.body.token);
  expect(token).toMatch(/^lks_tok_[0-9a-z]{20}_[\w-]{43}$/);
  expect(Date.parse(String(made.body.expiresAt)) - it.clock.now()).toBe(90 * 86_400_000);
  expect((await it.call('GET', '/me', { as: token })).body).toMatchObject({ by: 'token', role: 'operator' });
  const { secret: admin } = await it.signedIn('admin');
  const path = `/accounts/${account.id}`;
  const demoted = await it.call('PATCH', path, { as: admin, body: { role: 'viewer' }, version: 1 });
  expect((await it.call('GET', '/me', { as: token })).body).toMatchObject({ role: 'viewer' });
  // What a token must not do, whatever its role.
  const own = await it.call('POST', '/me/tokens', {
    as: token,
    body: { name: 'more', role: 'viewer' },
    headers: key(),
  });
  expect(own.body.code).toBe('api.role.denied');
  expect((await it.call('GET', '/me', { as: `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}` })).status).toBe(
    401,
  );
  const disabled = await it.call('PATCH', path, {
    as: admin,
    body: { isDisabled: true },
    version: Number(demoted.body.version),
  });
  expect((await it.call('GET', '/me', { as: token })).status).toBe(401);
  await it.call('PATCH', path, { as: admin, body: { isDisabled: false }, version: Number(disabled.body.version) });
  expect((await it.call('GET', '/me', { as: token })).status).toBe(200);
  it.clock.advance(90 * 86_400_000);
  expect((await it.call('GET', '/me', { as: token })).status).toBe(401);
});

test('tokens are shown without their text, and a repeated creation does not tell it again', async () => {
  await using it = await openTestApi(server);
  const { secret } = await it.signedIn('viewer');
  const request = { as: secret, body: { name: 'ci', role: 'viewer' }, headers: key() };
  const first = await it.call('POST', '/me/tokens', request);
  const second = await it.call('POST', '/me/tokens', request);
  expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  expect(second.body).toEqual({ ...first.body, token: null });
  const list = await it.call('GET', '/me/tokens', { as: secret });
  expect(list.body).toMatchObject({ total: 1, next: null });
  expect(list.text).not.toContain(String(first.body.token).slice(-43));
  const other = await it.call('POST', '/me/tokens', { ...request, body: { name: 'other', role: 'viewer' } });
  expect([other.status, other.body.code]).toEqual([409, 'api.key.reused']);
});

test('an administrator makes an account; its person sets the password by the link, once', async () => {
  await using it = await openTestApi(server);
  const { secret: admin } = await setUp(it);
  const body = { name: 'Bob', login: 'Bob', role: 'operator' };
  const made = await it.call('POST', '/accounts', { as: admin, body, headers: key() });
  expect(made.body).toMatchObject({ account: { login: 'bob', hasPassword: false }, version: 1 });
  expect(String(made.body.link)).toMatch(/&login=bob$/);
  expect((await signIn(it, 'bob', password)).status).toBe(401);
  const use = { secret: secretOf(made.body.link), password };
  const used = await it.call('POST', '/setup', { body: use });
  expect(used.body).toMatchObject({ role: 'operator', hasPassword: true });
  expect((await it.call('POST', '/setup', { body: use })).status).toBe(403);
  expect((await signIn(it, 'bob', password)).status).toBe(200);
  const again = await it.call('POST', '/accounts', { as: admin, body: { ...body, name: 'Other' }, headers: key() });
  expect([again.status, again.body.code]).toEqual([409, 'api.name.taken']);
  const id = String(readObject(made.body, 'account').id);
  const reset = await it.call('POST', `/accounts/${id}/reset-password`, { as: admin });
  const next = { secret: secretOf(reset.body.link), password: 'quite another one' };
  expect((await it.call('POST', '/setup', { body: next })).status).toBe(200);
  expect((await it.call('GET', '/me', { as: cookieOf(used) })).status).toBe(401);
});

test('the last administrator can be neither demoted, disabled nor deleted, also not by two at once', async () => {
  await using it = await openTestApi(server);
  const one = await it.signedIn('admin');
  const path = `/accounts/${one.account.id}`;
  const refused = [
    await it.call('PATCH', path, { as: one.secret, body: { role: 'viewer' }, version: 1 }),
    await it.call('PATCH', path, { as: one.secret, body: { isDisabled: true }, version: 1 }),
    await it.call('DELETE', path, { as: one.secret, version: 1 }),
  ];
  expect(refused.map(({ body }) => body.code)).toEqual(Array(3).fill('api.state.wrong'));
  const other = await it.signedIn('admin');
  const answers = await Promise.all([
    it.call('PATCH', path, { as: other.secret, body: { role: 'viewer' }, version: 1 }),
    it.call('DELETE', `/accounts/${other.account.id}`, { as: one.secret, version: 1 }),
  ]);
  expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
  expect(await it.parts.store.accounts.countActive('admin')).toBe(1);
});

test('of two who change an account at once, the second is told', async () => {
  await using it = await openTestApi(server);
  const { secret } = await it.signedIn('admin');
  const { account } = await it.signedIn('viewer');
  const path = `/accounts/${account.id}`;
  const first = await it.call('GET', path, { as: secret });
  const headers = { 'if-match': first.headers.get('etag') ?? '' };
  const changed = await it.call('PATCH', path, { as: secret, body: { name: 'One' }, headers });
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, 'W/"2"']);
  const second = await it.call('PATCH', path, { as: secret, body: { name: 'Two' }, headers });
  expect([second.status, second.body.code]).toEqual([412, 'api.version.changed']);
  expect((await it.call('PATCH', path, { as: secret, body: { name: 'Two' } })).status).toBe(428);
  expect(
    (await it.call('POST', '/accounts', { as: secret, body: { name: 'x', login: 'x', role: 'viewer' } })).body.code,
  ).toBe('api.key.needed');
});

test('who did what stands in the audit, without secrets, and is filtered', async () => {
  await using it = await openTestApi(server);
  const { secret, account } = await setUp(it);
  await it.call('POST', '/accounts', {
    as: secret,
    body: { name: 'Bob', login: 'bob', role: 'viewer' },
    headers: key(),
  });
  const all = await it.call('GET', '/audit', { as: secret });
  const items = readObjects(all.body, 'items');
  expect(items.map(({ action }) => action)).toEqual(['account.create', 'account.set-up']);
  expect(items[0]).toMatchObject({ actor: { kind: 'account', id: account.id, name: 'Ann' }, detail: { login: 'bob' } });
  const [{ id: bob } = {}] = items.map((line) => readObject(line, 'object'));
  expect(items[0]?.names).toEqual({ [String(bob)]: 'Bob' });
  const set = await it.call('GET', `/audit?action=account.set-up&since=2026-01-01T00:00:00Z`, { as: secret });
  expect(set.body).toMatchObject({ total: 1 });
  expect((await it.call('GET', `/audit?until=2026-01-01T00:00:00Z`, { as: secret })).body).toMatchObject({ total: 0 });
  const one = await it.call('GET', `/audit?id=${items[1]?.id}`, { as: secret });
  expect(one.body).toMatchObject({ total: 1, items: [{ action: 'account.set-up' }] });
});

test('whether a link is good is told without using it up', async () => {
  await using it = await openTestApi(server);
  const check = async (url: unknown) =>
    (await it.call('POST', '/setup/check', { body: { secret: secretOf(url) || 'none' } })).body;
  const bad = { isGood: false, expiresAt: null, login: null };
  const first = await firstSetupLink(it.parts);
  expect(await check(first?.url)).toEqual({ isGood: true, expiresAt: '2026-03-01T09:00:00.000Z', login: null });
  expect(await check('none')).toEqual(bad);
  const { secret: as } = await setUp(it);
  expect(await check(first?.url), 'there is an administrator').toEqual(bad);
  const body = { name: 'Bob', login: 'bob', role: 'viewer' };
  const made = await it.call('POST', '/accounts', { as, headers: key(), body });
  for (let times = 0; times < 2; times++)
    expect(await check(made.body.link)).toMatchObject({ isGood: true, login: 'bob' });
  const { id } = readObject(made.body, 'account');
  await it.call('PATCH', `/accounts/${id}`, { as, version: 1, body: { isDisabled: true } });
  expect(await check(made.body.link)).toEqual(bad);
  await it.call('PATCH', `/accounts/${id}`, { as, version: 2, body: { isDisabled: false } });
  it.clock.advance(3_600_000);
  expect(await check(made.body.link)).toEqual(bad);
});

test('each person keeps language, time zone and theme; that changes no version of the account', async () => {
  await using it = await openTestApi(server);
  const [one, other] = [await it.signedIn('viewer'), await it.signedIn('viewer')];
  const usual = { language: 'auto', timeZone: 'auto', theme: 'auto' };
  const mine = { language: 'zh', timeZone: 'Asia/Shanghai', theme: 'dark' };
  expect((await it.call('GET', '/me/preferences', { as: one.secret })).body).toEqual(usual);
  expect((await it.call('PUT', '/me/preferences', { as: one.secret, body: mine })).body).toEqual(mine);
  const { body } = await it.call('GET', '/me', { as: one.secret });
  expect(body).toMatchObject({ preferences: mine, version: 1 });
  expect((await it.call('GET', '/me', { as: other.secret })).body).toMatchObject({ preferences: usual });
  const nowhere = await it.call('PUT', '/me/preferences', {
    as: one.secret,
    body: { ...mine, timeZone: 'Mars/Olympus' },
  });
  expect([nowhere.status, nowhere.body]).toMatchObject([400, { details: { fields: [{ path: 'timeZone' }] } }]);
});
