import { randomBytes } from 'node:crypto';
import { createHandler } from '../../app/create-handler.ts';
import { createNotifier } from '../../app/create-notifier.ts';
import type { ResourceParts } from '../../control/resource-parts.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import { systemRandom } from '../../model/random.ts';
import type { Secret } from '../../model/secret.ts';
import type { MasterKeys } from '../../model/service/master-keys.ts';
import { createHostGuard } from '../../outbound/host-guard.ts';
import { rememberPromises } from '../../scheduler/alerts/promised-freshness.ts';
import { rememberDueTimes } from '../../scheduler/due-times.ts';
import { firstDue } from '../../scheduler/next-due.ts';
import type { ClientPool } from '../open-clients.ts';
import { leadsOutside } from './leads-outside.ts';
import { createServiceProbe } from './service-probe.ts';
import { createTriggerEvents } from './triggers/trigger-events.ts';

interface CreateResourcesOptions {
  /** The address of the store, where events lie too. */
  readonly eventStore: Secret;
  readonly keys: MasterKeys;
  readonly filesRoot?: string | undefined;
  readonly programs?: string | undefined;
  readonly allowPrivateHosts: boolean;
  readonly allowBaseUrl: boolean;
  readonly clients: ClientPool;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Absent where no answers of handlers come in. */
  readonly uploadsOf?: ResourceParts['uploadsOf'];
}

/** What use cases of integrations, destinations and pipelines reach, as the operator allows it. */
export function createResources(options: CreateResourcesOptions): ResourceParts {
  const {
    eventStore,
    keys,
    filesRoot,
    programs,
    allowPrivateHosts,
    allowBaseUrl,
    clients,
    logger,
    clock = systemClock,
    uploadsOf = noUploads,
  } = options;
  const guard = createHostGuard({ allowsPrivate: allowPrivateHosts });
  // What is tried has no session whose tokens would count.
  const tokensOf = (): Promise<number> => Promise.resolve(0);
  const handlerParts = {
    guard,
    environment: process.env,
    clock,
    random: systemRandom,
    bytes: randomBytes,
    programs,
    tokensOf,
  };
  return {
    probe: createServiceProbe({ clients, logger }),
    guard,
    notifier: createNotifier({ clients, guard, environment: process.env, clock, logger }),
    uploadsOf,
    eventStore,
    keys,
    filesRoot,
    programs,
    triggerEvents: createTriggerEvents(eventStore, clock),
    createHandler: (handler, secrets) => createHandler(handler, secrets, handlerParts).handler,
    leadsOutside,
    allowsBaseUrl: allowBaseUrl,
    firstDue,
    dueTimes: rememberDueTimes(),
    promisedMs: rememberPromises(),
  };
}

const noUploads: ResourceParts['uploadsOf'] = async () => {
  const message = { en: 'Images and files cannot be sent from here', zh: '此处无法发送图片和文件' };
  throw new ConfigError({ code: 'api.state.wrong', message });
};
