import type { SourceSettings } from '../config/settings.ts';
import { platformAddress } from '../open-platform/regions.ts';
import type { Environment } from '../outbound/proxy.ts';
import { Transport } from '../outbound/transport.ts';

/** One bare connection to the platform that a source reads from; `close()` is due. */
export function createTransport(
  { region, base_url }: Pick<SourceSettings, 'region' | 'base_url'>,
  options: { readonly environment: Environment; readonly timeoutMs: number },
): Transport {
  const { origin, pathPrefix } = platformAddress(region, base_url);
  return new Transport({ origin, pathPrefix, ...options, connections: 1 });
}
