import type { SourceSettings } from '../config/settings.ts';
import { type Clock, systemClock } from '../model/clock.ts';
import type { Secret } from '../model/secret.ts';
import { type ClientKey, ClientPool } from '../open-platform/client-pool.ts';
import type { ClientUse, OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { platformAddress } from '../open-platform/regions.ts';
import type { TokenSharing } from '../open-platform/tokens/token-fetcher.ts';
import { closeAll } from '../util/close-all.ts';
import { createCredentials, proofOfPlace } from './create-credentials.ts';
import type { TicketOpener } from './create-tickets.ts';

/** What of the source's settings decides how calls are made; modules have no part in it. */
type AppSettings = Pick<SourceSettings, 'region' | 'base_url' | 'credentials' | 'rate_limit_scale'>;

/** What a client needs besides the settings, passed in where tests or the process have their own. */
export interface CreateClientOptions extends ClientUse {
  /** Of the process: who calls for the same app and tenant shares its token and its limits. A pool of its own when absent. */
  readonly clients?: ClientPool | undefined;
  readonly clock?: Clock;
  /** Undefined where nothing receives events, and so no tickets of an app of the store. */
  readonly openTickets?: TicketOpener | undefined;
}

/** `close()` is due; it leaves open a pool that was passed in. */
interface CreatedClient {
  readonly client: OpenPlatformClient;
  close(): Promise<void>;
}

/** A client of the configured app in its tenant; nothing is called yet. @throws ConfigError `config.setting.invalid` */
export async function createClient(settings: AppSettings, options: CreateClientOptions = {}): Promise<CreatedClient> {
  const { clients = createClientPool(), clock = systemClock, openTickets, ...use } = options;
  const { region, base_url, rate_limit_scale: rateLimitScale } = settings;
  const client = await clients.use(
    keyOf(settings, openTickets),
    (storeApp) => ({
      region,
      ...(base_url === undefined ? {} : { baseUrl: base_url }),
      credentials: createCredentials(settings, { clock, storeApp, openTickets, sharing: clients.sharing }),
      clock,
    }),
    { ...use, rateLimitScale },
  );
  const close = (): Promise<void> =>
    closeAll(
      () => client.close(),
      () => (options.clients === undefined ? clients.close() : undefined),
    );
  return { client, close };
}

/** The clients of a process, made as they are needed; `close()` is due. `sharing`: how it has tokens in common with others. */
export function createClientPool(clock: Clock = systemClock, sharing?: TokenSharing): ClientPool {
  return new ClientPool({ clock, sharing });
}

/** App, tenant and what proves them: who has typed another secret, or keeps tickets elsewhere, gets another client. */
function keyOf({ region, base_url, credentials }: AppSettings, openTickets: TicketOpener | undefined): ClientKey {
  const isForStore = credentials.auth_type === 'store_app';
  const tenant = isForStore ? credentials.tenant_key : undefined;
  const { origin, pathPrefix } = platformAddress(region, base_url);
  const proofs = isForStore
    ? [credentials.tenant_access_token, credentials.app_access_token, proofOfPlace(openTickets)]
    : [];
  return {
    app: JSON.stringify([origin, pathPrefix, credentials.app_id, tenant ?? '']),
    proofs: [whenSet(() => credentials.app_secret), ...proofs],
  };
}

/** A secret whose variable is not set throws where it is read, and is not needed as long as nothing is called. */
function whenSet(read: () => Secret): Secret | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
