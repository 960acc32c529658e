import { ApiFailure, type Exchange, type Route } from '../../src/sandbox/route.ts';
import { isObject, type JsonObject, parseJson } from '../../src/util/json.ts';

export interface RouteCall {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly scopes?: readonly string[];
  readonly nowMs?: number;
}

/** Asks one of a simulator's routes without a server and gives `data`; refusals are thrown as the server would answer them. */
export function callRoute(
  routes: readonly Route[],
  method: 'GET' | 'POST',
  path: string,
  call: RouteCall = {},
): JsonObject {
  const route = routes.find((candidate) => candidate.method === method && candidate.path.endsWith(path));
  if (!route) throw new RangeError(`no route ${method} …${path}`);
  const exchange: Exchange = {
    params: call.params ?? {},
    query: new URLSearchParams(call.query),
    body: call.body ?? {},
    appId: 'cli_test',
    scopes: new Set(call.scopes ?? ['contact:user.employee_id:readonly']),
    nowMs: call.nowMs ?? 1_760_000_000_000,
  };
  const answer = route.handle(exchange);
  if ('besideCode' in answer || 'file' in answer) throw new TypeError('the answer has no data');
  const data = parseJson('dataJson' in answer ? answer.dataJson : JSON.stringify(answer.data));
  if (!isObject(data)) throw new TypeError('data is no object');
  return data;
}

/** The code and HTTP status with which a call is refused; fails the test when it is answered. */
export function refusal(call: () => unknown): { code: number; http: number } {
  try {
    call();
  } catch (error) {
    if (error instanceof ApiFailure) return { code: error.code, http: error.http };
    throw error;
  }
  throw new Error('the call was answered, not refused');
}
