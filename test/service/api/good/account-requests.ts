import { newSetupLink } from '../../../../src/control/accounts/setup-links.ts';
import { readObjects } from '../../../../src/util/json.ts';
import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing, unique, type Walker, walkerPassword } from './good-request.ts';

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

/** Accounts and what is one's own. */
export const accountRequests: GoodRequests = {
  'GET /setup': nothing,
  'POST /setup': aSetupLink,
  'POST /setup/check': async () => ({ body: { secret: 'none' } }),
  'POST /sign-in': async (_, { account }) => ({ body: { login: account.login, password: walkerPassword } }),
  'POST /sign-out': nothing,
  'GET /me': nothing,
  'PATCH /me': async (_, { account }) => ({ body: { name: 'New name' }, version: account.version }),
  'GET /me/preferences': nothing,
  'PUT /me/preferences': async () => ({ body: { language: 'zh', timeZone: 'Asia/Shanghai', theme: 'dark' } }),
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
  'GET /roles': nothing,
  'GET /audit': nothing,
  'GET /changes': nothing,
};
