import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import * as oidc from 'openid-client';
import { LarkstreamError } from '../model/errors.ts';
import type { OidcSettings, OpenedProvider, ProvenIdentity, SignInKeys } from '../model/service/sign-in-provider.ts';
import { orAborted } from '../util/or-aborted.ts';
import { type GuardedFetchParts, guardedFetch } from './guarded-fetch.ts';
import { notLetIn, unreachable } from './refusals.ts';

type OpenedOidc = Extract<OpenedProvider, { kind: 'oidc' }>;

const keepMs = 5 * 60_000;
/** A provider that is mended is soon asked again. */
const keepFailedMs = 5_000;
const maxKept = 100;
/** Seconds that the clocks of the provider and of this machine may differ. */
const toleratedSkew = 30;
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whose browser waits: the library takes a signal for all exchanges of a provider only, not for one of them. */
const asking = new AsyncLocalStorage<AbortSignal | undefined>();

interface OidcParts {
  readonly discovery: OidcDiscovery;
  /** Aborted when the browser has gone. */
  readonly signal: AbortSignal;
}

/** Where the browser goes: PKCE, state and nonce tie the answer to it. */
export async function beginOidc(
  provider: OpenedOidc,
  keys: SignInKeys,
  { discovery, signal }: OidcParts,
): Promise<string> {
  const configuration = await orAborted(discovery.of(provider), signal);
  const url = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: keys.redirectUri,
    scope: [...new Set(['openid', 'profile', ...provider.scopes])].join(' '),
    state: keys.state,
    nonce: keys.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(keys.verifier),
    code_challenge_method: 'S256',
  });
  return url.href;
}

/** Changes the code for a token, whose signature, audience, times and nonce are checked, and reads who it is of. */
export async function finishOidc(
  provider: OpenedOidc,
  keys: SignInKeys & { readonly parameters: URLSearchParams },
  { discovery, signal }: OidcParts,
): Promise<ProvenIdentity> {
  const configuration = await orAborted(discovery.of(provider), signal);
  const current = new URL(`${keys.redirectUri}?${keys.parameters}`);
  const exchange = async (): Promise<oidc.IDToken | undefined> => {
    const tokens = await oidc.authorizationCodeGrant(configuration, current, {
      pkceCodeVerifier: keys.verifier,
      expectedState: keys.state,
      expectedNonce: keys.nonce,
      idTokenExpected: true,
    });
    return tokens.claims();
  };
  const claims = await translated(() => asking.run(signal, exchange));
  if (claims === undefined) throw notLetIn({ en: 'The provider gave no ID token', zh: '身份提供方未给出 ID 令牌' });
  const { name, preferred_username: login, sub, iss } = claims;
  const shown = [name, login].find((text): text is string => typeof text === 'string' && text !== '');
  return { issuer: iss, subject: sub, name: shown ?? sub, groups: groupsIn(claims[provider.groupsClaim]) };
}

function groupsIn(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return [claim];
  return Array.isArray(claim) ? claim.filter((group): group is string => typeof group === 'string') : [];
}

/**
 * What providers say of themselves, kept for a while: anybody may begin to sign in, and not every beginning shall cost a provider, or a host
 * behind its name, a request. Its keys are kept with it; an unknown one is looked for anew.
 */
export class OidcDiscovery {
  readonly #parts: GuardedFetchParts & { readonly now: () => number };
  readonly #kept = new Map<string, { readonly until: number; readonly configuration: Promise<oidc.Configuration> }>();

  constructor(parts: GuardedFetchParts & { readonly now: () => number }) {
    this.#parts = parts;
  }

  async of(provider: OpenedOidc): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = provider;
    // With another secret it is another client.
    const secret = createHash('sha256')
      .update(clientSecret?.reveal() ?? '')
      .digest('base64');
    const key = JSON.stringify([issuer, clientId, secret]);
    const known = this.#kept.get(key);
    const now = this.#parts.now();
    if (known !== undefined && known.until > now) return await known.configuration;
    if (this.#kept.size >= maxKept) this.#kept.clear();
    // Others wait for it, too: it does not end when the one who was the first has gone.
    const configuration = asking.run(undefined, () => discover(provider, this.#parts));
    this.#kept.set(key, { until: now + keepMs, configuration });
    try {
      return await configuration;
    } catch (thrown) {
      this.#kept.set(key, { until: now + keepFailedMs, configuration });
      throw thrown;
    }
  }
}

async function discover(
  { issuer, clientId, clientSecret }: OidcSettings & Pick<OpenedOidc, 'clientSecret'>,
  parts: GuardedFetchParts,
): Promise<oidc.Configuration> {
  const address = new URL(issuer);
  const isPlain = address.protocol === 'http:' && loopback.test(address.hostname);
  const configuration = await translated(() =>
    oidc.discovery(
      address,
      clientId,
      { [oidc.clockTolerance]: toleratedSkew },
      clientSecret === undefined ? oidc.None() : oidc.ClientSecretPost(clientSecret.reveal()),
      {
        // Signatures are checked, not only that TLS has brought them. Plain HTTP only on this machine.
        execute: [oidc.enableNonRepudiationChecks, ...(isPlain ? [oidc.allowInsecureRequests] : [])],
        [oidc.customFetch]: fetchThrough(parts),
      },
    ),
  );
  return configuration;
}

function fetchThrough(parts: GuardedFetchParts): oidc.CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const ends = [signal, asking.getStore()].filter((one) => one instanceof AbortSignal);
    return await guardedFetch(
      url,
      {
        method,
        headers,
        body: body === undefined || body === null ? undefined : String(body),
        ...(ends.length === 0 ? {} : { signal: AbortSignal.any(ends) }),
      },
      parts,
    );
  };
}

/** What the library throws, in our words. Its messages hold no secret, and the person at the browser can do nothing with them. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const own = ownOf(thrown);
    if (own !== undefined) throw own;
    if (thrown instanceof oidc.AuthorizationResponseError) {
      throw notLetIn({ en: `The provider answers: ${thrown.error}`, zh: `身份提供方答复：${thrown.error}` }, thrown);
    }
    if (thrown instanceof oidc.ResponseBodyError) {
      throw notLetIn(
        { en: `The provider does not accept the code: ${thrown.error}`, zh: `身份提供方不接受授权码：${thrown.error}` },
        thrown,
      );
    }
    if (thrown instanceof oidc.ClientError && isOfAnswer(thrown.code)) {
      throw notLetIn(
        {
          en: `The answer of the provider does not hold: ${thrown.code}`,
          zh: `身份提供方的答复不成立：${thrown.code}`,
        },
        thrown,
      );
    }
    throw unreachable(
      { en: 'The provider does not answer as OpenID Connect asks for', zh: '身份提供方的应答不符合 OpenID Connect' },
      thrown,
    );
  }
}

/** Our own error, which the library passes on as the cause of one of its own. */
function ownOf(thrown: unknown): LarkstreamError | undefined {
  if (thrown instanceof LarkstreamError) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined ? ownOf(thrown.cause) : undefined;
}

/** Claims, signatures and times that are wrong. The rest says that it is no answer of OpenID Connect at all. */
function isOfAnswer(code: string | undefined): boolean {
  return code !== undefined && /INVALID_RESPONSE|CLAIM|SIGNATURE|KEY_SELECTION|TIMESTAMP/.test(code);
}
