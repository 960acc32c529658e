import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deleteIntegration } from '../../../src/control/integrations/delete-integration.ts';
import { addSignInPages } from '../../../src/http/sign-in-pages.ts';
import { createIdentityProviders } from '../../../src/identity/create-identity-providers.ts';
import { ConfigError } from '../../../src/model/errors.ts';
import { Secret } from '../../../src/model/secret.ts';
import type { HostGuard } from '../../../src/model/service/host-guard.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { readObject, readObjects } from '../../../src/util/json.ts';
import { type OidcProvider, startOidcProvider } from '../../support/oidc-provider.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { type Answer, openTestApi, publicUrl, type TestApi } from '../../support/service-api.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

const guard: HostGuard = {
  resolve: async (host) => {
    if (host === '127.0.0.1') return host;
    throw new ConfigError({ code: 'serve.host.refused', message: { en: 'Not this host', zh: '不允许此主机' } });
  },
};
const storeApp = { appId: 'cli_00000000000000aa', appSecret: 'store secret', kind: 'store' } as const;
const otherTenant = { tenantKey: 'tenant-b', name: 'Other company', seed: 7 };

let server: PostgresDatabases;
let provider: OidcProvider;
let sandbox: Sandbox;
let api: TestApi;
let admin: string;

beforeAll(async () => {
  server = await sharedPostgres();
  provider = await startOidcProvider();
  sandbox = await startSandbox({ users: 5, limits: 'off', extraApps: [storeApp], extraTenants: [otherTenant] });
}, 120_000);

afterAll(async () => {
  await sandbox.close();
  await provider[Symbol.asyncDispose]();
});

beforeEach(async () => {
  api = await openTestApi(server);
  const identities = createIdentityProviders({ guard, environment: {}, now: () => api.clock.now() });
  addSignInPages(api.api.app, { parts: { ...api.parts, identities }, proxies: [] });
  admin = (await api.signedIn('admin')).secret;
  provider.person = { sub: 'u-1', name: 'Ada' };
  provider.faults = {};
  return () => api[Symbol.asyncDispose]();
});

async function addProvider(settings: object, given: object = {}): Promise<Answer> {
  return await api.call('POST', '/settings/sign-in', {
    as: admin,
    headers: { 'idempotency-key': JSON.stringify(settings).slice(0, 200) },
    body: { name: 'Company', settings, defaultRole: 'viewer', ...given },
  });
}

async function addOidc(given: object = {}): Promise<string> {
  const { issuer, clientId, clientSecret } = provider;
  const answer = await addProvider({ kind: 'oidc', issuer, clientId }, { clientSecret, ...given });
  expect(answer.status).toBe(201);
  expect(answer.text).not.toContain(clientSecret);
  expect(readObject(answer.body, 'clientSecret').set).toBe(true);
  return String(answer.body.id);
}

