import { randomFor } from '../random.ts';
import type { Answer } from '../route.ts';
import type { App, Apps } from './apps.ts';

const renewalMs = 30 * 60_000;

interface IssuedToken {
  readonly token: string;
  readonly app: App;
  readonly endMs: number;
}

export interface TokenDeskSetup {
  readonly seed: number;
  readonly lifetimeSeconds: number;
  readonly apps: Apps;
  readonly now: () => number;
}

/**
 * Hands out tenant tokens as auth/v3 documents it: the same one, with its remaining seconds, while 30 minutes or more remain;
 * after that a new one, and both are valid until their own end.
 */
export class TokenDesk {
  readonly #setup: TokenDeskSetup;
  readonly #issued = new Map<string, IssuedToken>();
  readonly #newest = new Map<string, IssuedToken>();
  #made = 0;

  constructor(setup: TokenDeskSetup) {
    this.#setup = setup;
  }

  /** The answer of either `internal` endpoint. Failures are HTTP 200 with a code, without `error` (captured live). */
  answer(
    body: Readonly<Record<string, unknown>>,
    withAppToken: boolean,
  ): { readonly code: number; readonly msg: string } | Answer {
    const { app_id: appId, app_secret: secret } = body;
    if (typeof appId !== 'string' || typeof secret !== 'string' || !/^cli_[0-9a-zA-Z]{8,32}$/.test(appId)) {
      return { code: 10003, msg: 'invalid param' };
    }
    const app = this.#setup.apps.find(appId);
    if (!app) return { code: 10014, msg: 'app id not exists' };
    if (app.appSecret !== secret) return { code: 10014, msg: 'app secret invalid' };
    const nowMs = this.#setup.now();
    const { token, endMs } = this.#current(app, nowMs);
    const expire = Math.floor((endMs - nowMs) / 1000);
    const tenant = { tenant_access_token: token, expire };
    return { data: withAppToken ? { app_access_token: token, ...tenant } : tenant };
  }

  /** The app whose valid token this is. */
  appOf(token: string): App | undefined {
    const issued = this.#issued.get(token);
    if (!issued) return undefined;
    if (issued.endMs > this.#setup.now()) return issued.app;
    this.#issued.delete(token);
    return undefined;
  }

  /** Makes every token invalid before its time, as happens when a secret is rotated. */
  revokeAll(): void {
    this.#issued.clear();
    this.#newest.clear();
  }

  #current(app: App, nowMs: number): IssuedToken {
    const newest = this.#newest.get(app.appId);
    if (newest && newest.endMs - nowMs >= renewalMs) return newest;
    const random = randomFor(this.#setup.seed, 'token', app.appId, this.#made++);
    const issued = {
      token: `t-g104${random.hex(36).toUpperCase()}`,
      app,
      endMs: nowMs + this.#setup.lifetimeSeconds * 1000,
    };
    this.#issued.set(issued.token, issued);
    this.#newest.set(app.appId, issued);
    return issued;
  }
}
