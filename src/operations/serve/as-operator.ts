import { randomBytes } from 'node:crypto';
import { createControlParts } from '../../app/create-service-api.ts';
import type { ControlParts } from '../../control/parts.ts';
import { silentLogger } from '../../model/logger.ts';
import { type Caller, serviceCaller } from '../../model/service/caller.ts';
import { closeAll } from '../../util/close-all.ts';
import { openClients } from '../open-clients.ts';
import { createResources } from './create-resources.ts';
import { type OpenServiceOptions, openService } from './open-service.ts';

/** Whoever can open the store and its keys may let people in. */
export const operator: Caller = serviceCaller('larkstream admin');

/** Does what concerns accounts and keys on the store itself, whether or not a service runs on it. @throws ConfigError what opening the store throws */
export async function asOperator<T>(
  { publicUrl, mustExist = true, ...options }: Omit<OpenServiceOptions, 'isShared'> & { readonly publicUrl: string },
  work: (parts: ControlParts) => Promise<T>,
): Promise<T> {
  const { store, url, keys, openVault, bodies, clock, close } = await openService({
    ...options,
    isShared: true,
    mustExist,
  });
  const clients = openClients();
  const logger = silentLogger;
  // Neither reaches anything outside.
  const nothing = { allowPrivateHosts: false, allowBaseUrl: false };
  try {
    const resources = createResources({ eventStore: url, keys, clients, logger, ...nothing });
    return await work(
      createControlParts({ store, openVault, bodies, clock, logger, randomBytes, publicUrl, resources }),
    );
  } finally {
    await closeAll(() => clients.close(), close);
  }
}
