import type { TestApi } from '../../../support/service-api.ts';
import { type GoodRequest, type GoodRequests, nothing, unique, type Walker } from './good-request.ts';

const newProvider = () => ({
  name: `Company ${unique()}`,
  isEnabled: true,
  settings: {
    kind: 'oidc',
    issuer: 'https://id.example.com',
    clientId: 'larkstream',
    scopes: ['email'],
    groupsClaim: 'groups',
  },
  defaultRole: 'viewer',
  groupRoles: { admins: 'admin' },
  clientSecret: 'a client secret',
});

async function aProvider(it: TestApi, { secret }: Walker): Promise<GoodRequest> {
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const { body } = await it.call('POST', '/settings/sign-in', { as: secret, body: newProvider(), headers });
  return { params: { id: String(body.id) }, version: Number(body.version) };
}

/** Providers of identities. */
export const signInRequests: GoodRequests = {
  'GET /sign-in/providers': nothing,
  'GET /settings/sign-in': nothing,
  'GET /settings/sign-in/{id}': aProvider,
  'POST /settings/sign-in': async () => ({ body: newProvider() }),
  'PATCH /settings/sign-in/{id}': async (it, walker) => ({
    ...(await aProvider(it, walker)),
    body: { name: `Other ${unique()}`, isEnabled: false, groupRoles: {}, defaultRole: null },
  }),
  'PUT /settings/sign-in/{id}/client-secret': async (it, walker) => {
    const { params = {} } = await aProvider(it, walker);
    return { params, body: { clientSecret: 'another client secret' } };
  },
  'DELETE /settings/sign-in/{id}': aProvider,
};
