import { hashSecret, newSecret } from '../../../../src/control/accounts/credentials.ts';
import type { TestApi } from '../../../support/service-api.ts';
import { newInstallation, newIntegration } from '../../../support/service-things.ts';
import { type GoodRequest, type GoodRequests, nothing, unique } from './good-request.ts';

/** A tenant that has installed an app of the store; `claim` is the secret of its link. */
async function anInstallation(it: TestApi): Promise<GoodRequest & { readonly claim: string }> {
  const { store, newId, randomBytes, clock } = it.parts;
  const [integrationId, id, claim] = [newId('in'), newId('is'), newSecret(randomBytes)];
  await store.integrations.insert(newIntegration(integrationId, { kind: 'store_app' }));
  const link = { hash: hashSecret(claim), expiresAt: clock.now() + 60_000 };
  await store.installations.insert(newInstallation(id, { integrationId, claim: link }));
  return { params: { id }, claim };
}

/** A tenant that has removed the app. */
async function aGoneTenant(it: TestApi): Promise<GoodRequest> {
  const { store, newId } = it.parts;
  const [id, tenantKey] = [newId('in'), 'gone'];
  await store.integrations.insert(newIntegration(id, { kind: 'store_app' }));
  await store.installations.insert(
    newInstallation(newId('is'), { integrationId: id, tenantKey, state: 'uninstalled' }),
  );
  return { params: { id, tenantKey } };
}

/** Tenants of store apps. */
export const installationRequests: GoodRequests = {
  'GET /installations': nothing,
  'GET /installations/{id}': async (it) => ({ params: (await anInstallation(it)).params ?? {} }),
  'GET /installations/{id}/history': async (it) => ({ params: (await anInstallation(it)).params ?? {} }),
  'POST /installations/{id}/claim-link': async (it) => ({ params: (await anInstallation(it)).params ?? {} }),
  'GET /integrations/{id}/tenants/{tenantKey}/forget': aGoneTenant,
  // The one that ends it: what begins it has a line of its own.
  'POST /integrations/{id}/tenants/{tenantKey}/forget': async (it) => {
    const request = await aGoneTenant(it);
    const place = { integrationId: request.params?.id ?? '', tenantKey: 'gone' };
    await it.parts.store.transaction(async ({ tenants }) => void (await tenants.begin(place, { name: 'x', at: 1 })));
    return { ...request, body: { confirm: 'gone' } };
  },
  'POST /installations/{id}/claim': async (it) => {
    const { params = {}, claim } = await anInstallation(it);
    return { params, body: { secret: claim, name: unique() } };
  },
};
