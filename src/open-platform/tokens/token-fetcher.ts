import { ConfigError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import { type JsonObject, readNumber } from '../../util/json.ts';
import { type Endpoint, endpointLabel } from '../endpoint.ts';
import { authEndpoints } from '../endpoints/auth.ts';
import type { FetchedToken } from './token-cache.ts';

/** Calls an endpoint below `auth/v3`, which needs no token. Gives the whole body: these answers have no `data`. */
export type TokenCall = (endpoint: Endpoint, body: JsonObject) => Promise<JsonObject>;

/** How a tenant access token is come by. `rejected` is one that the platform has refused meanwhile. */
export type TokenFetcher = (call: TokenCall, rejected?: Secret) => Promise<FetchedToken>;

/** Which token of an app: its own as an app of the store, or that of a tenant. */
export interface TokenName {
  /** Origin, path and id of the app. */
  readonly app: string;
  readonly kind: 'app' | 'tenant';
  /** Empty for the tenant that has made the app. */
  readonly tenantKey: string;
  /** Whoever has another secret has no right to it. */
  readonly proof: Secret;
}

/** Puts before a fetcher what several processes have together: one fetches, the others are given what it has fetched. */
export type TokenSharing = (name: TokenName, fetcher: TokenFetcher) => TokenFetcher;

/** What proves an app to the platform. */
export interface AppSecret {
  readonly appId: string;
  readonly appSecret: Secret;
}

/** For an app that the tenant made itself. */
export function customAppToken({ appId, appSecret }: AppSecret): TokenFetcher {
  return async (call) => {
    const endpoint = authEndpoints.tenantAccessToken;
    const body = { app_id: appId, app_secret: appSecret.reveal() };
    return readToken(await call(endpoint, body), 'tenant_access_token', endpoint);
  };
}

/** A token that was got elsewhere. How long it lives is not known, so it is used until the platform rejects it. */
export function staticToken(token: Secret): TokenFetcher {
  let isUsed = false;
  return async () => {
    assertSendable(token.reveal(), { setting: 'credentials.tenant_access_token' });
    if (isUsed) {
      throw new ConfigError({
        code: 'lark.token.rejected',
        message: {
          en: 'The configured tenant_access_token is no longer accepted',
          zh: '配置的 tenant_access_token 已不被接受',
        },
        cure: {
          en: 'Put a fresh token into `credentials.tenant_access_token`, or give app_id and app_secret so that Larkstream gets its own.',
          zh: '在 `credentials.tenant_access_token` 填写新的令牌，或填写 app_id 和 app_secret，由 Larkstream 自行获取。',
        },
      });
    }
    isUsed = true;
    return { token, expiresInMs: Number.MAX_SAFE_INTEGER };
  };
}

/** A header holds visible ASCII only: a token with a line break or a blank in it could not be sent with any call. */
function assertSendable(token: string, details: Readonly<Record<string, string>>): void {
  if (/^[\x21-\x7e]+$/.test(token)) return;
  throw new ConfigError({
    code: 'lark.answer.unreadable',
    message: {
      en: 'The access token contains characters that are not allowed in an HTTP header, such as a line break.',
      zh: '访问令牌中含有 HTTP 请求头无法携带的字符，例如换行。',
    },
    details,
  });
}

/** The platform counts the life of a token from its answer; counting from the question is on the safe side. */
export function readToken(body: JsonObject, key: string, endpoint: Endpoint): FetchedToken {
  const token = body[key];
  const expireSeconds = readNumber(body, 'expire');
  if (typeof token !== 'string' || token === '' || expireSeconds === null || expireSeconds <= 0) {
    throw new ConfigError({
      code: 'lark.answer.unreadable',
      message: {
        en: `${endpointLabel(endpoint)} was accepted without a token.`,
        zh: `${endpointLabel(endpoint)} 调用成功，但没有返回令牌。`,
      },
      details: { endpoint: endpointLabel(endpoint) },
    });
  }
  assertSendable(token, { endpoint: endpointLabel(endpoint) });
  return { token: new Secret(token), expiresInMs: expireSeconds * 1000 };
}
