import type { DirectoryPage, DirectoryRequest } from '../../model/service/directory.ts';
import type { ControlParts } from '../parts.ts';
import { configAt } from './look-at-integration.ts';

/** People or departments of the company that has the app, to choose from. @throws ConfigError `api.state.wrong`, and what the platform refuses */
export async function readDirectory(
  parts: Pick<ControlParts, 'store' | 'openVault' | 'resources'>,
  { id, tenantKey, ...request }: DirectoryRequest & { readonly id: string; readonly tenantKey: string | undefined },
  signal: AbortSignal,
): Promise<DirectoryPage> {
  return await parts.resources.probe.readDirectory(await configAt(parts, { id, tenantKey }), request, signal);
}
