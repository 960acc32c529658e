import type { CredentialSettings, StoreAppCredentials } from '../config/settings.ts';
import type { Clock } from '../model/clock.ts';
import { ConfigError } from '../model/errors.ts';
import type { AppCredentials } from '../open-platform/caller.ts';
import { StoreApp, type TicketStore } from '../open-platform/tokens/store-app.ts';
import { givenToken } from '../open-platform/tokens/token-fetcher.ts';

/** One for each app of the store: its token serves all tenants of the process. */
export type StoreApps = Map<string, StoreApp>;

/** Tickets whose place is to be closed. */
export interface OwnedTickets extends TicketStore {
  close(): Promise<void>;
}

export interface CredentialContext {
  readonly clock: Clock;
  /** Where tickets of apps of the store are kept; undefined where nothing receives events. */
  readonly tickets?: TicketStore | undefined;
  readonly storeApps?: StoreApps | undefined;
}

const noTickets: TicketStore = { ticket: async () => undefined };

/**
 * How the client comes by its tokens.
 * @throws ConfigError `config.setting.invalid` when an app of the store names no tenant.
 */
export function createCredentials(settings: CredentialSettings, context: CredentialContext): AppCredentials {
  const { app_id: appId } = settings;
  // Read when it is used: what is told without a call needs no secret.
  const app = {
    appId,
    get appSecret() {
      return settings.app_secret;
    },
  };
  if (settings.auth_type === 'custom_app') return app;
  if (settings.tenant_access_token !== undefined) {
    const token = settings.tenant_access_token;
    return Object.assign(app, { fetchToken: givenToken(token), otherSecrets: () => [token] });
  }
  if (settings.tenant_key === undefined) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: 'source.credentials.tenant_key is missing: an app of the store reads one tenant at a time here',
        zh: '缺少 source.credentials.tenant_key：商店应用在此一次读取一个企业',
      },
      cure: {
        en: 'Name the tenant. `larkstream sync --live` alone goes without: it reads every tenant that has installed the app.',
        zh: '请指定企业。只有 `larkstream sync --live` 可以不指定：它读取安装了该应用的每个企业。',
      },
    });
  }
  if (context.tickets === undefined && settings.app_access_token === undefined) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: 'source.credentials: an app of the store gets its tickets as events, which are not received here',
        zh: 'source.credentials：商店应用的 app_ticket 以事件推送，此处不接收事件',
      },
      cure: {
        en: 'Give a token that you got elsewhere: tenant_access_token, or app_access_token with tenant_key. `larkstream` itself receives tickets.',
        zh: '请填写在别处获取的令牌：tenant_access_token，或 app_access_token 与 tenant_key。`larkstream` 本身可以接收 app_ticket。',
      },
    });
  }
  const store = storeAppOf(settings, context);
  return Object.assign(app, { fetchToken: store.forTenant(settings.tenant_key), otherSecrets: () => store.secrets });
}

function storeAppOf(settings: StoreAppCredentials, { clock, tickets, storeApps }: CredentialContext): StoreApp {
  const { app_id: appId, app_secret: appSecret, app_access_token: appAccessToken } = settings;
  const app =
    storeApps?.get(appId) ?? new StoreApp({ appId, appSecret, appAccessToken, clock, tickets: tickets ?? noTickets });
  storeApps?.set(appId, app);
  return app;
}
