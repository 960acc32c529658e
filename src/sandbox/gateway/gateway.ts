import { isObject, tryParseJson } from '../../util/json.ts';
import type { ByTenant } from '../by-tenant.ts';
import { type ContractEndpoint, contractEndpoints } from '../contract.ts';
import { type Answer, ApiFailure, type Exchange, type JsonAnswer, type Route, routeName } from '../route.ts';
import type { ResolvedSandboxOptions } from '../sandbox-options.ts';
import type { App, Apps } from './apps.ts';
import type { CallStats } from './call-stats.ts';
import { checkParameters } from './check-parameters.ts';
import { EmptyPages } from './empty-pages.ts';
import { FaultPlan, type FaultRule } from './fault-plan.ts';
import { faultReply, overlaidFaults } from './fault-reply.ts';
import type { Form } from './multipart.ts';
import { RateLimits } from './rate-limits.ts';
import {
  deniedAddress,
  invalidToken,
  missingScope,
  missingToken,
  quotaUsedUp,
  throttled,
  unknownPath,
  wrongJsonType,
} from './refusals.ts';
import {
  crash,
  failureText,
  jsonReply,
  type LogEntry,
  logIdOf,
  notFoundReply,
  type Reply,
  successText,
} from './reply.ts';
import { type RouteMatch, Router } from './router.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** A call as the server took it in. `path` has no query; `arrivedMs` is of the clock `arrivalNow`. */
interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly range?: string | undefined;
  readonly address: string;
  /** Empty for GET: a body is tolerated and ignored there, since the official Node SDK sends one. */
  readonly bodyText: string;
  /** What was sent as `multipart/form-data`. */
  readonly form?: Form | undefined;
  readonly arrivedMs: number;
}

/** What an administrator may change while the sandbox runs. */
export interface GatewayState {
  ipAllowList: readonly string[] | null;
  monthlyQuota: number | null;
}

/** Whose token a call carries. */
interface Holder {
  readonly app: App;
  readonly tenantKey: string;
}

/** What calls are checked against and counted in, and the routes that answer them. */
interface GatewayParts {
  readonly options: ResolvedSandboxOptions;
  readonly apps: Apps;
  readonly tokens: TokenIssuer;
  readonly routes: readonly Route[];
  /** What answers the same routes in other companies, by `routeName`. */
  readonly handlers: ByTenant<ReadonlyMap<string, Route['handle']>>;
  readonly stats: CallStats;
  readonly faults: FaultPlan;
  readonly state: GatewayState;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const listsThatMayBeEmpty = [
  '/open-apis/contact/v3/departments/:department_id/children',
  '/open-apis/contact/v3/users/find_by_department',
  '/open-apis/contact/v3/scopes',
];
const undocumented: ContractEndpoint = {
  method: '',
  path: '',
  perSecond: null,
  perMinute: null,
  scopesAnyOf: [],
  fieldScopes: [],
  query: [],
  body: [],
  response: [],
  errors: new Map(),
};

/** Checks a request in the platform's order (path, token, scope, address, quota, rate, parameters) and hands it to its route. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #router: Router;
  readonly #limits: RateLimits;
  readonly #emptyPages = new EmptyPages();
  readonly #quirks: FaultPlan;
  #calls = 0;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#router = new Router(parts.routes);
    this.#limits = new RateLimits(parts.options.limits);
    const withEmptyPages = parts.options.switches.contactEmptyPages ? listsThatMayBeEmpty : [];
    this.#quirks = new FaultPlan(
      parts.options.seed,
      withEmptyPages.map((path) => ({ path, kind: 'empty-page', every: 3 })),
    );
  }

  /** To be called when the head of a request has arrived: counts it at its endpoint. */
  arrived(method: string, path: string, atMs: number): RouteMatch | undefined {
    const match = this.#router.find(method, path);
    this.#parts.stats.arrived(match?.route.path ?? '404', atMs);
    return match;
  }

