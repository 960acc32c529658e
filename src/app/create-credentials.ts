import type { SourceSettings, StoreAppCredentials } from '../config/settings.ts';
import type { Clock } from '../model/clock.ts';
import { ConfigError } from '../model/errors.ts';
import { Secret } from '../model/secret.ts';
import type { AppCredentials } from '../open-platform/caller.ts';
import type { StoreAppProvider } from '../open-platform/client-pool.ts';
import { platformAddress } from '../open-platform/regions.ts';
import { StoreApp, type TicketStore } from '../open-platform/tokens/store-app.ts';
import {
  customAppToken,
  staticToken,
  type TokenFetcher,
  type TokenName,
  type TokenSharing,
} from '../open-platform/tokens/token-fetcher.ts';
import type { TicketOpener } from './create-tickets.ts';

/** What the process shares among the apps that it calls for. */
interface CredentialContext {
  readonly clock: Clock;
  /** An app of the store has one token for all tenants of the process. */
  readonly storeApp: StoreAppProvider;
  /** Undefined where nothing receives events, and so no tickets of an app of the store. */
  readonly openTickets: TicketOpener | undefined;
  readonly sharing: TokenSharing | undefined;
}

type App = Pick<SourceSettings, 'region' | 'base_url' | 'credentials'>;

const noTickets: TicketStore = { ticket: async () => undefined };

/**
 * How the client comes by its tokens.
 * @throws ConfigError `config.setting.invalid` when an app of the store names no tenant.
 */
export function createCredentials(settings: App, context: CredentialContext): AppCredentials {
  const { credentials } = settings;
  const { app_id: appId } = credentials;
  // Read on use: commands that make no call need no secret.
  const app = {
    appId,
    get appSecret() {
      return credentials.app_secret;
    },
  };
  const name = { app: appKey(settings), kind: 'tenant' } as const;
  if (credentials.auth_type === 'custom_app') {
    const fetchToken = shared(context.sharing, () => ({ ...name, tenantKey: '', proof: app.appSecret }))((...asked) =>
      customAppToken(app)(...asked),
    );
    return context.sharing === undefined ? app : Object.assign(app, { fetchToken });
  }
  if (credentials.tenant_access_token !== undefined) {
    const token = credentials.tenant_access_token;
    return Object.assign(app, { fetchToken: staticToken(token), otherSecrets: () => [token] });
  }
  if (credentials.tenant_key === undefined) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: 'source.credentials.tenant_key is missing: this command reads one tenant of a store app',
        zh: '缺少 source.credentials.tenant_key：商店应用在此一次读取一个企业',
      },
      cure: {
        en: 'Set the tenant. Only `larkstream sync --live` works without: it reads every tenant that has installed the app.',
        zh: '请指定企业。只有 `larkstream sync --live` 可以不指定：它读取安装了该应用的每个企业。',
      },
    });
  }
  if (context.openTickets === undefined && credentials.app_access_token === undefined) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: 'source.credentials: a store app gets its tickets as events, which this program does not receive',
        zh: 'source.credentials：商店应用的 app_ticket 以事件推送，此处不接收事件',
      },
      cure: {
        en: 'Set a token from another program: tenant_access_token, or app_access_token with tenant_key. `larkstream` itself receives tickets.',
        zh: '请填写在别处获取的令牌：tenant_access_token，或 app_access_token 与 tenant_key。`larkstream` 本身可以接收 app_ticket。',
      },
    });
  }
  const store = storeAppOf(settings, credentials, context);
  const { tenant_key: tenantKey } = credentials;
  const share = shared(context.sharing, () => ({ ...name, tenantKey, proof: app.appSecret }));
  return Object.assign(app, { fetchToken: share(store.forTenant(tenantKey)), otherSecrets: () => store.secrets });
}

function storeAppOf(
  settings: App,
  credentials: StoreAppCredentials,
  { clock, storeApp, openTickets, sharing }: CredentialContext,
): StoreApp {
  const { app_id: appId, app_secret: appSecret, app_access_token: appAccessToken } = credentials;
  const key = {
    app: appKey(settings),
    // Who has typed another secret, or keeps the tickets elsewhere, has nothing of what this one was let in to.
    proofs: [appSecret, appAccessToken, proofOfPlace(openTickets)],
  };
  return storeApp(key, () => {
    const kept = openTickets?.open();
    const share = shared(sharing, () => ({ app: key.app, kind: 'app', tenantKey: '', proof: appSecret }));
    const app = new StoreApp({ appId, appSecret, appAccessToken, clock, tickets: kept ?? noTickets, share });
    return { app, close: async () => await kept?.close() };
  });
}

function appKey({ region, base_url, credentials }: App): string {
  const { origin, pathPrefix } = platformAddress(region, base_url);
  return JSON.stringify([origin, pathPrefix, credentials.app_id]);
}

/** The name is asked for when a token is: commands that make no call need no secret. */
function shared(sharing: TokenSharing | undefined, name: () => TokenName): (fetcher: TokenFetcher) => TokenFetcher {
  if (sharing === undefined) return (fetcher) => fetcher;
  return (fetcher) => async (call, rejected) => await sharing(name(), fetcher)(call, rejected);
}

/** Tells places of tickets apart; the address of one may hold a password. */
export function proofOfPlace(openTickets: TicketOpener | undefined): Secret | undefined {
  const place = openTickets?.place;
  return typeof place === 'string' ? new Secret(place) : place;
}
