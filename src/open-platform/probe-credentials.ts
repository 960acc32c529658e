import { type LarkstreamError, toLarkstreamError } from '../model/errors.ts';
import { type ClientOptions, OpenPlatformClient } from './open-platform-client.ts';
import { requestTicket } from './tokens/store-app.ts';
import type { AppSecret } from './tokens/token-fetcher.ts';

/** An app at a place where it may not be known. Everything is its own: no token, limit or error of those who read is touched. */
export interface ProbeOptions extends Pick<ClientOptions, 'region' | 'baseUrl' | 'clock' | 'logger' | 'environment'> {
  readonly app: AppSecret;
  /** An app of the store proves itself by asking for a ticket, which is pushed to where its events go and changes nothing else. */
  readonly isForStore: boolean;
}

/** Whether the platform knows the app by its id and secret: undefined when it does, else why not. */
export async function probeCredentials({
  app,
  isForStore,
  ...options
}: ProbeOptions): Promise<LarkstreamError | undefined> {
  try {
    const credentials = { appId: app.appId, appSecret: app.appSecret };
    const client = new OpenPlatformClient({ ...options, credentials, retryBudgetMs: 0, timeoutMs: 10_000 });
    try {
      if (isForStore) await requestTicket(app, (endpoint, body) => client.callFlat(endpoint, { body }));
      else await client.authenticate();
    } finally {
      await client.close();
    }
    return undefined;
  } catch (thrown) {
    return toLarkstreamError(thrown);
  }
}
