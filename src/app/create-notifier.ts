import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';
import type { HostGuard } from '../model/service/host-guard.ts';
import type { Notifier, OpenedChat } from '../model/service/notifier.ts';
import { sendToChat } from '../notify/send-to-chat.ts';
import { sendToUrl } from '../notify/send-to-url.ts';
import type { ClientPool } from '../open-platform/client-pool.ts';
import type { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { createAppClient } from './create-app-client.ts';

interface CreateNotifierOptions {
  /** Of the process, so that a message waits for the same limits as all its other calls. */
  readonly clients: ClientPool;
  readonly guard: HostGuard;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Whoever sends tries again later: a call need not be repeated for long. */
const retryBudgetMs = 10_000;

/** Tells people by mail, at a URL, in a chat. */
export function createNotifier(options: CreateNotifierOptions): Notifier {
  const { guard, environment, clock } = options;
  return {
    send: async (channel, notice, signal) => {
      const { language } = channel;
      if (channel.kind === 'mail') {
        const { sendMail } = await import('../notify/send-mail.ts');
        await sendMail(channel, notice, { guard, language, signal });
      } else if (channel.kind === 'url')
        await sendToUrl(channel, notice, { guard, environment, signal, now: () => clock.now() });
      else await withClient(channel, options, (client) => sendToChat(client, { ...channel, notice, signal }));
    },
  };
}

async function withClient(
  { app }: OpenedChat,
  { clients, logger }: CreateNotifierOptions,
  work: (client: OpenPlatformClient) => Promise<void>,
): Promise<void> {
  const { client, close } = await createAppClient(app, { clients, logger, retryBudgetMs });
  try {
    await work(client);
  } finally {
    await close();
  }
}
