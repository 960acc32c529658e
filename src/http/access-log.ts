import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';

/**
 * Notes a request with its answer and its id. Only paths are noted: what follows a question mark may be anybody's. What only reads and
 * goes well is for those who look closely.
 */
export async function withAccessLog(
  request: Request,
  answer: () => Response | Promise<Response>,
  { logger, clock }: { readonly logger: Logger; readonly clock: Clock },
): Promise<Response> {
  const began = clock.now();
  const response = await answer();
  const { method } = request;
  const { status, headers } = response;
  const level = status >= 500 ? 'warn' : isUsual(method, status) ? 'debug' : 'info';
  logger[level]('Request', {
    method,
    path: new URL(request.url).pathname.slice(0, 200),
    status,
    ms: clock.now() - began,
    requestId: headers.get('x-request-id'),
  });
  return response;
}

const isUsual = (method: string, status: number): boolean => (method === 'GET' || method === 'HEAD') && status < 400;