async function addLark(app: { appId: string; appSecret: string }, tenants: readonly string[]): Promise<string> {
  const { appId, appSecret } = app;
  const kind = app === storeApp ? 'store_app' : 'custom_app';
  await api.parts.store.integrations.insert(
    newIntegration('in_1', { appId, kind, region: 'feishu', baseUrl: sandbox.url }),
  );
  const vault = api.parts.openVault(api.parts.store.secrets);
  await vault.set({ ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' }, new Secret(appSecret));
  const answer = await addProvider({ kind: 'lark', integrationId: 'in_1', tenants });
  expect(answer.status).toBe(201);
  return String(answer.body.id);
}

/** A browser: it keeps cookies, and stops before it would go to another page. */
class Browser {
  readonly cookies = new Map<string, string>();

  async go(path: string): Promise<string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await api.api.app.request(path, { headers: cookie === '' ? {} : { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      expect(line).toMatch(/HttpOnly; SameSite=Lax/);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    expect(answer.status).toBe(302);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    return answer.headers.get('location') ?? '';
  }

  /** To the provider and to where it sends the browser back to, without going there. */
  async leave(providerId: string, returnTo = '/'): Promise<string> {
    const away = await this.go(`/sign-in/by/${providerId}?returnTo=${encodeURIComponent(returnTo)}`);
    const sent = await fetch(away, { redirect: 'manual' });
    const back = sent.headers.get('location') ?? '';
    expect(back.startsWith(`${publicUrl}/sign-in/callback?`)).toBe(true);
    return back.slice(publicUrl.length);
  }

  async signIn(providerId: string, returnTo?: string): Promise<string> {
    return await this.go(await this.leave(providerId, returnTo));
  }

  async me(): Promise<Answer> {
    return await api.call('GET', '/me', { as: this.cookies.get('larkstream') });
  }
}

const refused = /^\/login\?problem=api\.identity\.refused&requestId=req_/;

describe('OpenID Connect', () => {
  test('the first sign-in makes an account without a password, the next finds it', async () => {
    const id = await addOidc();
    const choices = await api.call('GET', '/sign-in/providers');
    expect(choices.body.items).toEqual([
      { id, name: 'Company', kind: 'oidc', address: `${publicUrl}/sign-in/by/${id}` },
    ]);
    const browser = new Browser();
    expect(await browser.signIn(id, '/runs?state=failed')).toBe('/runs?state=failed');
    const { body } = await browser.me();
    expect(readObject(body, 'account')).toMatchObject({
      name: 'Ada',
      role: 'viewer',
      login: null,
      hasPassword: false,
      issuer: provider.issuer,
    });
    await new Browser().signIn(id);
    const { total } = await api.parts.store.accounts.page({ limit: 9 }, {});
    expect(total).toBe(2); // the administrator, and Ada
    const audit = await api.parts.store.audit.page({ limit: 9 }, {});
    expect(audit.items.map(({ action }) => action).sort()).toEqual([
      'account.first-sign-in',
      'account.sign-in',
      'sign-in-provider.create',
    ]);
    expect(JSON.stringify(audit)).not.toContain(provider.clientSecret);
  });

  test('PKCE, state and nonce are of this browser, and a code is good once', async () => {
    const id = await addOidc();
    const [browser, other] = [new Browser(), new Browser()];
    const back = await browser.leave(id);
    await other.leave(id);
    expect(await other.go(back)).toMatch(refused); // somebody else's answer
    const wrongState = await browser.go(back.replace(/state=[^&]+/, 'state=x'));
    expect(wrongState).toMatch(refused);
    expect(await browser.go(back)).toMatch(refused); // what the browser kept was good for one way back

    const again = await browser.leave(id);
    const kept = new Map(browser.cookies);
    expect(await browser.go(again)).toBe('/');
    for (const [name, value] of kept) browser.cookies.set(name, value);
    browser.cookies.delete('larkstream');
    expect(await browser.go(again)).toMatch(refused); // replayed
    expect(browser.cookies.has('larkstream')).toBe(false);
    expect(provider.exchanges.at(-1)?.get('code_verifier')).toMatch(/^[\w-]{43}$/);
  });

  test.each([
    ['another nonce', { nonce: 'x' }],
    ['another audience', { audience: 'other' }],
    ['another issuer', { issuer: 'https://evil.example' }],
    ['a token that is over', { expiredFor: 120 }],
    ['a signature of somebody else', { signsWithAnotherKey: true }],
  ])('a token with %s signs nobody in', async (_, faults) => {
    const id = await addOidc();
    provider.faults = faults;
    const browser = new Browser();
    expect(await browser.signIn(id)).toMatch(refused);
    expect((await browser.me()).status).toBe(401);
  });

  test('the provider names a host that the guard refuses', async () => {
    const id = await addOidc();
    provider.faults = { keysAt: 'http://169.254.169.254/keys' };
    expect(await new Browser().signIn(id)).toMatch(/^\/login\?problem=serve\.host\.refused/);
  });

  test('what a provider says of itself is kept for a while, a failure for a moment', async () => {
    const id = await addOidc();
    const begin = (): Promise<string> => new Browser().go(`/sign-in/by/${id}`);
    provider.faults = { discoveryStatus: 500 };
    const asked = provider.discoveries();
    for (let i = 0; i < 3; i++) expect(await begin()).toMatch(/^\/login\?problem=api\.identity\.unreachable/);
    expect(provider.discoveries()).toBe(asked + 1);
    provider.faults = {};
    api.clock.advance(5_000);
    for (let i = 0; i < 3; i++) expect(await begin()).toContain(`${provider.issuer}/authorize?`);
    expect(provider.discoveries()).toBe(asked + 2);
    api.clock.advance(300_000);
    await begin();
    expect(provider.discoveries()).toBe(asked + 3);
  });

  test('when the browser has gone, nothing is asked of the provider any more', async () => {
    const id = await addOidc();
    const browser = new Browser();
    const back = await browser.leave(id);
    provider.faults = { isSilent: true };
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const leaving = new AbortController();
    const answer = api.api.app.request(back, { headers: { cookie }, signal: leaving.signal });
    await expect.poll(() => provider.waiting()).toBe(1);
    leaving.abort();
    await expect.poll(() => provider.waiting()).toBe(0);
    await answer;
    expect(api.warnings).toEqual([]);
  });

  test('groups decide the role, anew at each sign-in, and the last administrator stays', async () => {
    const id = await addOidc({ defaultRole: null, groupRoles: { ops: 'operator', platform: 'admin' } });
    const browser = new Browser();
    const roleAfter = async (groups: readonly string[]): Promise<unknown> => {
      provider.person = { sub: 'u-1', name: 'Ada', groups };
      if ((await browser.signIn(id)) !== '/') return 'refused';
      return readObject((await browser.me()).body, 'account').role;
    };
    expect(await roleAfter(['others'])).toBe('refused');
    expect(await roleAfter(['ops', 'others'])).toBe('operator');
    expect(await roleAfter(['ops', 'platform'])).toBe('admin');
    expect(await roleAfter(['ops'])).toBe('operator');
    expect(await roleAfter([])).toBe('refused');
    expect(await roleAfter(['platform'])).toBe('admin');
    const [first] = (await api.parts.store.accounts.page({ limit: 9 }, { role: 'admin' })).items.filter(
      ({ login }) => login !== undefined,
    );
    if (first !== undefined) await api.parts.store.accounts.update({ ...first, role: 'viewer' }, 1);
    expect(await roleAfter(['ops'])).toBe('admin');
  });

  test('who is disabled stays out, and a provider that is off or gone lets nobody in', async () => {
    const id = await addOidc();
    const browser = new Browser();
    await browser.signIn(id);
    const account = await api.parts.store.accounts.findBySubject(provider.issuer, 'u-1');
    await api.parts.store.accounts.update({ ...account, disabledAt: 1 } as NonNullable<typeof account>, 2);
    expect(await browser.signIn(id)).toMatch(refused);
    provider.person = { sub: 'u-2' };
    const back = await browser.leave(id);
    await api.call('PATCH', `/settings/sign-in/${id}`, { as: admin, version: 1, body: { isEnabled: false } });
    expect(await browser.go(back)).toMatch(refused);
    expect((await api.call('GET', '/sign-in/providers')).body.items).toEqual([]);
    await api.call('DELETE', `/settings/sign-in/${id}`, { as: admin, version: 2 });
    expect(await browser.go(`/sign-in/by/${id}`)).toMatch(/^\/login\?problem=api\.not\.found/);
  });

  test('the client secret goes to no other issuer: it is given again', async () => {
    const id = await addOidc();
    const { issuer, clientId } = provider;
    const patch = (version: number, body: object) =>
      api.call('PATCH', `/settings/sign-in/${id}`, { as: admin, version, body });
    const elsewhere = { kind: 'oidc', issuer: 'https://login.example.com', clientId };
    const refused = await patch(1, { settings: elsewhere });
    const fields = readObjects(readObject(refused.body, 'details'), 'fields');
    expect([refused.status, fields.map(({ path }) => path)]).toEqual([400, ['clientSecret']]);
    expect((await patch(1, { settings: { kind: 'oidc', issuer, clientId, scopes: ['groups'] } })).status).toBe(200);
    expect((await patch(2, { settings: elsewhere, clientSecret: 'another' })).status).toBe(200);
  });

  test('nobody is sent to another site', async () => {
    const id = await addOidc();
    for (const returnTo of ['//evil.example', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
      expect(await new Browser().signIn(id, returnTo)).toBe('/');
    }
  });

  test('ten minutes are enough', async () => {
    const id = await addOidc();
    const browser = new Browser();
    const back = await browser.leave(id);
    api.clock.advance(600_000);
    expect(await browser.go(back)).toMatch(refused);
  });
});

describe('Feishu and Lark', () => {
  const personOf = (tenantKey: string): string => {
    const [person] = sandbox.tenants.get(tenantKey)?.directory.people() ?? [];
    return person?.openId ?? '';
  };

  test('a person of the tenant signs in; tenant and union_id are who it is', async () => {
    const id = await addLark(sandbox.options, [sandbox.tenantKey]);
    sandbox.signInAs(personOf(sandbox.tenantKey));
    const browser = new Browser();
    expect(await browser.signIn(id)).toBe('/');
    const [person] = sandbox.tenant.directory.people();
    const account = await api.parts.store.accounts.findBySubject(
      sandbox.url,
      `${sandbox.tenantKey}/${person?.unionId}`,
    );
    expect(account).toMatchObject({ name: person?.name, role: 'viewer', login: undefined, password: undefined });
    sandbox.signInAs('nobody');
    expect(await browser.signIn(id)).toMatch(refused);
  });

  test('of an app of the store, people of tenants that are not named stay out', async () => {
    for (const tenant of [sandbox.tenantKey, otherTenant.tenantKey]) sandbox.events.install(storeApp.appId, tenant);
    const id = await addLark(storeApp, [sandbox.tenantKey]);
    sandbox.signInAs(personOf(otherTenant.tenantKey));
    expect(await new Browser().signIn(id)).toMatch(refused);
    sandbox.signInAs(personOf(sandbox.tenantKey));
    expect(await new Browser().signIn(id)).toBe('/');
  });

  test('a code that was used or is too old signs nobody in', async () => {
    const id = await addLark(sandbox.options, [sandbox.tenantKey]);
    sandbox.signInAs(personOf(sandbox.tenantKey));
    const browser = new Browser();
    const back = await browser.leave(id);
    const kept = new Map(browser.cookies);
    expect(await browser.go(back)).toBe('/');
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect(await browser.go(back)).toMatch(refused);
    const late = await browser.leave(id);
    sandbox.identity.age(5 * 60_000);
    expect(await browser.go(late)).toMatch(refused);
  });

  test('without tenants, or with an integration that is not there, there is no provider', async () => {
    expect((await addProvider({ kind: 'lark', integrationId: 'in_1', tenants: [] })).status).toBe(400);
    expect((await addProvider({ kind: 'lark', integrationId: 'in_1', tenants: ['t'] })).status).toBe(404);
  });
});

test.each(['http://id.example', 'ftp://id.example', 'https:', 'id.example'])('%s is no issuer', async (issuer) => {
  expect((await addProvider({ kind: 'oidc', issuer, clientId: 'c' })).status).toBe(400);
});

test('what people sign in through stays as long as they do, and what is deleted leaves no secret', async () => {
  const lark = await addLark(sandbox.options, [sandbox.tenantKey]);
  const { parts } = api;
  const who = {
    kind: 'account',
    id: 'a',
    name: 'a',
    role: 'admin',
    accountId: 'a',
    address: undefined,
    requestId: undefined,
  } as const;
  const removal = (): Promise<void> => deleteIntegration(parts, who, { id: 'in_1', version: 1 });
  await expect(removal()).rejects.toMatchObject({ code: 'api.in.use' });
  await api.call('DELETE', `/settings/sign-in/${lark}`, { as: admin, version: 1 });
  await removal();
  const oidc = await addOidc();
  const secret = { ownerKind: 'sign_in_provider', ownerId: oidc, name: 'client_secret' };
  expect(await parts.store.secrets.find(secret)).toBeDefined();
  await api.call('DELETE', `/settings/sign-in/${oidc}`, { as: admin, version: 1 });
  expect(await parts.store.secrets.find(secret)).toBeUndefined();
});

test('a secret can be replaced and is never shown', async () => {
  const id = await addOidc();
  const path = `/settings/sign-in/${id}`;
  const body = { clientSecret: 'another secret' };
  // All at once: each sets it, and nobody is told of the others.
  const setting = Array.from({ length: 8 }, () => api.call('PUT', `${path}/client-secret`, { as: admin, body }));
  expect(new Set((await Promise.all(setting)).map(({ status }) => status))).toEqual(new Set([204]));
  expect((await api.call('GET', path, { as: admin })).text).not.toMatch(/secret of the client|another secret/);
  expect(await new Browser().signIn(id)).toMatch(refused);
  const operator = (await api.signedIn('operator')).secret;
  expect((await api.call('GET', path, { as: operator })).status).toBe(403);
});
