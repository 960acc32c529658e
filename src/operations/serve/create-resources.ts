import { randomBytes } from 'node:crypto';
import { createHandler } from '../../app/create-handler.ts';
import { createNotifier } from '../../app/create-notifier.ts';
import type { Relays } from '../../app/create-relays.ts';
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
import type { FlowHandler } from '../../triggers/flow/flow-parts.ts';
import { ListenerBell } from '../../triggers/relay/listener-bell.ts';
import type { ClientPool } from '../open-clients.ts';
import { leadsOutside } from './leads-outside.ts';
import { createServiceProbe } from './service-probe.ts';
import { createTriggerEvents } from './triggers/trigger-events.ts';

/** Programs elsewhere that work on turns. */
export interface Listening {
  readonly bell: ListenerBell;
  readonly relays: Relays;
}

interface CreateResourcesOptions {
  /** The address of the store, where events lie too. */
  readonly eventStore: Secret;
  readonly keys: MasterKeys;
  readonly filesRoot?: string | undefined;
  readonly programs?: string | undefined;
  readonly functions?: ReadonlyMap<string, FlowHandler> | undefined;
  readonly allowPrivateHosts: boolean;
  readonly allowBaseUrl: boolean;
  readonly clients: ClientPool;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Absent where no answers of handlers come in. */
  readonly uploadsOf?: ResourceParts['uploadsOf'];
  /** Absent where no handlers work. */
  readonly listening?: Listening | undefined;
}

/** What use cases of integrations, destinations and pipelines reach, as the operator allows it. */
export function createResources(options: CreateResourcesOptions): ResourceParts {
  const {
    eventStore,
    keys,
    filesRoot,
    programs,
    functions,
    allowPrivateHosts,
    allowBaseUrl,
    clients,
    logger,
    clock = systemClock,
    uploadsOf = noUploads,
    listening,
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
    functions,
    tokensOf,
    relays: listening?.relays,
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
    listenerOf: async (triggerId, who) => await listening?.relays.ofTrigger(triggerId, who),
    bell: listening?.bell ?? new ListenerBell(clock),
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
