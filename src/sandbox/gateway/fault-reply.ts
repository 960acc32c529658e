import { ApiFailure } from '../route.ts';
import type { FaultKind, FaultRule } from './fault-plan.ts';
import { invalidToken, throttled } from './refusals.ts';
import { failureText, jsonReply, type LogEntry, plainReply, type Reply } from './reply.ts';

/** Faults that are laid over a real answer; all others replace it. */
export const overlaidFaults: ReadonlySet<FaultKind> = new Set([
  'truncated-json',
  'lost-answer',
  'slow',
  'empty-page',
  'empty-list',
]);

const badGateway =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n';

/** The reply of a fault that replaces the answer. */
export function faultReply(rule: FaultRule, invalidTokenHttp: number, log: LogEntry): Reply {
  const refuse = (failure: ApiFailure, headers: Readonly<Record<string, string>> = {}): Reply =>
    jsonReply(failure.http, failureText(failure, log), headers);
  const limits = { 'x-ogw-ratelimit-limit': '50', 'x-ogw-ratelimit-reset': '1' };
  switch (rule.kind) {
    case 'throttle-429':
      return refuse(throttled(429), limits);
    case 'throttle-400':
      return refuse(throttled(400), limits);
    case 'code-in-200':
      return refuse(new ApiFailure(rule.code ?? 2200, rule.message ?? 'internal error', 200));
    case 'code-in-400':
      return refuse(new ApiFailure(rule.code ?? 2200, rule.message ?? 'internal error', 400));
    case 'http-500':
      return refuse(new ApiFailure(rule.code ?? 2200, rule.message ?? 'internal error', 500));
    case 'invalid-token':
      return refuse(invalidToken(99991663, invalidTokenHttp));
    case 'base-not-ready':
      return refuse(new ApiFailure(1254607, 'Data not ready, please try again later', 400));
    case 'http-502-html':
      return plainReply(502, badGateway, 'text/html');
    case 'not-json':
      return plainReply(200, 'upstream connect error or disconnect/reset before headers', 'text/plain');
    case 'reset':
      return { kind: 'cut' };
    default:
      return { kind: 'hang' };
  }
}
