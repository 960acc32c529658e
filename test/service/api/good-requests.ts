import { accountRequests } from './good/account-requests.ts';
import type { GoodRequests } from './good/good-request.ts';
import { installationRequests } from './good/installation-requests.ts';
import { runRequests } from './good/run-requests.ts';
import { signInRequests } from './good/sign-in-requests.ts';
import { hashSecret, newSecret } from '../../../src/control/accounts/credentials.ts';
import { newSetupLink } from '../../../src/control/accounts/setup-links.ts';
import type { Account } from '../../../src/model/service/account.ts';
import { readObjects } from '../../../src/util/json.ts';
import type { Sent, TestApi } from '../../support/service-api.ts';
import { newInstallation, newIntegration } from '../../support/service-things.ts';
import { goodResourceRequests } from './good-resource-requests.ts';

/** Who sends the requests: an administrator, who signs in with a password. */
export interface Walker {
  readonly account: Account;
  readonly secret: string;
}
export const walkerPassword = 'correct horse battery';

/** A request that is answered well: what is in its path, what it carries. */
export interface GoodRequest extends Omit<Sent, 'as'> {
  readonly params?: Readonly<Record<string, string>>;
}

/** Makes what the request needs. */
export type Arrange = (it: TestApi, walker: Walker) => Promise<GoodRequest>;

const nothing: Arrange = async () => ({});

async function aViewer(it: TestApi): Promise<GoodRequest> {
  const { account } = await it.signedIn('viewer');
  return { params: { id: account.id }, version: account.version };
}

async function aToken(it: TestApi, { secret }: Walker): Promise<GoodRequest> {
  const body = { name: 'ci', role: 'viewer' };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const made = await it.call('POST', '/me/tokens', { as: secret, body, headers });
  return { params: { id: String(made.body.id) } };
}

async function aSetupLink(it: TestApi): Promise<GoodRequest> {
  const { account } = await it.signedIn('viewer');
  const { url } = await it.parts.store.transaction((tables) => newSetupLink(it.parts, tables, account));
  return { body: { secret: /#token=([^&]+)/.exec(url)?.[1], password: walkerPassword } };
}

async function anotherSignIn(it: TestApi, { account, secret }: Walker): Promise<GoodRequest> {
  await it.call('POST', '/sign-in', { body: { login: account.login, password: walkerPassword } });
  const { body } = await it.call('GET', '/me/sign-ins', { as: secret });
  return { params: { id: String(readObjects(body, 'items').find(({ isThis }) => isThis === false)?.id) } };
}

async function aProvider(it: TestApi): Promise<GoodRequest> {
  const id = it.parts.newId('sp');
  const { version } = await it.parts.store.signInProviders.insert({
    id,
    name: unique(),
    isEnabled: true,
    settings: { kind: 'oidc', issuer: 'https://id.example', clientId: 'c', scopes: [], groupsClaim: 'groups' },
    defaultRole: 'viewer',
    groupRoles: {},
    createdAt: it.clock.now(),
  });
  return { params: { id }, version };
}

/** A tenant that has installed an app of the store; `claim` is the secret of its link. */
async function anInstallation(it: TestApi): Promise<GoodRequest & { readonly claim: string }> {
  const { store, newId, randomBytes, clock } = it.parts;
  const [integrationId, id, claim] = [newId('in'), newId('is'), newSecret(randomBytes)];
  await store.integrations.insert(newIntegration(integrationId, { kind: 'store_app' }));
  const link = { hash: hashSecret(claim), expiresAt: clock.now() + 60_000 };
  await store.installations.insert(newInstallation(id, { integrationId, claim: link }));
  return { params: { id }, claim };
}

const unique = (): string => crypto.randomUUID().slice(0, 8);

/**
 * How to call each route well, for the tests that walk all of them. A route that is missing here fails them. `Idempotency-Key` is added where
 * the kind of the route asks for it.
 */
export const goodRequests: GoodRequests = {
  ...accountRequests,
  ...installationRequests,
  ...runRequests,
  ...signInRequests,
export const goodRequests: Readonly<Record<string, Arrange>> = {
  'GET /setup': nothing,
  'POST /setup': aSetupLink,
  'POST /sign-in': async (_, { account }) => ({ body: { login: account.login, password: walkerPassword } }),
  'POST /sign-out': nothing,
  'GET /me': nothing,
  'PATCH /me': async (_, { account }) => ({ body: { name: 'New name' }, version: account.version }),
  'POST /me/password': async () => ({ body: { current: walkerPassword, next: 'another long password' } }),
  'GET /me/sign-ins': nothing,
  'DELETE /me/sign-ins/{id}': anotherSignIn,
  'GET /me/tokens': nothing,
  'POST /me/tokens': async () => ({ body: { name: 'ci', role: 'viewer', days: 3 } }),
  'DELETE /me/tokens/{id}': aToken,
  'GET /accounts': nothing,
  'POST /accounts': async () => ({ body: { name: 'Bob', login: unique(), role: 'viewer' } }),
  'GET /accounts/{id}': aViewer,
  'PATCH /accounts/{id}': async (it) => ({
    ...(await aViewer(it)),
    body: { role: 'operator', name: 'B', isDisabled: false },
  }),
  'DELETE /accounts/{id}': aViewer,
  'POST /accounts/{id}/reset-password': aViewer,
  'GET /tokens': nothing,
  'DELETE /tokens/{id}': aToken,
  'GET /sign-in/providers': nothing,
  'GET /settings/sign-in': nothing,
  'POST /settings/sign-in': async () => ({
    body: {
      name: unique(),
      settings: { kind: 'oidc', issuer: 'https://id.example', clientId: 'c', scopes: ['groups'], groupsClaim: 'roles' },
      defaultRole: null,
      groupRoles: { ops: 'operator' },
      clientSecret: 'a secret of the client',
    },
  }),
  'GET /settings/sign-in/{id}': aProvider,
  'PATCH /settings/sign-in/{id}': async (it) => ({
    ...(await aProvider(it)),
    body: { name: unique(), isEnabled: false, defaultRole: 'viewer', groupRoles: {} },
  }),
  'PUT /settings/sign-in/{id}/client-secret': async (it) => ({
    ...(await aProvider(it)),
    version: undefined,
    body: { clientSecret: 'another secret of the client' },
  }),
  'DELETE /settings/sign-in/{id}': aProvider,
  'GET /installations': nothing,
  'GET /installations/{id}': async (it) => ({ params: (await anInstallation(it)).params ?? {} }),
  'POST /installations/{id}/claim-link': async (it) => ({ params: (await anInstallation(it)).params ?? {} }),
  'POST /installations/{id}/claim': async (it) => {
    const { params = {}, claim } = await anInstallation(it);
    return { params, body: { secret: claim, name: unique() } };
  },
  'GET /roles': nothing,
  'GET /audit': nothing,
  'GET /changes': nothing,
  ...goodResourceRequests,
};
