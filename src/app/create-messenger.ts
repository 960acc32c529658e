import { ToldChats } from '../messenger/chats.ts';
import { ContactPeople } from '../messenger/contact-people.ts';
import { OpenPlatformMessenger } from '../messenger/open-platform-messenger.ts';
import type { Clock } from '../model/clock.ts';
import type { Language } from '../model/message.ts';
import type { LoadedConfig } from '../model/service/loaded-config.ts';
import type { ContactPerson } from '../model/triggers/contact-person.ts';
import type { ChatKind } from '../model/triggers/inbound-message.ts';
import type { Messenger } from '../model/triggers/messenger.ts';
import { createAppClient } from './create-app-client.ts';
import type { CreateClientOptions } from './create-client.ts';

/** The bot of an app in one tenant; `close()` is due. */
export interface CreatedMessenger {
  readonly messenger: Messenger;
  chatKindOf(chatId: string): Promise<ChatKind | undefined>;
  chatNameOf(chatId: string): Promise<string | undefined>;
  personOf(openId: string): Promise<ContactPerson | undefined>;
  close(): Promise<void>;
}

/** Speaks for an app of the service, and listens. @throws ConfigError `config.setting.invalid` */
export async function createMessenger(
  loaded: LoadedConfig,
  {
    language,
    ...options
  }: Omit<CreateClientOptions, 'openTickets'> & { readonly clock: Clock; readonly language: Language },
): Promise<CreatedMessenger> {
  const { client, close } = await createAppClient(loaded, options);
  const asked = { client, clock: options.clock };
  const [people, chats] = [new ContactPeople(asked), new ToldChats(asked)];
  return {
    messenger: new OpenPlatformMessenger({ client, language }),
    chatKindOf: async (chatId) => (await chats.find(chatId))?.kind,
    chatNameOf: async (chatId) => (await chats.find(chatId))?.name,
    personOf: (openId) => people.personOf(openId),
    close,
  };
}
