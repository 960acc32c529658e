import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';
import type { Span, Tracer } from '../model/tracer.ts';
import { leftStatus } from './api/problem.ts';

/**
 * Notes a request with its answer and its id. Only paths are noted: what follows a question mark may be anybody's. What only reads and
 * goes well, and what its asker has not waited for, is for those who look closely. A request of the API is a span, too.
 */
export async function withAccessLog(
  request: Request,
  answer: (span: Span | undefined) => Response | Promise<Response>,
  { tracer, ...parts }: LogParts & { readonly tracer: Tracer },
): Promise<Response> {
  const { method, headers } = request;
  const path = shownPath(new URL(request.url).pathname);
  const logged = async (span?: Span): Promise<Response> => await withLine({ method, path }, () => answer(span), parts);
  // Who asks every few seconds whether we are well would fill the traces.
  if (!path.startsWith('/api/')) return await logged();
  const traced = async (span: Span): Promise<Response> => {
    const response = await logged(span);
    const requestId = response.headers.get('x-request-id') ?? undefined;
    span.set({ 'http.response.status_code': response.status, 'larkstream.request': requestId });
    if (response.status >= 500) span.fail(String(response.status));
    return response;
  };
  const parent = headers.get('traceparent') ?? undefined;
  return await tracer.span(method, { 'http.request.method': method }, traced, { kind: 'server', parent });
}

/** Whoever has a reply handle may answer by it: it is a secret. */
const handle = /^(\/api\/v1\/replies\/)[^/]+/;

function shownPath(path: string): string {
  return path.replace(handle, '$1***').slice(0, 200);
}

interface LogParts {
  readonly logger: Logger;
  /** For what is refused to those whom nobody knows. */
  readonly ofStrangers: Logger;
  readonly clock: Clock;
}

/** Of answers to those who have not shown who they are, or ask too much. */
const refusals: readonly number[] = [401, 429];

async function withLine(
  { method, path }: { readonly method: string; readonly path: string },
  answer: () => Response | Promise<Response>,
  { logger, ofStrangers, clock }: LogParts,
): Promise<Response> {
  const began = clock.elapsed();
  const response = await answer();
  const { status, headers } = response;
  const level = status >= 500 ? 'warn' : isUsual(method, status) ? 'debug' : 'info';
  const log = refusals.includes(status) ? ofStrangers : logger;
  log[level]('Request', {
    method,
    path,
    status,
    ms: clock.elapsed() - began,
    requestId: headers.get('x-request-id'),
  });
  return response;
}

const isUsual = (method: string, status: number): boolean =>
  status === leftStatus || ((method === 'GET' || method === 'HEAD') && status < 400);
