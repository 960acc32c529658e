import type { DirectoryPage, DirectoryRequest } from '../../model/service/directory.ts';
import { found, wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { loadIntegration } from './test-integration.ts';

/** People or departments of the company that has the app, to choose from. @throws ConfigError `api.state.wrong`, and what the platform refuses */
export async function readDirectory(
  parts: Pick<ControlParts, 'store' | 'openVault' | 'resources'>,
  { id, tenantKey, ...request }: DirectoryRequest & { readonly id: string; readonly tenantKey: string | undefined },
  signal: AbortSignal,
): Promise<DirectoryPage> {
  const integration = found(await parts.store.integrations.find(id), 'integration', id);
  if ((integration.kind === 'store_app') !== (tenantKey !== undefined)) {
    throw wrongState(
      { en: 'An app of the store, and no other, is asked about a company', zh: '仅商店应用需要指定企业' },
      {
        en: 'Give `tenantKey` for an app of the store, and leave it out for a custom app.',
        zh: '商店应用请填写 `tenantKey`，自建应用请勿填写。',
      },
    );
  }
  return await parts.resources.probe.readDirectory(
    await loadIntegration(parts, integration, tenantKey),
    request,
    signal,
  );
}
