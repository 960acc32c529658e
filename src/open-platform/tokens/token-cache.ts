import type { Clock } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';

/** A tenant access token as the platform handed it out. */
export interface FetchedToken {
  readonly token: Secret;
  /** The remaining life, which is any value up to two hours: the platform hands out the token it already has. */
  readonly expiresInMs: number;
}

/** `From`: what a token is fetched with, given by whoever asks first. */
interface TokenCacheOptions<From> {
  readonly clock: Clock;
  readonly fetchToken: (from: From, rejected: Secret | undefined) => Promise<FetchedToken>;
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
export class TokenCache<From = void> {
  readonly #options: TokenCacheOptions<From>;
  #token: Secret | undefined;
  #expiresAt = 0;
  /** When each token ends; one that has ended is no secret any more. */
  readonly #endOf = new Map<Secret, number>();
  #lifeMs = 0;
  #rejected: Secret | undefined;
  #flight: Promise<Secret> | undefined;
  #noEarlyRenewalBefore = 0;
  #refusal: { readonly error: ConfigError; readonly until: number } | undefined;

  constructor(options: TokenCacheOptions<From>) {
    this.#options = options;
  }

  /** Every token that may still be in use, for those who must keep it out of texts. */
  get known(): Iterable<Secret> {
    return this.#endOf.keys();
  }

  async get(from: From): Promise<Secret> {
    const now = this.#options.clock.elapsed();
    const leftMs = this.#expiresAt - now;
    // A short-lived token must not be renewed at every call.
    if (this.#token === undefined || leftMs <= Math.min(renewAtLatestMs, this.#lifeMs / 10)) return this.#renew(from);
    const aheadMs = this.#lifeMs > renewAheadMs ? renewAheadMs : this.#lifeMs / 4;
    if (leftMs < aheadMs && now >= this.#noEarlyRenewalBefore) this.#renewInPassing(now, from);
    return this.#token;
  }

  /** Forgets the token unless another one has taken its place since it was used. */
  invalidate(rejected: Secret): void {
    if (this.#token !== rejected) return;
    this.#token = undefined;
    this.#rejected = rejected;
  }

  #renewInPassing(now: number, from: From): void {
    this.#noEarlyRenewalBefore = now + retryEarlyRenewalMs;
    this.#renew(from).catch((error: unknown) => this.#options.onEarlyRenewalFailed?.(error));
  }

  #renew(from: From): Promise<Secret> {
    this.#flight ??= this.#fetch(from).finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #fetch(from: From): Promise<Secret> {
    const { clock, fetchToken } = this.#options;
    const askedAt = clock.elapsed();
    if (this.#refusal !== undefined && askedAt < this.#refusal.until) throw this.#refusal.error;
    try {
      const { token, expiresInMs } = await fetchToken(from, this.#rejected);
      this.#refusal = undefined;
      this.#rejected = undefined;
      this.#token = token;
      this.#lifeMs = expiresInMs;
      this.#expiresAt = askedAt + expiresInMs;
      this.#remember(token, askedAt);
      return token;
    } catch (error) {
      if (error instanceof ConfigError) this.#refusal = { error, until: clock.elapsed() + rememberRefusalMs };
      throw error;
    }
  }
  #remember(token: Secret, now: number): void {
    for (const [known, endsAt] of this.#endOf) if (endsAt <= now) this.#endOf.delete(known);
    this.#endOf.set(token, this.#expiresAt);
  }
}
