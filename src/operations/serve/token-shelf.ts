import { createHash } from 'node:crypto';
import { type Clock, rest } from '../../model/clock.ts';
import { Secret } from '../../model/secret.ts';
import type { AccessToken } from '../../model/service/access-token.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { BodyVault } from '../../model/triggers/sealed-text.ts';
import type { TokenFetcher, TokenName, TokenSharing } from '../../open-platform/tokens/token-fetcher.ts';

/** Where processes of the service leave tokens for each other. */
export interface TokenShelfParts {
  readonly store: Pick<ServiceTables, 'accessTokens' | 'leases'>;
  readonly bodies: BodyVault;
  readonly clock: Clock;
  /** Of this asking: two of one process do not fetch the same token side by side either. */
  readonly newHolder: () => string;
}

/** From here on the platform gives a new one, and both are good until they end. */
const renewMs = 30 * 60_000;
/** Whoever fetches is given so long before another one tries as well: two tokens do no harm. */
const fetchingMs = 10_000;
const lookMs = 150;

/**
 * Tokens of an integration's app, for all processes: one fetches, and leaves what it has got in the store, sealed. Nothing is fetched before
 * somebody needs it; so after a start the fetches are spread as the work is.
 */
export class TokenShelf {
  readonly #parts: TokenShelfParts;
  readonly #integrationId: string;

  constructor(parts: TokenShelfParts, integrationId: string) {
    this.#parts = parts;
    this.#integrationId = integrationId;
  }

  readonly sharing: TokenSharing = (name, fetcher) => async (call, rejected) =>
    (await this.#find(name, rejected)) ?? (await this.#alone(name, () => fetcher(call, rejected), rejected));

  /** One process fetches; the others wait until it has, or is known not to. */
  async #alone(
    name: TokenName,
    ask: () => ReturnType<TokenFetcher>,
    rejected: Secret | undefined,
  ): Promise<AccessToken> {
    const { store, clock, newHolder } = this.#parts;
    const holder = newHolder();
    const lease = [`token ${this.#integrationId} ${rowName(name)}`];
    while ((await store.leases.hold(lease, holder, fetchingMs)).length === 0) {
      await rest(clock, lookMs);
      const found = await this.#find(name, rejected);
      if (found !== undefined) return found;
    }
    try {
      const found = await this.#find(name, rejected);
      if (found !== undefined) return found;
      const fetched = await ask();
      await this.#leave(name, fetched);
      return fetched;
    } finally {
      await store.leases.release(lease, holder);
    }
  }

  async #find(name: TokenName, rejected: Secret | undefined): Promise<AccessToken | undefined> {
    const { store, bodies } = this.#parts;
    const kept = await store.accessTokens.find(this.#integrationId, rowName(name));
    if (kept === undefined || kept.expiresInMs <= renewMs) return undefined;
    const text = await bodies.open(kept.sealed, boundTo(name));
    if (text === undefined) return undefined;
    const token = new Secret(text);
    return rejected?.equals(token) === true ? undefined : { token, expiresInMs: kept.expiresInMs };
  }

  async #leave(name: TokenName, { token, expiresInMs }: AccessToken): Promise<void> {
    const { store, bodies } = this.#parts;
    const sealed = await bodies.seal({ kind: 'integration', id: this.#integrationId }, boundTo(name), token.reveal());
    await store.accessTokens.set(this.#integrationId, rowName(name), { sealed, expiresInMs });
  }
}

const rowName = ({ kind, tenantKey }: TokenName): string => `${kind} ${tenantKey}`;

/** Where the app or its secret is another one, nothing opens. */
function boundTo({ app, kind, tenantKey, proof }: TokenName): string {
  const digest = createHash('sha256').update(proof.reveal()).digest('base64');
  return JSON.stringify(['access token', app, kind, tenantKey, digest]);
}
