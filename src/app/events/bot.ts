import type { SourceSettings } from '../../config/settings.ts';
import type { Clock } from '../../model/clock.ts';
import { botEndpoints } from '../../open-platform/endpoints/bot.ts';
import { readObject, readText } from '../../util/json.ts';

/** The name of the app's bot. Costs a token and a call; says null instead of failing, for it is only shown. */
export async function askForBot(
  { region, base_url: baseUrl, credentials }: SourceSettings,
  clock: Clock,
): Promise<string | null> {
  // An app of the store has a bot in each tenant.
  if (credentials.auth_type === 'store_app') return null;
  const { OpenPlatformClient } = await import('../../open-platform/client.ts');
  const client = new OpenPlatformClient({
    region,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    credentials: { appId: credentials.app_id, appSecret: credentials.app_secret },
    clock,
    retryBudgetMs: 5_000,
  });
  try {
    return readText(readObject(await client.callFlat(botEndpoints.info), 'bot'), 'app_name');
  } catch {
    return null;
  } finally {
    await client.close();
  }
}
