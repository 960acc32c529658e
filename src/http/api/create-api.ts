import { Hono } from 'hono';
import type { ControlParts } from '../../control/parts.ts';
import { ConfigError, type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { boundedLog } from '../bounded-log.ts';
import type { ApiContext, ApiEnv } from './api-context.ts';
import { apiDocument } from './api-document.ts';
import { parseProxies } from './client-address.ts';
import { signInCookie } from './credentials.ts';
import { forStrangers, isOfStore } from './for-strangers.ts';
import { readingOf } from './language.ts';
import { ownOrigins } from './origin.ts';
import { leftStatus, statusOf, toProblem } from './problem.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { RouteServer } from './serve-route.ts';
import { Strangers } from './strangers.ts';

/** Where the routes are. */
const apiRoot = '/api/v1';

/** What the API is built with. */
export interface ApiOptions {
  readonly parts: ControlParts;
  readonly routes: readonly Route[];
  /** Of the program, for the document. */
  readonly version: string;
  /** Whose word on the asker's address is believed: addresses, or networks such as `10.0.0.0/8`. */
  readonly proxies?: readonly string[];
  /** Aborted when the service stops: streams of events then end. */
  readonly signal?: AbortSignal;
}

/** The API, to be served or mounted. */
export interface Api {
  /** Other routers (pages, webhooks, health) are mounted on it: the headers of security are theirs, too. */
  readonly app: Hono<ApiEnv>;
  readonly routes: readonly Route[];
  /** OpenAPI 3.1. */
  readonly document: object;
}

/** Builds the API over use cases. It opens nothing. @throws ConfigError `config.setting.invalid` for a proxy that is none */
export function createApi({ parts, routes, version, proxies = [], signal }: ApiOptions): Api {
  const { publicUrl } = parts;
  const strangers = new Strangers();
  const server = new RouteServer({
    parts,
    cookie: signInCookie(publicUrl),
    origins: ownOrigins(publicUrl),
    proxies: parseProxies(proxies),
    stopping: signal ?? new AbortController().signal,
    strangers,
  });
  const document = apiDocument(routes, { root: apiRoot, version, publicUrl, cookieName: signInCookie(publicUrl).name });
  const app = new Hono<ApiEnv>();
  const strangersLog = boundedLog(parts.logger, parts.clock);
  app.use(async (context, next) => {
    context.set('requestId', parts.newId('req'));
    await next();
    context.header('X-Request-Id', context.get('requestId'));
  });
  app.use(securityHeaders(publicUrl));
  app.use(async (context, next) => {
    await next();
    // At `/api` itself is a page.
    if (context.req.path.startsWith('/api/')) context.header('Cache-Control', 'no-store');
  });
  // Who comes for a page is nobody yet. That the process answers is told in any case.
  app.use(async ({ req: { path } }, next) => {
    if (path === '/healthz' || path.startsWith('/api/')) await next();
    else await strangers.during(next);
  });
  app.get('/api/openapi.json', (context) => context.json(document));
  for (const route of routes) {
    const method = route.method.toUpperCase();
    app.on(method, honoPath(route.path), async (context) => {
      // The template: what stands in a path may be somebody's.
      const { span } = context.env ?? {};
      span?.rename(`${method} ${apiRoot}${route.path}`);
      span?.set({ 'http.route': `${apiRoot}${route.path}` });
      return await server.serve(route, context).catch((thrown: unknown) => {
        // What an abort throws may be any value; Hono sees errors only.
        throw toLarkstreamError(thrown);
      });
    });
  }
  app.notFound((context) => problemAnswer(context, unknownPlace(context, routes), publicUrl));
  app.onError((thrown, context) => {
    const error = toLarkstreamError(thrown);
    if (hasLeft(context.req.raw.signal, error)) return new Response(null, { status: leftStatus });
    if (error.family === 'bug') {
      parts.logger.warn('A request met a fault of the service', {
        requestId: context.get('requestId'),
        message: error.message,
        stack: (error.cause instanceof Error ? error.cause : error).stack ?? '',
      });
    }
    if (context.get('isKnown') === true) return problemAnswer(context, error, publicUrl);
    if (isOfStore(error)) {
      const why = { requestId: context.get('requestId'), code: error.code, message: error.message };
      strangersLog.info('A request of a stranger could not be answered', why);
    }
    return problemAnswer(context, forStrangers(error), publicUrl);
  });
  return { app, routes, document };
}

/** Whether it could not be done because its asker has gone: a fault of ours stays one. */
function hasLeft({ aborted, reason }: AbortSignal, error: LarkstreamError): boolean {
  return aborted && (error.family === 'bug' ? error.cause === reason : statusOf(error) >= 500);
}

const honoPath = (path: string): string => apiRoot + path.replaceAll(/\{(\w+)\}/g, ':$1');

function unknownPlace(context: ApiContext, routes: readonly Route[]): ConfigError {
  const { path, method } = context.req;
  const allowed = routes.filter((route) => isAt(path, apiRoot + route.path)).map((route) => route.method.toUpperCase());
  if (allowed.length === 0) {
    return new ConfigError({
      code: 'api.not.found',
      message: { en: `There is nothing at ${path}`, zh: `${path} 没有内容` },
      cure: {
        en: 'Read /api/openapi.json: it lists every path.',
        zh: '请查看 /api/openapi.json，其中列出了所有路径。',
      },
    });
  }
  return new ConfigError({
    code: 'api.method.wrong',
    message: { en: `${path} does not take ${method}`, zh: `${path} 不支持 ${method}` },
    details: { allow: [...new Set(allowed)] },
  });
}

function isAt(path: string, template: string): boolean {
  const steps = path.split('/');
  const wanted = template.split('/');
  return (
    steps.length === wanted.length &&
    wanted.every((step, at) => (step.startsWith('{') ? steps[at] !== '' : step === steps[at]))
  );
}

/** Headers that belong to a problem. Seconds of Retry-After are what the error's details say, or few. */
function headersOf(error: LarkstreamError, status: number): Record<string, string> {
  const { retryAfterSeconds = 5, allow } = error.details;
  return {
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="larkstream"' } : {}),
    ...(status === 429 || status === 503 ? { 'Retry-After': String(retryAfterSeconds) } : {}),
    ...(Array.isArray(allow) ? { Allow: allow.join(', ') } : {}),
  };
}

/** An error as `application/problem+json`, in the language of Accept-Language, or in both. */
function problemAnswer(context: ApiContext, error: LarkstreamError, publicUrl: string): Response {
  const reading = readingOf(context.req.header('accept-language'));
  const status = statusOf(error);
  const headers = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Language': reading.language === 'zh' ? 'zh-CN' : reading.isInBoth ? 'en, zh-CN' : 'en',
    Vary: 'Accept-Language',
    ...headersOf(error, status),
  };
  const body = JSON.stringify(toProblem(error, reading, { requestId: context.get('requestId'), publicUrl }));
  return new Response(body, { status, headers });
}
