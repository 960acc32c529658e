import { createHash } from 'node:crypto';
import { isObject, readText, tryParseJson } from '../../util/json.ts';
import type { ByTenant } from '../by-tenant.ts';
import { contractEndpoints } from '../contract.ts';
import type { App, Apps } from '../gateway/apps.ts';
import { jsonReply, plainReply, type Reply } from '../gateway/reply.ts';
import type { Person } from '../people/person.ts';
import { projection } from '../projection.ts';
import { type Random, randomFor } from '../random.ts';
import { ApiFailure } from '../route.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import type { Tenant } from '../tenant.ts';
import { peoplePage } from './people-page.ts';
import { provesChallenge } from './proves-challenge.ts';

/** Below this, people sign in to apps. Answered without the token of an app. */
export const identityPrefix = '/open-apis/authen/';

const codeLifeMs = 5 * 60_000;
const tokenLifeMs = 7_200_000;
const accessDenied = 'access_denied';

interface IdentityParts {
  readonly options: ResolvedSandboxOptions;
  readonly apps: Apps;
  readonly tenants: ByTenant<Tenant>;
}

/** A call to the identity provider. */
interface IdentityRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly text: string;
}

interface SignedIn {
  readonly app: App;
  readonly tenantKey: string;
  readonly person: Person;
}

interface Code extends SignedIn {
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly method: string;
  readonly endMs: number;
  isUsed: boolean;
}

/**
 * Lets people sign in to apps by OAuth: `authorize` sends the browser back with a code, which is good once and for five minutes, the
 * token endpoint changes it for a token, `user_info` says who it is. On the real platform `authorize` is at another host.
 */
