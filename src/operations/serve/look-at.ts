import { createClient } from '../../app/create-client.ts';
import { createTickets } from '../../app/create-tickets.ts';
import type { Config } from '../../config/settings.ts';
import type { FeedContext } from '../../feeds/feed-context.ts';
import { grantedScopes } from '../../feeds/granted-scopes.ts';
import { modules } from '../../feeds/registry.ts';
import { systemClock } from '../../model/clock.ts';
import { ConfigError, LarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { LookRequest, ScopesOfApp, SeenThing } from '../../model/service/look.ts';
import type { ClientPool } from '../open-clients.ts';

/** What an app is asked through. */
export interface LookOptions {
  readonly config: Config;
  readonly clients: ClientPool;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A person waits: what does not work soon is told. */
const retryBudgetMs = 10_000;

/** What somebody has pasted into the form of a module. @throws LarkstreamError `config.usage.invalid` for a module that knows no links */
export async function lookAt(options: LookOptions, { module, reference }: LookRequest): Promise<SeenThing> {
  const questions = await modules.find(({ name }) => name === module)?.loadQuestions?.();
  const see = questions?.see;
  if (see === undefined) {
    throw new ConfigError({
      code: 'config.usage.invalid',
      message: { en: `The module ${module} has nothing to look up`, zh: `模块 ${module} 没有可查询的内容` },
    });
  }
  return await withContext(options, async (context) => await see(reference, context));
}

/** Which scopes the app has been granted. @throws LarkstreamError when they can't be listed */
export async function readScopes(options: LookOptions): Promise<ScopesOfApp> {
  return await withContext(options, async (context) => {
    const granted = await grantedScopes(context);
    if (granted instanceof LarkstreamError) throw granted;
    return { granted: [...granted].sort(), consoleUrl: context.client.consoleUrl };
  });
}

/** Asks through the client of the app. */
export async function withContext<T>(options: LookOptions, act: (context: FeedContext) => Promise<T>): Promise<T> {
  const { config, clients, logger, signal } = options;
  const openTickets = createTickets(config.events.store);
  const { client, close } = await createClient(config.source, { clients, openTickets, logger, retryBudgetMs });
  try {
    return await act({ client, clock: systemClock, logger, signal });
  } finally {
    await close();
  }
}
