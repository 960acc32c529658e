import { ConfigError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import type { HttpAnswer, Transport } from '../outbound/transport.ts';
import { isObject, type JsonObject, readNumber, readObject, readText, tryParseJson } from '../util/json.ts';
import { authenEndpoints } from './endpoints/authen.ts';

/** What a browser has brought back, and what proves that the app asks. */
export interface CodeToExchange {
  readonly appId: string;
  readonly appSecret: Secret;
  readonly code: string;
  readonly redirectUri: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** Who the platform says the person is. */
export interface PlatformPerson {
  readonly tenantKey: string | undefined;
  /** The same in all apps of one developer, unlike an open_id. */
  readonly unionId: string | undefined;
  readonly name: string | undefined;
}

/**
 * The person's token for the code. It is good once and for five minutes, so nothing is repeated.
 * @throws ConfigError `api.identity.refused`; `LostAnswer`
 */
export async function exchangeCode(transport: Transport, given: CodeToExchange, signal: AbortSignal): Promise<string> {
  const { method, path } = authenEndpoints.exchangeCode;
  const body = JSON.stringify({
    grant_type: 'authorization_code',
    client_id: given.appId,
    client_secret: given.appSecret.reveal(),
    code: given.code,
    redirect_uri: given.redirectUri,
    code_verifier: given.verifier,
  });
  // The endpoint answers as OAuth does: `access_token`, or `error` beside the platform's `code`.
  const answer = bodyOf(await transport.send({ method, path, headers: {}, body, signal }));
  const token = readText(answer, 'access_token') ?? '';
  if (token === '' || (readNumber(answer, 'code') ?? 0) !== 0) throw refused(answer);
  return token;
}

/** Who the token is of. @throws ConfigError `api.identity.refused`; `LostAnswer` */
export async function readUserInfo(transport: Transport, token: string, signal: AbortSignal): Promise<PlatformPerson> {
  const { method, path } = authenEndpoints.userInfo;
  const answer = bodyOf(await transport.send({ method, path, headers: { authorization: `Bearer ${token}` }, signal }));
  if (readNumber(answer, 'code') !== 0) throw refused(answer);
  const person = readObject(answer, 'data');
  const text = (key: string): string | undefined => readText(person, key) || undefined;
  return { tenantKey: text('tenant_key'), unionId: text('union_id'), name: text('name') ?? text('en_name') };
}

function bodyOf({ body }: HttpAnswer): JsonObject {
  const parsed = tryParseJson(body.toString('utf8'));
  return isObject(parsed) ? parsed : {};
}

/** Named by its code: what the platform writes may repeat what was sent. */
function refused(answer: JsonObject): ConfigError {
  const code = readNumber(answer, 'code');
  const named = code === null ? '' : ` (${code})`;
  return new ConfigError({
    code: 'api.identity.refused',
    message: { en: `The platform does not accept the sign-in${named}`, zh: `开放平台不接受此次登录${named}` },
    details: code === null ? {} : { platformCode: code },
  });
}
