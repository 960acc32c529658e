import { createClient } from '../../app/create-client.ts';
import { createTickets } from '../../app/create-tickets.ts';
import { parseModules } from '../../config/read-destination.ts';
import type { Config } from '../../config/settings.ts';
import type { Logger } from '../../model/logger.ts';
import type { EventAnswer, MissingEvents } from '../../model/service/event-answer.ts';
import type { EventQuestions } from '../../model/service/service-probe.ts';
import type { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import type { ClientPool } from '../open-clients.ts';
import { isRefused, tried } from './checks/check-line.ts';
import { countConnections, eventsPage, neededTypes, subscribedTypes } from './checks/event-facts.ts';
import { findReceivers } from './find-receivers.ts';

interface AskParts {
  readonly clients: ClientPool;
  readonly logger: Logger;
}

/** Asks the platform whether the events come that are needed, with the questions of the test of an integration. What it does not answer stays undefined. */
export async function askAboutEvents(
  config: Config,
  { modules, mode }: Pick<EventQuestions, 'modules' | 'mode'>,
  { clients, logger, signal }: AskParts & { readonly signal: AbortSignal },
): Promise<EventAnswer> {
  const { source, events } = config;
  const openTickets = createTickets(events.store);
  const { client, close } = await createClient(source, { clients, openTickets, logger, retryBudgetMs: 10_000 });
  try {
    const known = modules.map(parseModules).filter((one) => one !== undefined);
    const missing = await tried(() => missingTypes(client, neededTypes({ modules: known, source }), signal));
    const counted =
      mode === 'long_connection' ? await tried(() => connectionsOf(client, events.store, signal)) : undefined;
    return {
      mode,
      missing: isRefused(missing) ? undefined : missing,
      connections: isRefused(counted) ? undefined : counted,
      url: eventsPage(client),
    };
  } finally {
    await close();
  }
}

async function missingTypes(
  client: OpenPlatformClient,
  needed: ReturnType<typeof neededTypes>,
  signal: AbortSignal,
): Promise<readonly MissingEvents[] | undefined> {
  const subscribed = await subscribedTypes(client, signal);
  if (subscribed === undefined) return undefined;
  return needed
    .map(({ neededBy, types }) => ({ neededBy, types: types.filter((type) => !subscribed.has(type)) }))
    .filter(({ types }) => types.length > 0);
}

async function connectionsOf(
  client: OpenPlatformClient,
  eventStore: Config['events']['store'],
  signal: AbortSignal,
): Promise<EventAnswer['connections']> {
  const counted = await countConnections(client, signal);
  if (counted === undefined) return undefined;
  const { ownConnections: own } = await findReceivers(eventStore, client.appId);
  return { counted, own };
}