  nextLogId(): string {
    return logIdOf(this.#parts.options.now(), this.#parts.options.seed, this.#calls++);
  }

  answer(match: RouteMatch | undefined, request: ApiRequest, logId: string): Reply {
    const { stats, faults, options } = this.#parts;
    if (match === undefined) {
      stats.ended('404', 'refused');
      return this.#unknown(request.path, { logId, region: options.region });
    }
    const log = { logId, region: options.region };
    const fault = faults.strike(match.route.path);
    if (fault === undefined) return this.#serve(match, request, log);
    stats.ended(match.route.path, 'faulted');
    if (!overlaidFaults.has(fault.kind)) return faultReply(fault, options.switches.invalidTokenHttp, log);
    return overlaid(this.#serve(match, request, log, fault), fault);
  }

  #unknown(path: string, log: LogEntry): Reply {
    if (this.#parts.options.switches.unknownPaths === 'text') return notFoundReply;
    const failure = unknownPath(methods.some((method) => this.#router.find(method, path) !== undefined));
    return jsonReply(failure.http, failureText(failure, log));
  }

  #serve(match: RouteMatch, request: ApiRequest, log: LogEntry, fault?: FaultRule): Reply {
    const { stats } = this.#parts;
    const { path } = match.route;
    const headers: Record<string, string> = {};
    try {
      const answer = this.#answerOf(match, request, headers);
      if ('file' in answer) {
        stats.ended(path, 'succeeded');
        const { status, contentType, bytes, headers: own } = answer.file;
        return { kind: 'answer', status, contentType, headers: { ...headers, ...own }, text: '', bytes, delayMs: 0 };
      }
      const quirk = fault ?? this.#quirks.strike(path);
      const shown = this.#emptied(answer, quirk, request.query);
      if (fault === undefined) stats.ended(path, 'succeeded');
      return jsonReply(200, successText(shown, match.route));
    } catch (reason) {
      const failure = reason instanceof ApiFailure ? reason : crash(reason);
      if (fault === undefined) stats.ended(path, failure.code === 99991400 ? 'throttled' : 'refused');
      const text = isTokenPath(path) ? tokenFailure(failure) : failureText(failure, log);
      return jsonReply(failure.http, text, headers);
    }
  }

  #answerOf({ route, params }: RouteMatch, request: ApiRequest, headers: Record<string, string>): Answer {
    const endpoint = contractEndpoints().get(`${route.method} ${route.path}`) ?? { ...undocumented, path: route.path };
    if (isTokenPath(route.path)) return this.#issueToken(route.path, request.bodyText);
    const { app, tenantKey } = this.#holderOf(request.authorization);
    this.#admit(endpoint, { app, tenantKey }, request, headers);
    const { query } = request;
    this.#emptyPages.resolve(query);
    const body = request.form === undefined ? readBody(request.bodyText) : readFields(endpoint, request.form);
    checkParameters(endpoint, query, body);
    this.#checkUserIdScope(endpoint, app, query);
    const exchange: Exchange = {
      params,
      query,
      body,
      form: request.form,
      range: request.range,
      appId: app.appId,
      scopes: app.scopes,
      nowMs: this.#parts.options.now(),
    };
    const handle = this.#parts.handlers.get(tenantKey)?.get(routeName(route)) ?? route.handle;
    const answer = handle(exchange);
    this.#useQuota(route.path);
    return answer;
  }

  #emptied(answer: JsonAnswer, fault: FaultRule | undefined, query: URLSearchParams): JsonAnswer {
    if (fault?.kind === 'empty-page') return this.#emptyPages.emptied(answer, query);
    return fault?.kind === 'empty-list' ? EmptyPages.nothing(answer) : answer;
  }

  #issueToken(path: string, bodyText: string): Answer {
    const body = tryParseJson(bodyText);
    const issued = this.#parts.tokens.answer(path, isObject(body) ? body : {});
    if ('code' in issued) throw new ApiFailure(issued.code, issued.msg, 200);
    return issued;
  }

