import { createTickets } from '../../app/create-tickets.ts';
import { parseConfig } from '../../config/read-config.ts';
import { parseDestination, parseModules } from '../../config/read-destination.ts';
import type { Config } from '../../config/settings.ts';
import type { Logger } from '../../model/logger.ts';
import { Redactor } from '../../model/redactor.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import type { FoundStream, ServiceProbe, SyncPlan } from '../../model/service/service-probe.ts';
import type { PlannedEndpoint } from '../../model/source.ts';
import { orAborted } from '../../util/or-aborted.ts';
import { checkDestination } from '../check-destination.ts';
import { type DiscoveredStream, discoverConfigured } from '../discover-configured.ts';
import type { ClientPool } from '../open-clients.ts';
import { planConfiguredSync } from '../plan-configured-sync.ts';
import type { SourceObserver } from '../sync-observer.ts';
import { askAboutEvents } from './ask-about-events.ts';
import { applyScopes, checkIntegration } from './check-integration.ts';
import { errorLine, lineOf } from './checks/check-line.ts';
import { dropTenant } from './drop-tenant.ts';
import { findReceivers } from './find-receivers.ts';
import { lookAt, readScopes } from './look-at.ts';
import { previewStream } from './preview-stream.ts';
import { readAppFacts, readBotOpenId } from './read-app-facts.ts';
import { readChats } from './read-chats.ts';
import { readDepartments, readPeople } from './read-directory.ts';
import { ToldTexts } from './told-texts.ts';

interface ServiceProbeOptions {
  /** Of the process, so that what is asked here is paced together with everything else that it asks. */
  readonly clients: ClientPool;
  readonly logger: Logger;
}

const destinationCheck = { name: 'destination', title: { en: 'Destination', zh: '目标' } };

/** Looks at platforms and destinations with the operations of the command line. */
export function createServiceProbe({ clients, logger }: ServiceProbeOptions): ServiceProbe {
  const observer: SourceObserver = {
    onRetry: ({ message }) => logger.warn('A call is tried again', { what: message.en }),
  };
  const watched = { clients, observer, logger };
  return {
    testIntegration: async function* ({ config: loaded, modules, ...asked }, signal) {
      const { source, events } = configOf(loaded);
      const known = modules.map(parseModules).filter((one) => one !== undefined);
      const openTickets = createTickets(events.store);
      const { ownConnections, probe } = await findReceivers(events.store, source.credentials.app_id);
      const options = { ...asked, source, modules: known, openTickets, clients, logger, signal };
      const report = yield* checkIntegration({ ...options, ownConnections: asked.ownConnections ?? ownConnections });
      return asked.mode === 'long_connection' && probe !== undefined ? { ...report, probe } : report;
    },
    askAboutEvents: async ({ config: loaded, ...asked }, signal) =>
      await askAboutEvents(configOf(loaded), asked, { clients, logger, signal }),
    testDestination: async (loaded, signal) => {
      const texts = new ToldTexts(new Redactor(Object.values(loaded.secrets)), loaded);
      try {
        const settings = parseDestination(loaded.text, { file: '/destination.json', secrets: loaded.secrets });
        const { outcome, message, error } = await orAborted(checkDestination(settings), signal);
        const line =
          error === undefined ? lineOf(destinationCheck, outcome, message) : errorLine(destinationCheck, error);
        return [texts.all(line)];
      } catch (thrown) {
        signal.throwIfAborted();
        return [texts.all(errorLine(destinationCheck, thrown))];
      }
    },
    dropTenant,
    discover: async (loaded, signal) => {
      const found = await orAborted(discoverConfigured({ config: configOf(loaded), ...watched }), signal);
      return found.map(toFound);
    },
    preview: async (loaded, options, signal) =>
      await previewStream({ config: configOf(loaded), ...watched, signal, ...options }),
    plan: async (loaded, { full }, signal) =>
      await collectPlan(planConfiguredSync({ config: configOf(loaded), full, ...watched, signal })),
    readDepartments: async (loaded, request, signal) =>
      await readDepartments({ config: configOf(loaded), clients, logger, signal, ...request }),
    readPeople: async (loaded, request, signal) =>
      await readPeople({ config: configOf(loaded), clients, logger, signal, ...request }),
    readChats: async (loaded, request, signal) => await readChats(loaded, request, { clients, logger, signal }),
    look: async (loaded, request, signal) =>
      await lookAt({ config: configOf(loaded), clients, logger, signal }, request),
    readScopes: async (loaded, signal) => await readScopes({ config: configOf(loaded), clients, logger, signal }),
    readBotOpenId: async (loaded, signal) => await readBotOpenId({ config: configOf(loaded), clients, logger, signal }),
    readAppFacts: async (loaded, chats, signal) =>
      await readAppFacts({ config: configOf(loaded), clients, logger, signal }, chats),
    applyForScopes: async (loaded, signal) => {
      const { source, events } = configOf(loaded);
      await applyScopes({ source, openTickets: createTickets(events.store), clients, logger, signal });
    },
  };
}

function configOf({ text, secrets }: LoadedConfig): Config {
  const environment = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
  return parseConfig({ text, file: '/pipeline.json', environment });
}

function toFound({ stream, isWanted, mode }: DiscoveredStream): FoundStream {
  const { name, module, title, description, columns, primaryKey, cursor } = stream;
  return { name, module, title, description, columns, primaryKey, cursor, isWanted, mode: mode ?? undefined };
}

async function collectPlan(planned: AsyncIterable<PlannedEndpoint>): Promise<SyncPlan> {
  const endpoints = await Array.fromAsync(planned);
  return {
    endpoints,
    calls: endpoints.reduce((sum, { calls }) => sum + calls, 0),
    seconds: Math.max(0, ...endpoints.map(({ seconds }) => seconds)),
    isEstimate: endpoints.some(({ isEstimate }) => isEstimate),
  };
}
