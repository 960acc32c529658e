import type { SourceSettings } from '../config/settings.ts';
import { type Clock, rest } from '../model/clock.ts';
import { botEndpoints } from '../open-platform/endpoints/bot.ts';
import { readObject, readText } from '../util/json.ts';
import { type CreateClientOptions, createClient } from './create-client.ts';

/** A person waits for the answer. */
const patienceMs = 5_000;

type BotNameOptions = CreateClientOptions & { readonly clock: Clock };

/** Asks for the name of the app's bot. Costs a call; says null instead of failing, for it is only shown. */
export function createBotName(settings: SourceSettings, options: BotNameOptions): () => Promise<string | null> {
  return async () => {
    // An app of the store has a bot in each tenant.
    if (settings.credentials.auth_type === 'store_app') return null;
    try {
      return await askName(settings, options);
    } catch {
      return null;
    }
  };
}

async function askName(settings: SourceSettings, options: BotNameOptions): Promise<string | null> {
  const { client, close } = await createClient(settings, options);
  const given = new AbortController();
  void rest(options.clock, patienceMs, given.signal).then(() => given.abort());
  try {
    const answer = await client.callFlat(botEndpoints.info, { signal: given.signal });
    return readText(readObject(answer, 'bot'), 'app_name');
  } finally {
    given.abort();
    await close();
  }
}
