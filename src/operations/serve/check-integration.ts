import { randomBytes } from 'node:crypto';
import { createClient } from '../../app/create-client.ts';
import type { TicketOpener } from '../../app/create-tickets.ts';
import { systemClock } from '../../model/clock.ts';
import type { CheckLine, CheckReport } from '../../model/service/check-report.ts';
import { applicationEndpoints } from '../../open-platform/endpoints/application.ts';
import type { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import type { SharedClients } from '../open-clients.ts';
import { checkCredentials, checkPlatform } from './checks/check-access.ts';
import { botCheck, checkBot } from './checks/check-bot.ts';
import type { CheckContext } from './checks/check-context.ts';
import { checkConnections, checkEvents, connectionCheck, eventsCheck } from './checks/check-events.ts';
import { skippedLine } from './checks/check-line.ts';
import { checkRanges } from './checks/check-ranges.ts';
import { checkScopes, scopesCheck } from './checks/check-scopes.ts';
import { checkWebhook } from './checks/check-webhook.ts';

/** The integration to check; what is left out is that of the process. */
export type IntegrationCheckOptions = SharedClients &
  Omit<CheckContext, 'client' | 'clock' | 'environment'> &
  Partial<Pick<CheckContext, 'clock' | 'environment'>> & {
    /** Of an app of the store. */
    readonly openTickets?: TicketOpener | undefined;
  };

/** Only the app itself can be checked while nothing else is known of it. */
const withoutClient = [botCheck, scopesCheck, eventsCheck, connectionCheck];

/**
 * Checks an integration by named checks, one by one: the platform and the clock, credentials and region, the bot, scopes against what the
 * pipelines need, events of the published version, long connections, ranges, the webhook. It returns the report over all of them. It
 * opens no long connection and changes nothing.
 * @throws StoppedError when `signal` is aborted
 */
export async function* checkIntegration(
  options: IntegrationCheckOptions,
): AsyncGenerator<CheckLine, CheckReport, void> {
  const lines: CheckLine[] = [];
  const { client, close } = await openClient(options);
  const { clock = systemClock, environment = process.env } = options;
  const context: CheckContext = { ...options, client, clock, environment };
  let bot: CheckReport['bot'];
  try {
    for await (const line of linesOf(context, (found) => {
      bot = found;
    })) {
      lines.push(line);
      yield line;
    }
  } finally {
    await close();
  }
  const { mode, webhook } = options;
  return {
    lines,
    isOk: lines.every(({ outcome }) => outcome !== 'failed'),
    mode,
    ...(bot === undefined ? {} : { bot }),
    ...(webhook === undefined ? {} : { webhookUrl: webhook.url }),
  };
}

async function* linesOf(context: CheckContext, onBot: (bot: CheckReport['bot']) => void): AsyncGenerator<CheckLine> {
  yield* checkPlatform(context);
  const isKnown = yield* checkCredentials(context);
  const { client, signal, webhook } = context;
  if (!isKnown || client === undefined) {
    const why = isKnown
      ? { en: 'Skipped: is checked for each company, in its pipeline', zh: '未检查：请在各企业的管道中检查' }
      : { en: 'Skipped: the platform does not accept the app', zh: '未检查：平台不接受该应用' };
    for (const check of withoutClient) yield skippedLine(check, why);
  } else {
    const { line, bot } = await checkBot(client, signal);
    onBot(bot);
    yield line;
    yield* checkScopes(context, client);
    yield* checkEvents(context, client);
    yield await checkConnections(context, client);
    yield* checkRanges(context, client);
  }
  if (context.mode === 'webhook' && webhook !== undefined) yield await checkWebhook(webhook, context, randomBytes);
}

interface OpenedClient {
  readonly client: OpenPlatformClient | undefined;
  close(): Promise<void>;
}

async function openClient(options: Omit<IntegrationCheckOptions, 'client'>): Promise<OpenedClient> {
  const { source, clients, openTickets, logger, clock } = options;
  const { credentials } = source;
  if (credentials.auth_type === 'store_app' && credentials.tenant_key === undefined) {
    return { client: undefined, close: async () => {} };
  }
  return await createClient(source, {
    clients,
    openTickets,
    logger,
    ...(clock === undefined ? {} : { clock }),
    retryBudgetMs: 10_000,
  });
}

/**
 * Asks the tenant's administrator for the scopes of the published version that are not granted.
 * @throws ConfigError `lark.call.failed` when nothing is left to ask for, or it was asked for before
 */
export async function applyScopes(
  options: Pick<IntegrationCheckOptions, 'source' | 'clients' | 'openTickets' | 'logger' | 'signal'>,
): Promise<void> {
  const { source, clients, openTickets, logger, signal } = options;
  const { client, close } = await createClient(source, { clients, openTickets, logger });
  try {
    await client.call(applicationEndpoints.applyScopes, { body: {}, signal });
  } finally {
    await close();
  }
}
