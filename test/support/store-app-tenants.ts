import { vi } from 'vitest';
import { manyTenants } from '../../src/sandbox/many-tenants.ts';
import type { SandboxTenant } from '../../src/sandbox/sandbox-options.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { type JsonObject, readObjects, readText } from '../../src/util/json.ts';
import { storeApp } from './console-store-app.ts';

/** Companies that have an app of the store, for `extraTenants` of a sandbox; `extraApps` is `[storeApp]`. */
export const storeCompanies: readonly SandboxTenant[] = manyTenants({ count: 2, seed: 7 });
const proofs = { verificationToken: 'v', encryptKey: 'k' } as const;
const long = { timeout: 90_000, interval: 100 };

/** A service, however it is asked: a body makes it a POST, with what that needs. */
export interface AskedService {
  /** Without a slash at its end; webhooks come there, too. */
  readonly url: string;
  ask(path: string, body?: JsonObject): Promise<JsonObject>;
}

/** Pipelines of both companies, which have run. */
export interface StoreTenants {
  readonly integrationId: string;
  readonly keys: readonly [string, string];
}

/** Two companies install the app; what they have is read into the destinations, each of which has a place for each of them. */
export async function fillStoreTenants(
  { url, ask }: AskedService,
  sandbox: Sandbox,
  destinations: readonly JsonObject[],
): Promise<StoreTenants> {
  const { appId, appSecret } = storeApp;
  const secrets = {
    app_secret: appSecret,
    verification_token: proofs.verificationToken,
    encrypt_key: proofs.encryptKey,
  };
  const app = { name: 'Store app', region: 'feishu', baseUrl: sandbox.url, kind: 'store_app', appId, mode: 'webhook' };
  const made = await ask('/integrations', { ...app, secrets });
  const integrationId = readText(made, 'id') ?? '';
  const state = async (path: string): Promise<string | null> => readText(await ask(path), 'state');
  await vi.waitUntil(async () => (await state(`/integrations/${integrationId}/receiver`)) === 'listening', long);
  const place = new URL(new URL(readText(made, 'webhookUrl') ?? '').pathname, url).href;
  sandbox.events.configure(appId, { mode: 'webhook', url: place, ...proofs });
  const destinationIds: string[] = [];
  for (const [at, destination] of destinations.entries()) {
    destinationIds.push(readText(await ask('/destinations', { ...destination, name: `Place ${at}` }), 'id') ?? '');
  }
  const [first = '', second = ''] = storeCompanies.map(({ tenantKey }) => tenantKey);
  for (const key of [first, second]) {
    sandbox.events.install(appId, key);
    for (const [at, destinationId] of destinationIds.entries()) {
      const modules = { contact: {} };
      const pipeline = { integrationId, tenantKey: key, destinationId, modules, schedule: { kind: 'manual' } };
      const id = readText(await ask('/pipelines', { ...pipeline, name: `People ${at} of ${key}` }), 'id') ?? '';
      await installed({ url, ask }, { integrationId, key, state: 'installed' });
      await ask(`/pipelines/${id}/activate`, {});
      const run = readText(await ask(`/pipelines/${id}/run`, {}), 'id') ?? '';
      await vi.waitUntil(async () => (await state(`/runs/${run}`)) === 'succeeded', long);
    }
  }
  return { integrationId, keys: [first, second] };
}

/** Waits until the service has heard it. */
async function installed(
  { ask }: AskedService,
  { integrationId, key, state }: { readonly integrationId: string; readonly key: string; readonly state: string },
): Promise<void> {
  await vi.waitUntil(async () => {
    const items = readObjects(await ask(`/installations?integrationId=${integrationId}`), 'items');
    return items.some((one) => one.tenantKey === key && one.state === state);
  }, long);
}

/** The company removes the app. */
export async function removeStoreApp(service: AskedService, sandbox: Sandbox, of: StoreTenants): Promise<void> {
  const [key] = of.keys;
  sandbox.events.uninstall(storeApp.appId, key);
  await installed(service, { integrationId: of.integrationId, key, state: 'uninstalled' });
}
