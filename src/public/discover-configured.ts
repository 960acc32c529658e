import {
  type DiscoveredStream,
  type DiscoverOptions,
  discoverConfigured as discover,
} from '../operations/discover-configured.ts';

/**
 * Lists the streams of the configured modules, and which of them a sync reads.
 *
 * @throws LarkstreamError why they cannot be listed
 *
 * @example
 * ```ts
 * import { discoverConfigured, readConfig } from 'larkstream';
 *
 * const found = await discoverConfigured({ config: readConfig('larkstream.yaml', process.env) });
 * const users = found.find(({ stream }) => stream.name === 'contact_users');
 * console.log(users?.isWanted, users?.stream.primaryKey.join()); // true open_id
 * ```
 */
export async function discoverConfigured(options: DiscoverOptions): Promise<DiscoveredStream[]> {
  return await discover(options);
}
