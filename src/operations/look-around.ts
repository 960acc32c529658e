import { createClient } from '../app/create-client.ts';
import type { RegionName } from '../config/settings.ts';
import { toCallObserver } from '../feeds/call-observer.ts';
import type { FeedContext } from '../feeds/feed-context.ts';
import { systemClock } from '../model/clock.ts';
import { silentLogger } from '../model/logger.ts';
import type { Secret } from '../model/secret.ts';
import type { ClientPool } from '../open-platform/client-pool.ts';
import type { RetryNotice } from '../open-platform/retry-notices.ts';

interface LookAroundOptions {
  readonly region: RegionName;
  readonly baseUrl?: string | undefined;
  readonly appId: string;
  readonly appSecret: Secret;
  readonly signal: AbortSignal;
  readonly clients?: ClientPool | undefined;
  readonly onRetry: (notice: RetryNotice) => void;
}

/** What an app can see of a tenant, asked while a configuration is being written. */
export interface LookAround {
  /** @throws LarkstreamError when the platform does not take the credentials. */
  authenticate(): Promise<void>;
  /** With what the questions of modules look. */
  readonly context: FeedContext;
  close(): Promise<void>;
}

/**
 * Prepares the calls; nothing is called yet. They are repeated for 20 seconds at most, because a person waits for the answer.
 * `close()` is due.
 */
export async function openLookAround(options: LookAroundOptions): Promise<LookAround> {
  const { region, baseUrl, appId, appSecret, signal, onRetry } = options;
  const credentials = { auth_type: 'custom_app', app_id: appId, app_secret: appSecret } as const;
  const { client, close } = await createClient(
    { region, ...(baseUrl === undefined ? {} : { base_url: baseUrl }), credentials, rate_limit_scale: 1 },
    // A person waits for the answer.
    { clients: options.clients, retryBudgetMs: 20_000, observer: toCallObserver({ onRetry }, systemClock) },
  );
  return {
    authenticate: async () => {
      await client.authenticate(signal);
    },
    context: { client, clock: systemClock, logger: silentLogger, signal },
    close,
  };
}
