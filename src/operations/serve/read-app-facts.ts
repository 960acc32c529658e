import { grantedScopes } from '../../feeds/granted-scopes.ts';
import { LarkstreamError } from '../../model/errors.ts';
import type { AppFacts } from '../../model/service/look.ts';
import { botEndpoints } from '../../open-platform/endpoints/bot.ts';
import { imEndpoints } from '../../open-platform/endpoints/im.ts';
import type { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import { readObject, readText } from '../../util/json.ts';
import { isRefused, tried } from './checks/check-line.ts';
import { subscribedTypes } from './checks/event-facts.ts';
import { type LookOptions, withContext } from './look-at.ts';

/** A person waits: groups are looked through up to here. */
const mostPages = 50;

/** What a trigger needs of the app. What the platform does not answer stays undefined. */
export async function readAppFacts(options: LookOptions, chats: readonly string[]): Promise<AppFacts> {
  return await withContext(options, async (context) => {
    const { client, signal } = context;
    const granted = await grantedScopes(context);
    const subscribed = await tried(() => subscribedTypes(client, signal));
    const known = chats.length === 0 ? new Set<string>() : await tried(() => chatsAmong(client, chats, signal));
    return {
      granted: granted instanceof LarkstreamError ? undefined : new Set(granted),
      subscribed: isRefused(subscribed) ? undefined : subscribed,
      chats: isRefused(known) ? undefined : known,
      consoleUrl: client.consoleUrl,
    };
  });
}

/** The `open_id` of the app's bot; undefined when it has none. */
export async function readBotOpenId(options: LookOptions): Promise<string | undefined> {
  return await withContext(options, async ({ client, signal }) => {
    const answer = await client.callFlat(botEndpoints.info, { signal });
    return readText(readObject(answer, 'bot'), 'open_id') ?? undefined;
  });
}

async function chatsAmong(
  client: OpenPlatformClient,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  const found = new Set<string>();
  let pages = 0;
  for await (const { items } of client.pages(imEndpoints.listChats, { pageSize: 100, signal })) {
    for (const item of items) {
      const id = readText(item, 'chat_id') ?? '';
      if (wanted.includes(id)) found.add(id);
    }
    if (found.size === new Set(wanted).size) return found;
    pages += 1;
    if (pages >= mostPages) return undefined;
  }
  return found;
}
