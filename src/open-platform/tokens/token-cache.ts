import type { Clock } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';

/** A tenant access token as the platform handed it out. */
export interface FetchedToken {
  readonly token: Secret;
  /** The remaining life, which is any value up to two hours: the platform hands out the token it already has. */
  readonly expiresInMs: number;
}

interface TokenCacheOptions {
  readonly clock: Clock;
  readonly fetchToken: () => Promise<FetchedToken>;
  /** A renewal ahead of time failed; the token in use is still good. */
  readonly onEarlyRenewalFailed?: (error: unknown) => void;
}

/** From here on the platform hands out a new token, and the old one stays good until its end: renewing is free. */
const renewAheadMs = 30 * 60_000;
const renewAtLatestMs = 3 * 60_000;
/** Calls that start together must not ask for a token again and again when the secret is wrong. */
const rememberRefusalMs = 5_000;
const retryEarlyRenewalMs = 60_000;

/**
 * One access token, for all calls that carry it. One renewal at a time, however many calls wait for it.
 *
 * ```
 *   fetched ─────────────── 30 min before ──────── 3 min before ── end
 *             in use         renewed in passing     waited for
 * ```
 *
 * https://open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal
 */
export class TokenCache {
  readonly #options: TokenCacheOptions;
  #token: Secret | undefined;
  #expiresAt = 0;
  #lifeMs = 0;
  #flight: Promise<Secret> | undefined;
  #noEarlyRenewalBefore = 0;
  #refusal: { readonly error: ConfigError; readonly until: number } | undefined;

  constructor(options: TokenCacheOptions) {
    this.#options = options;
  }

  /** Every token that may still be in use, for those who must keep it out of texts. */
  readonly known: Set<Secret> = new Set();

  async get(): Promise<Secret> {
    const now = this.#options.clock.now();
    const leftMs = this.#expiresAt - now;
    // A short-lived token must not be renewed at every call.
    if (this.#token === undefined || leftMs <= Math.min(renewAtLatestMs, this.#lifeMs / 10)) return this.#renew();
    const aheadMs = this.#lifeMs > renewAheadMs ? renewAheadMs : this.#lifeMs / 4;
    if (leftMs < aheadMs && now >= this.#noEarlyRenewalBefore) this.#renewInPassing(now);
    return this.#token;
  }

  /** Forgets the token unless another one has taken its place since it was used. */
  invalidate(rejected: Secret): void {
    if (this.#token === rejected) this.#token = undefined;
  }

  #renewInPassing(now: number): void {
    this.#noEarlyRenewalBefore = now + retryEarlyRenewalMs;
    this.#renew().catch((error: unknown) => this.#options.onEarlyRenewalFailed?.(error));
  }

  #renew(): Promise<Secret> {
    this.#flight ??= this.#fetch().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #fetch(): Promise<Secret> {
    const { clock, fetchToken } = this.#options;
    const askedAt = clock.now();
    if (this.#refusal !== undefined && askedAt < this.#refusal.until) throw this.#refusal.error;
    try {
      const { token, expiresInMs } = await fetchToken();
      this.#refusal = undefined;
      this.#token = token;
      this.#lifeMs = expiresInMs;
      this.#expiresAt = askedAt + expiresInMs;
      this.known.add(token);
      return token;
    } catch (error) {
      if (error instanceof ConfigError) this.#refusal = { error, until: clock.now() + rememberRefusalMs };
      throw error;
    }
  }
}
