import { createMessenger } from '../../app/create-messenger.ts';
import { systemClock } from '../../model/clock.ts';
import type { Logger } from '../../model/logger.ts';
import type { ChatRequest, DirectoryChat, DirectoryPage } from '../../model/service/directory.ts';
import type { LoadedConfig } from '../../model/service/loaded-config.ts';
import { orAborted } from '../../util/or-aborted.ts';
import type { ClientPool } from '../open-clients.ts';

/** One page of the groups that the bot of an app is in. */
export async function readChats(
  loaded: LoadedConfig,
  request: ChatRequest,
  options: { readonly clients: ClientPool; readonly logger: Logger; readonly signal: AbortSignal },
): Promise<DirectoryPage<DirectoryChat>> {
  const { signal, ...use } = options;
  const { messenger, close } = await createMessenger(loaded, { ...use, clock: systemClock, language: 'en' });
  try {
    const { items, next } = await orAborted(messenger.chats(request), signal);
    const chats = items.map(({ chatId, name, kind, isExternal }) => ({
      ...{ id: chatId, name: name === '' ? undefined : name, kind, isExternal },
    }));
    return { items: chats, next };
  } finally {
    await close();
  }
}
