import type { ResourceParts } from '../../control/resource-parts.ts';
import type { Logger } from '../../model/logger.ts';
import type { Secret } from '../../model/secret.ts';
import type { MasterKeys } from '../../model/service/master-keys.ts';
import { createHostGuard } from '../../outbound/host-guard.ts';
import { firstDue } from '../../scheduler/next-due.ts';
import type { ClientPool } from '../open-clients.ts';
import { createServiceProbe } from './service-probe.ts';

interface CreateResourcesOptions {
  /** The address of the store, where events lie too. */
  readonly eventStore: Secret;
  readonly keys: MasterKeys;
  readonly filesRoot?: string | undefined;
  readonly allowPrivateHosts: boolean;
  readonly allowBaseUrl: boolean;
  readonly clients: ClientPool;
  readonly logger: Logger;
}

/** What use cases of integrations, destinations and pipelines reach, as the operator allows it. */
export function createResources(options: CreateResourcesOptions): ResourceParts {
  const { eventStore, keys, filesRoot, allowPrivateHosts, allowBaseUrl, clients, logger } = options;
  return {
    probe: createServiceProbe({ clients, logger }),
    guard: createHostGuard({ allowsPrivate: allowPrivateHosts }),
    eventStore,
    keys,
    filesRoot,
    allowsBaseUrl: allowBaseUrl,
    firstDue,
  };
}