export class IdentityProvider {
  readonly #parts: IdentityParts;
  readonly #random: Random;
  readonly #codes = new Map<string, Code>();
  readonly #tokens = new Map<string, SignedIn & { readonly endMs: number }>();
  /** Who is signed in to the browser, by open_id; the browser is asked when undefined. */
  signedIn: string | undefined;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
    this.#random = randomFor(parts.options.seed, 'identity');
  }

  /** Undefined for a path that it does not have. */
  answer(request: IdentityRequest): Reply | undefined {
    switch (`${request.method} ${request.path}`) {
      case `GET ${identityPrefix}v1/authorize`:
        return this.#authorize(request.query);
      case `POST ${identityPrefix}v2/oauth/token`:
        return asOAuth(() => this.#exchange(request.text));
      case `GET ${identityPrefix}v1/user_info`:
        return this.#userInfo(request.authorization);
      default:
        return undefined;
    }
  }

  /** Makes every code and token older by this much. */
  age(byMs: number): void {
    for (const [code, known] of this.#codes) this.#codes.set(code, { ...known, endMs: known.endMs - byMs });
    for (const [token, known] of this.#tokens) this.#tokens.set(token, { ...known, endMs: known.endMs - byMs });
  }

  /** `as` is the sandbox's own parameter: the person who is chosen on the page. */
  #authorize(query: URLSearchParams): Reply {
    const app = this.#parts.apps.find(query.get('client_id') ?? '');
    const redirectUri = query.get('redirect_uri') ?? '';
    if (app === undefined) return plainReply(400, 'client_id is not known (20048)');
    const isAllowed = URL.canParse(redirectUri) && (app.redirectUrls?.includes(redirectUri) ?? true);
    if (!isAllowed) return plainReply(400, 'redirect_uri is not registered for the app (20029)');
    if (query.get('response_type') !== 'code') return plainReply(400, 'response_type must be code (20001)');
    const chosen = query.get('as') ?? this.signedIn;
    if (chosen === undefined) return peoplePage(query, this.#whoMaySignIn(app));
    const found = this.#find(app, chosen);
    const answer = found === undefined ? { error: accessDenied } : { code: this.#newCode(found, redirectUri, query) };
    return redirect(redirectUri, { ...answer, state: query.get('state') });
  }

  #newCode(who: SignedIn, redirectUri: string, query: URLSearchParams): string {
    const code = this.#random.hex(32);
    this.#codes.set(code, {
      ...who,
      redirectUri,
      challenge: query.get('code_challenge') ?? undefined,
      method: query.get('code_challenge_method') ?? 'plain',
      endMs: this.#parts.options.arrivalNow() + codeLifeMs,
      isUsed: false,
    });
    return code;
  }

  #exchange(text: string): unknown {
    const parsed = tryParseJson(text);
    const body = isObject(parsed) ? parsed : {};
    const app = this.#parts.apps.find(readText(body, 'client_id') ?? '');
    if (readText(body, 'grant_type') !== 'authorization_code')
      throw new ApiFailure(20036, 'The specified grant_type is not supported.');
    if (app === undefined) throw new ApiFailure(20048, 'The specified app does not exist.');
    if (readText(body, 'client_secret') !== app.appSecret) throw new ApiFailure(20002, 'The client secret is invalid.');
    const known = this.#codes.get(readText(body, 'code') ?? '');
    if (known === undefined) throw new ApiFailure(20003, 'The authorization code passed is invalid.');
    if (known.app !== app)
      throw new ApiFailure(20024, 'The provided authorization code does not match the provided client ID.');
    if (known.isUsed) throw new ApiFailure(20065, 'The authorization code has been used.');
    if (known.endMs <= this.#parts.options.arrivalNow())
      throw new ApiFailure(20004, 'The authorization code passed has expired.');
    if (readText(body, 'redirect_uri') !== known.redirectUri)
      throw new ApiFailure(20071, 'The redirect_uri does not match the one used to get the authorization code.');
    if (!provesChallenge(known, readText(body, 'code_verifier') ?? ''))
      throw new ApiFailure(20049, 'PKCE code challenge failed.');
    known.isUsed = true;
    return {
      code: 0,
      access_token: this.#newToken(known),
      expires_in: tokenLifeMs / 1_000,
      token_type: 'Bearer',
      scope: '',
    };
  }

  #newToken({ app, tenantKey, person }: SignedIn): string {
    const token = `u-${createHash('sha256').update(this.#random.hex(32)).digest('base64url')}`;
    this.#tokens.set(token, { app, tenantKey, person, endMs: this.#parts.options.arrivalNow() + tokenLifeMs });
    return token;
  }

  #userInfo(authorization: string | undefined): Reply {
    const known = this.#tokens.get(/^Bearer\s+(\S+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (known === undefined || known.endMs <= this.#parts.options.arrivalNow()) {
      const msg = 'The user access token passed is invalid. Please check the value';
      return jsonReply(200, JSON.stringify({ code: 20005, msg, data: {} }));
    }
    const { person, tenantKey, app } = known;
    const avatar = person.avatarUrl;
    const { union_id, ...rest } = {
      name: person.name,
      en_name: person.enName,
      avatar_url: avatar,
      avatar_thumb: avatar,
      avatar_middle: avatar,
      avatar_big: avatar,
      open_id: person.openId,
      union_id: person.unionId,
      email: person.email,
      enterprise_email: person.enterpriseEmail,
      user_id: person.userId,
      mobile: person.mobile,
      tenant_key: tenantKey,
      employee_no: person.employeeNo,
    };
    const hasUnionId = this.#parts.options.switches.userInfoUnionId === 'present';
    const page = contractEndpoints().get(`GET ${identityPrefix}v1/user_info`)?.response ?? [];
    const fields = page.find(({ name }) => name === 'data')?.fields ?? [];
    const data = projection(fields, app.scopes)(hasUnionId ? { ...rest, union_id } : rest);
    return jsonReply(200, JSON.stringify({ code: 0, msg: 'success', data }));
  }

  #whoMaySignIn(app: App): readonly Person[] {
    const [tenantKey = ''] = app.tenants;
    const people = this.#parts.tenants.get(tenantKey)?.directory.people() ?? [];
    return [...people].slice(0, 20);
  }

  #find(app: App, openId: string): SignedIn | undefined {
    for (const tenantKey of app.tenants) {
      const people = this.#parts.tenants.get(tenantKey)?.directory.people() ?? [];
      for (const person of people) if (person.openId === openId) return { app, tenantKey, person };
    }
    return undefined;
  }
}

function redirect(redirectUri: string, parameters: Readonly<Record<string, string | null>>): Reply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  const headers = { location: url.href };
  return { kind: 'answer', status: 302, contentType: 'text/plain', headers, text: '', delayMs: 0 };
}

/** Refusals as the token endpoint writes them: `error` and `error_description` beside `code`. */
function asOAuth(make: () => unknown): Reply {
  try {
    return jsonReply(200, JSON.stringify(make()));
  } catch (reason) {
    if (!(reason instanceof ApiFailure)) throw reason;
    const error = reason.code === 20002 ? 'invalid_client' : 'invalid_grant';
    return jsonReply(400, JSON.stringify({ error, error_description: reason.message, code: reason.code }));
  }
}
