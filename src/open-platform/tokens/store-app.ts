import type { Clock } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';
import { authEndpoints } from '../endpoints/auth.ts';
import { platformCode } from '../error-map.ts';
import { type FetchedToken, TokenCache } from './token-cache.ts';
import { type AppSecret, readToken, type TokenCall, type TokenFetcher } from './token-fetcher.ts';

/** Where the newest `app_ticket` is kept that the platform has pushed. */
export interface TicketStore {
  ticket(appId: string): Promise<Secret | undefined>;
}

interface StoreAppOptions extends AppSecret {
  readonly tickets: TicketStore;
  readonly clock: Clock;
  /** Puts what other processes have fetched before its own token. */
  readonly share?: ((fetcher: TokenFetcher) => TokenFetcher) | undefined;
  /** Got elsewhere; tickets are needed only once it is no longer accepted. */
  readonly appAccessToken?: Secret | undefined;
}

/** "get app access token fail": the ticket is not, or no longer, good. */
const ticketRefused = 10012;
/** "get tenant access token fail": the app's token is not good, or the tenant has not installed the app. */
const tenantRefused = 10013;
/** After a ticket was asked for, the platform pushes it within moments, to wherever events are received. */
const ticketTimeoutMs = 30_000;
const pollIntervalMs = 500;
/** The platform takes the newest two; an older one is no secret any more. */
const maxTickets = 4;

/**
 * An app of the store: ticket → app access token → one tenant access token for each tenant. One app token for all tenants of the
 * process. https://open.feishu.cn/document/server-docs/authentication-management/access-token/app_access_token
 */
export class StoreApp {
  readonly #options: StoreAppOptions;
  readonly #cache: TokenCache<TokenCall>;
  /** The newest ones that were used. */
  #tickets: readonly Secret[] = [];
  #staticAppToken: Secret | undefined;

  constructor(options: StoreAppOptions) {
    this.#options = options;
    this.#staticAppToken = options.appAccessToken;
    const { clock, share = (fetcher) => fetcher } = options;
    this.#cache = new TokenCache({ clock, fetchToken: share((call) => this.#fetchAppToken(call)) });
  }

  /** Everything that must be kept out of texts. */
  get secrets(): readonly Secret[] {
    const { appAccessToken } = this.#options;
    return [...this.#cache.known, ...this.#tickets, ...(appAccessToken === undefined ? [] : [appAccessToken])];
  }

  /** Gets tokens for one tenant. */
  forTenant(tenantKey: string): TokenFetcher {
    return async (call) => {
      for (let attempt = 1; ; attempt++) {
        const appToken = this.#staticAppToken ?? (await this.#cache.get(call));
        try {
          const body = { app_access_token: appToken.reveal(), tenant_key: tenantKey };
          const endpoint = authEndpoints.tenantAccessTokenOfStore;
          return readToken(await call(endpoint, body), 'tenant_access_token', endpoint);
        } catch (thrown) {
          if (platformCode(thrown) !== tenantRefused) throw thrown;
          if (attempt === 2) throw notInstalled(this.#options.appId, tenantKey, thrown);
          this.#staticAppToken = undefined;
          this.#cache.invalidate(appToken);
        }
      }
    };
  }

  async #fetchAppToken(call: TokenCall): Promise<FetchedToken> {
    const { appId, tickets } = this.#options;
    const ticket = await tickets.ticket(appId);
    if (ticket !== undefined) {
      try {
        return await this.#exchange(ticket, call);
      } catch (thrown) {
        if (platformCode(thrown) !== ticketRefused) throw thrown;
      }
    }
    return await this.#exchange(await this.#askForTicket(ticket, call), call);
  }

  async #exchange(ticket: Secret, call: TokenCall): Promise<FetchedToken> {
    const { appId, appSecret } = this.#options;
    this.#tickets = [ticket, ...this.#tickets.filter((known) => !known.equals(ticket))].slice(0, maxTickets);
    const endpoint = authEndpoints.appAccessToken;
    const question = { app_id: appId, app_secret: appSecret.reveal(), app_ticket: ticket.reveal() };
    return readToken(await call(endpoint, question), 'app_access_token', endpoint);
  }

  /** Asks for another ticket than the one that is no good, and waits until it has been pushed. */
  async #askForTicket(bad: Secret | undefined, call: TokenCall): Promise<Secret> {
    const { appId, tickets, clock } = this.#options;
    await requestTicket(this.#options, call);
    const until = clock.elapsed() + ticketTimeoutMs;
    for (;;) {
      const ticket = await tickets.ticket(appId);
      if (ticket !== undefined && (bad === undefined || !ticket.equals(bad))) return ticket;
      if (clock.elapsed() >= until) {
        throw new ConfigError({
          code: 'events.ticket.missing',
          message: {
            en: `No app_ticket of ${appId} has arrived within ${ticketTimeoutMs / 1000} seconds of asking for one`,
            zh: `请求 app_ticket 后 ${ticketTimeoutMs / 1000} 秒内没有收到 ${appId} 的 app_ticket`,
          },
        });
      }
      await clock.sleep(pollIntervalMs);
    }
  }
}

/** Has the platform push another ticket to where the app's events go. */
export async function requestTicket({ appId, appSecret }: AppSecret, call: TokenCall): Promise<void> {
  await call(authEndpoints.resendTicket, { app_id: appId, app_secret: appSecret.reveal() });
}

function notInstalled(appId: string, tenantKey: string, cause: unknown): ConfigError {
  return new ConfigError({
    code: 'lark.app.disabled',
    message: {
      en: `The platform gives ${appId} no token for tenant ${tenantKey}`,
      zh: `平台不为 ${appId} 发放企业 ${tenantKey} 的令牌`,
    },
    cure: {
      en: 'The tenant has uninstalled the app, or the key is wrong: `larkstream status` lists who has installed it.',
      zh: '该企业已卸载应用，或 tenant_key 有误：`larkstream status` 会列出已安装的企业。',
    },
    cause,
  });
}
