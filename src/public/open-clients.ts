import { type ClientPool, openClients as open } from '../operations/open-clients.ts';

/**
 * Opens the clients of a process, for everything that it does. The platform limits an app in a tenant, so all who call in its name must
 * share one token and one limiter: pass the result as `clients`, and close it last. Of several `rate_limit_scale`s the smallest one
 * that is in use is in force.
 *
 * @example
 * ```ts
 * import { discoverConfigured, openClients, readConfig, runConfiguredSync } from 'larkstream';
 *
 * const config = readConfig('larkstream.yaml', process.env);
 * const clients = openClients();
 * const found = await discoverConfigured({ config, clients });
 * const report = await runConfiguredSync({ config, clients });
 * console.log(found.length > 0, report.outcome); // true done
 * await clients.close();
 * ```
 */
export function openClients(): ClientPool {
  return open();
}
