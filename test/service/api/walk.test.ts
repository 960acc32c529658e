import { beforeAll, describe, expect, test } from 'vitest';
import { formatToken, hashSecret, newSecret } from '../../../src/control/accounts/credentials.ts';
import { leastRoles, mayDo, type Role, roles } from '../../../src/model/service/role.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { withStillProbe } from '../../support/still-probe.ts';
import { goodRequests } from './good-requests.ts';
import { arrange, namedRoutes, newWalker, pathOf, send } from './walk.ts';

let it: TestApi;
beforeAll(async () => {
  const server: PostgresDatabases = await sharedPostgres();
  it = await openTestApi(server, { change: withStillProbe });
  return async () => await it[Symbol.asyncDispose]();
}, 120_000);

const mutations = namedRoutes.filter(([, { kind }]) => kind !== 'read');
/** What is told by a handler is kept by the session; the audit tells what accounts do. */
const audited = mutations.filter(([, { isNobodys }]) => isNobodys !== true);

test('it is known of each route, and of no other, how to call it well', () => {
  expect(Object.keys(goodRequests).sort()).toEqual(namedRoutes.map(([name]) => name).sort());
  expect(new Set(namedRoutes.map(([name]) => name)).size).toBe(namedRoutes.length);
});

/** A token of an administrator that has the role. */
async function tokenOf(role: Role): Promise<string> {
  const { account } = await it.signedIn('admin');
  const secret = newSecret(it.parts.randomBytes);
  const id = it.parts.newId('tok');
  const now = it.clock.now();
  const times = { createdAt: now, expiresAt: now + 1_000_000, usedAt: undefined };
  await it.parts.store.tokens.insert({
    id,
    accountId: account.id,
    name: 't',
    hash: hashSecret(secret),
    role,
    ...times,
  });
  return formatToken(id, secret);
}

describe('every route as nobody and as each role', () => {
  test.each(namedRoutes)('%s', async (_, route) => {
    const { action } = route;
    const ask = async (as: string | undefined): Promise<number> =>
      (await it.call(route.method.toUpperCase(), pathOf(route), { as })).status;
    if (action === 'public') {
      expect([401, 403]).not.toContain(await ask(undefined));
      return;
    }
    expect(await ask(undefined)).toBe(401);
    expect(await ask('no-such-secret')).toBe(401);
    expect(await ask('lks_tok_0_no')).toBe(401);
    for (const role of roles) {
      const answers = [await ask((await it.signedIn(role)).secret), await ask(await tokenOf(role))];
      if (!mayDo(role, action)) expect(answers, `${role}: needs ${leastRoles[action]}`).toEqual([403, 403]);
      // What tokens may not do in any role is refused after that, and tested on its own.
      else expect([401, 403], role).not.toContain(answers[0]);
    }
  });
});

describe('every change leaves one line in the audit and one sign, under the id of its request', () => {
  test.each(audited)('%s', async (_, route) => {
    const { store } = it.parts;
    const walker = await newWalker(it);
    const request = await arrange(it, route, walker);
    const before = { lines: (await store.audit.page({ limit: 1 }, {})).total, seq: await store.changes.lastSeq() };
    const answer = await send(it, route, walker, request);
    expect(answer.status, answer.text).toBeLessThan(300);
    const { items, total } = await store.audit.page({ limit: 1 }, {});
    expect({ lines: total, seq: await store.changes.lastSeq() }).toEqual({
      lines: before.lines + 1,
      seq: before.seq + 1,
    });
    expect(items[0]?.requestId).toBe(answer.headers.get('x-request-id'));
  });
});

describe('an action of which nothing need be said needs no body', () => {
  const silent = mutations.filter(([, { isBodyOptional }]) => isBodyOptional);
  test.each(silent)('%s', async (_, route) => {
    const walker = await newWalker(it);
    const { body: _body, ...request } = await arrange(it, route, walker);
    expect((await send(it, route, walker, request)).status).toBeLessThan(300);
  });
  expect(silent.map(([name]) => name)).toContain('POST /alerts/{id}/acknowledge');
});

describe('nothing that is refused or only read leaves a line in the audit', () => {
  test.each(namedRoutes)('%s', async (_, route) => {
    const walker = await newWalker(it);
    const request = await arrange(it, route, walker);
    const before = (await it.parts.store.audit.page({ limit: 1 }, {})).total;
    if (route.kind === 'read') expect((await send(it, route, walker, request)).status).toBeLessThan(300);
    else expect((await send(it, route, walker, { ...request, body: '{' })).status).toBe(400);
    const isAudited = route.action === 'see-payloads' || route.action === 'export';
    if (!isAudited) expect((await it.parts.store.audit.page({ limit: 1 }, {})).total).toBe(before);
  });
});

describe('a creation that is repeated happens once', () => {
  test.each(mutations.filter(([, { kind }]) => kind === 'create'))('%s', async (_, route) => {
    const walker = await newWalker(it);
    const request = await arrange(it, route, walker);
    const bare = await send(it, route, walker, { ...request, headers: {} });
    expect([bare.status, bare.body.code]).toEqual([400, 'api.key.needed']);
    const first = await send(it, route, walker, request);
    const before = (await it.parts.store.audit.page({ limit: 1 }, {})).total;
    const second = await send(it, route, walker, request);
    expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([first.status, 'true']);
    const shownOnce = route.shownOnce === undefined ? {} : { [route.shownOnce]: null };
    expect(second.body).toEqual({ ...first.body, ...shownOnce });
    expect((await it.parts.store.audit.page({ limit: 1 }, {})).total).toBe(before);
  });
});

describe('a change of a version that is no longer there is refused', () => {
  test.each(mutations.filter(([, { kind }]) => kind === 'change' || kind === 'delete'))('%s', async (_, route) => {
    const walker = await newWalker(it);
    const { version = 1, ...request } = await arrange(it, route, walker);
    const bare = await send(it, route, walker, request);
    expect([bare.status, bare.body.code]).toEqual([428, 'api.version.needed']);
    const stale = await send(it, route, walker, { ...request, version: version + 7 });
    expect([stale.status, stale.body.code]).toEqual([412, 'api.version.changed']);
    expect((await send(it, route, walker, { ...request, version })).status).toBeLessThan(300);
  });
});

describe('requests that change something are refused from other sites', () => {
  // Who has a handle needs no account: no cookie makes a request of another page more than anybody's.
  const byCookie = mutations.filter(([, { action, isNobodys }]) => action !== 'public' || isNobodys !== true);
  test.each(byCookie)('%s', async (_, route) => {
    const walker = await newWalker(it);
    const request = await arrange(it, route, walker);
    const from = async (headers: Record<string, string>): Promise<unknown> =>
      (await send(it, route, walker, { ...request, headers: { ...request.headers, ...headers } })).body.code;
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe('api.origin.denied');
    expect(await from({ 'sec-fetch-site': 'same-site' })).toBe('api.origin.denied');
    expect(await from({ origin: 'https://evil.example' })).toBe('api.origin.denied');
    expect(await from({ origin: 'null' })).toBe('api.origin.denied');
  });
});

test('what the routes have logged is no fault', () => {
  expect(it.warnings).toEqual([]);
});