  #holderOf(authorization: string | undefined): Holder {
    const token = /^Bearer\s+(\S+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw missingToken();
    const http = this.#parts.options.switches.invalidTokenHttp;
    if (/^(eyJ|u-)/.test(token)) throw invalidToken(99991668, http);
    if (!token.startsWith('t-')) throw invalidToken(99991671, http);
    const holder = this.#parts.tokens.holderOf(token);
    if (holder === undefined) throw invalidToken(99991663, http);
    return holder;
  }

  #admit(
    endpoint: ContractEndpoint,
    { app, tenantKey }: Holder,
    request: ApiRequest,
    headers: Record<string, string>,
  ): void {
    const { options, state } = this.#parts;
    const { scopesAnyOf } = endpoint;
    if (scopesAnyOf.length > 0 && !scopesAnyOf.some((scope) => app.scopes.has(scope))) {
      throw missingScope(scopesAnyOf, app.appId, options.region);
    }
    if (state.ipAllowList !== null && !state.ipAllowList.includes(request.address))
      throw deniedAddress(request.address);
    if (state.monthlyQuota !== null && state.monthlyQuota <= 0 && isBilled(endpoint.path)) throw quotaUsedUp();
    const refused = this.#limits.take(endpoint, `${app.appId} ${tenantKey}`, request.arrivedMs);
    if (refused === undefined) return;
    headers['x-ogw-ratelimit-limit'] = String(refused.limit);
    headers['x-ogw-ratelimit-reset'] = String(refused.resetSeconds);
    throw throttled(options.throttledWith400.includes(endpoint.path) ? 400 : 429);
  }

  /** Contact takes `user_id_type=user_id` only with its own scope; elsewhere such ids are just left empty. */
  #checkUserIdScope(endpoint: ContractEndpoint, app: App, query: URLSearchParams): void {
    const scope = 'contact:user.employee_id:readonly';
    if (!endpoint.path.startsWith('/open-apis/contact/') || query.get('user_id_type') !== 'user_id') return;
    if (endpoint.fieldScopes.includes(scope) && !app.scopes.has(scope)) {
      throw missingScope([scope], app.appId, this.#parts.options.region);
    }
  }

  /** Calls that fail do not use up the monthly quota (api-call-guide, custom-app-api-call-limit). */
  #useQuota(path: string): void {
    const { state } = this.#parts;
    if (state.monthlyQuota !== null && isBilled(path)) state.monthlyQuota--;
  }
}

function overlaid(reply: Reply, fault: FaultRule): Reply {
  if (reply.kind !== 'answer') return reply;
  if (fault.kind === 'lost-answer') return { kind: 'cut' };
  if (fault.kind === 'slow') return { ...reply, delayMs: fault.delayMs ?? 1_000 };
  if (fault.kind === 'truncated-json') return { ...reply, text: reply.text.slice(0, Math.ceil(reply.text.length / 2)) };
  return reply;
}

function readBody(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  const body = tryParseJson(text);
  if (!isObject(body)) throw wrongJsonType('body', text.slice(0, 100));
  return body;
}

/** The fields of a form by the types that are documented; files as objects, for whatever looks at them is in the form. */
function readFields({ body }: ContractEndpoint, { texts, files }: Form): Readonly<Record<string, unknown>> {
  const isNumber = (name: string): boolean => body.some((field) => field.name === name && field.type === 'int');
  const fields = [...texts].map(([name, text]) => [name, isNumber(name) ? Number(text) : text] as const);
  return Object.fromEntries([...fields, ...[...files].map(([name, file]) => [name, { name: file.name }] as const)]);
}

function isTokenPath(path: string): boolean {
  return path.startsWith('/open-apis/auth/');
}

function isBilled(path: string): boolean {
  return !path.startsWith('/open-apis/contact/') && !isTokenPath(path);
}

function tokenFailure(failure: ApiFailure): string {
  return JSON.stringify({ code: failure.code, data: {}, msg: failure.message });
}
