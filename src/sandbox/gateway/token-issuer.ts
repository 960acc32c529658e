import { randomFor } from '../random.ts';
import type { Answer } from '../route.ts';
import type { App, Apps } from './apps.ts';

const renewalMs = 30 * 60_000;

interface IssuedToken {
  readonly token: string;
  readonly app: App;
  /** Undefined for the token of an app of the store itself. */
  readonly tenantKey: string | undefined;
  readonly endMs: number;
}

/** `now` is the clock `arrivalNow` in milliseconds, so that tokens also expire while the content stands still. */
interface TokenIssuerOptions {
  readonly seed: number;
  readonly lifetimeSeconds: number;
  readonly apps: Apps;
  /** The tenant whose custom apps these are. */
  readonly tenantKey: string;
  readonly now: () => number;
  /** Called when a new ticket is asked for. */
  readonly onTicketWanted: (app: App) => void;
}

type Body = Readonly<Record<string, unknown>>;
type Issued = { readonly code: number; readonly msg: string } | Answer;

const invalid = { code: 10003, msg: 'invalid param' };

/**
 * Hands out tokens as auth/v3 documents it: the same one, with its remaining seconds, while 30 minutes or more remain;
 * after that a new one, and both are valid until their own end.
 */
export class TokenIssuer {
  readonly #options: TokenIssuerOptions;
  readonly #issued = new Map<string, IssuedToken>();
  readonly #newest = new Map<string, IssuedToken>();
  #made = 0;

  constructor(options: TokenIssuerOptions) {
    this.#options = options;
  }

  /** The answer of an endpoint below `/open-apis/auth/v3`. Failures are HTTP 200 with a code, without `error` (captured live). */
  answer(path: string, body: Body): Issued {
    const { app_id: appId, app_secret: secret } = body;
    if (path.endsWith('/auth/v3/tenant_access_token')) return this.#tenantTokenOfStore(body);
    if (typeof appId !== 'string' || typeof secret !== 'string' || !/^cli_[0-9a-zA-Z]{8,32}$/.test(appId))
      return invalid;
    const app = this.#options.apps.find(appId);
    if (app === undefined) return { code: 10014, msg: 'app id not exists' };
    if (app.appSecret !== secret) return { code: 10014, msg: 'app secret invalid' };
    if (path.endsWith('/internal')) return this.#internal(app, path.includes('/app_access_token'));
    if (path.endsWith('/app_ticket/resend')) return this.#resend(app);
    return this.#appTokenOfStore(app, body.app_ticket);
  }

  /** Whose valid tenant token this is. */
  holderOf(token: string): { readonly app: App; readonly tenantKey: string } | undefined {
    const issued = this.#issued.get(token);
    if (issued?.tenantKey === undefined) return undefined;
    const { app, tenantKey } = issued;
    if (issued.endMs > this.#options.now() && app.tenants.has(tenantKey)) return { app, tenantKey };
    this.#issued.delete(token);
    return undefined;
  }

  /** Makes every token invalid before its time, as happens when a secret is rotated. */
  revokeAll(): void {
    this.#issued.clear();
    this.#newest.clear();
  }

  #internal(app: App, withAppToken: boolean): Issued {
    if (app.kind === 'store') return invalid;
    const { token, expire } = this.#current(app, this.#options.tenantKey);
    const tenant = { tenant_access_token: token, expire };
    return { data: withAppToken ? { app_access_token: token, ...tenant } : tenant };
  }

  #resend(app: App): Issued {
    if (app.kind === 'custom') return { code: 10016, msg: 'app resend fail' };
    this.#options.onTicketWanted(app);
    return { data: {} };
  }

  #appTokenOfStore(app: App, ticket: unknown): Issued {
    if (app.kind === 'custom' || typeof ticket !== 'string') return invalid;
    if (!app.tickets.includes(ticket)) return { code: 10012, msg: 'get app access token fail' };
    const { token, expire } = this.#current(app, undefined);
    return { data: { app_access_token: token, expire } };
  }

  #tenantTokenOfStore({ app_access_token: token, tenant_key: tenantKey }: Body): Issued {
    if (typeof token !== 'string' || typeof tenantKey !== 'string') return invalid;
    const issued = this.#issued.get(token);
    const isGood = issued !== undefined && issued.tenantKey === undefined && issued.endMs > this.#options.now();
    if (!isGood || !issued.app.tenants.has(tenantKey)) return { code: 10013, msg: 'get tenant access token fail' };
    const made = this.#current(issued.app, tenantKey);
    return { data: { tenant_access_token: made.token, expire: made.expire } };
  }

  #current(app: App, tenantKey: string | undefined): { readonly token: string; readonly expire: number } {
    const nowMs = this.#options.now();
    const key = `${app.appId}/${tenantKey ?? ''}`;
    const newest = this.#newest.get(key);
    const issued =
      newest !== undefined && newest.endMs - nowMs >= renewalMs ? newest : this.#make(app, tenantKey, nowMs);
    this.#newest.set(key, issued);
    return { token: issued.token, expire: Math.floor((issued.endMs - nowMs) / 1000) };
  }

  #make(app: App, tenantKey: string | undefined, nowMs: number): IssuedToken {
    const random = randomFor(this.#options.seed, 'token', app.appId, this.#made++);
    const issued = {
      token: `${tenantKey === undefined ? 'a' : 't'}-g104${random.hex(36).toUpperCase()}`,
      app,
      tenantKey,
      endMs: nowMs + this.#options.lifetimeSeconds * 1000,
    };
    this.#issued.set(issued.token, issued);
    return issued;
  }
}
