import type { SourceSettings } from '../config/settings.ts';
import type { Clock } from '../model/clock.ts';
import { botEndpoints } from '../open-platform/endpoints/bot.ts';
import { readObject, readText } from '../util/json.ts';
import { createClient } from './create-client.ts';

/** Asks for the name of the app's bot. Costs a token and a call; says null instead of failing, for it is only shown. */
export function createBotName({ modules: _, ...settings }: SourceSettings, clock: Clock): () => Promise<string | null> {
  return async () => {
    // An app of the store has a bot in each tenant.
    if (settings.credentials.auth_type === 'store_app') return null;
    const client = await createClient(settings, { clock, retryBudgetMs: 5_000 });
    try {
      return readText(readObject(await client.callFlat(botEndpoints.info), 'bot'), 'app_name');
    } catch {
      return null;
    } finally {
      await client.close();
    }
  };
}
