import { vi } from 'vitest';
import type { ConsoleService, FilledThings } from './console-service.ts';

/** An app of the store beside the tenant's own, for `extraApps` of a sandbox. */
export const storeApp = { appId: 'cli_00000000000000aa', appSecret: 'store-secret', kind: 'store' } as const;

const proofs = { verificationToken: 'v', encryptKey: 'k' } as const;
const long = { timeout: 60_000, interval: 100 };

/**
 * An integration of {@link storeApp} by webhook, which a company has installed: `store`, `installation`, and `company`, its key. Processes look for
 * companies every few seconds.
 */
export async function fillStoreApp({ api, sandbox, url }: ConsoleService): Promise<FilledThings> {
  const { appId, appSecret } = storeApp;
  const { id } = await api.call('POST /integrations', {
    body: {
      name: 'Of the store',
      region: 'feishu',
      baseUrl: sandbox.url,
      kind: 'store_app',
      appId,
      secrets: { app_secret: appSecret, verification_token: proofs.verificationToken, encrypt_key: proofs.encryptKey },
    },
  });
  const params = { id };
  const { version } = await api.call('GET /integrations/{id}', { params });
  const { webhookUrl } = await api.call('PUT /integrations/{id}/mode', { params, version, body: { mode: 'webhook' } });
  const listens = async () => (await api.call('GET /integrations/{id}/receiver', { params })).state === 'listening';
  await vi.waitUntil(listens, long);
  const place = new URL(new URL(webhookUrl).pathname, url).href;
  sandbox.events.configure(appId, { mode: 'webhook', url: place, ...proofs });
  sandbox.events.install(appId, sandbox.tenantKey);
  const first = async () => (await api.call('GET /installations', { query: { integrationId: id } })).items[0];
  const installed = await vi.waitUntil(first, long);
  return { store: id, installation: installed?.id ?? '', company: sandbox.tenantKey };
}
