import { randomFor } from '../random.ts';
import { ApiFailure, type JsonAnswer, type Route } from '../route.ts';
import type { SandboxRegion } from '../sandbox-options.ts';
import { openHosts } from './refusals.ts';

/** What goes back over the wire; `cut` closes the socket without an answer, `hang` never answers. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly contentType: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly text: string;
      /** Instead of the text, for a file. */
      readonly bytes?: Buffer;
      readonly delayMs: number;
    }
  | { readonly kind: 'cut' }
  | { readonly kind: 'hang' };

const jsonType = 'application/json; charset=utf-8';

/** Real 404s are plain text without a code, whatever the error page says (captured live). */
export const notFoundReply: Reply = plainReply(404, '404 page not found');

/** An answer that does not come from the API: the 404 of an unknown path, the page of a broken gateway. */
export function plainReply(status: number, text: string, contentType = 'text/plain'): Reply {
  return { kind: 'answer', status, contentType, headers: {}, text, delayMs: 0 };
}

/** An answer whose JSON is already written: large pages are never built as objects. */
export function jsonReply(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { kind: 'answer', status, contentType: jsonType, headers, text, delayMs: 0 };
}

/** Approval's details carry an empty `msg` (captured), everything else "success": no client may rely on it. */
export function successText(answer: JsonAnswer, route: Route): string {
  const dataJson = 'dataJson' in answer ? answer.dataJson : JSON.stringify(answer.data ?? {});
  if (route.isFlat) return `{"code":0,"msg":"ok"${dataJson === '{}' ? '}' : `,${dataJson.slice(1)}`}`;
  const msg = route.path.startsWith('/open-apis/approval/') ? '' : 'success';
  return `{"code":0,"msg":"${msg}","data":${dataJson}}`;
}

/** What a refusal says about itself: the log id, which `x-tt-logid` repeats, and the region, whose host its link names. */
export interface LogEntry {
  readonly logId: string;
  readonly region: SandboxRegion;
}

/** The body of a refusal, with `error.log_id` and a link. Token endpoints answer without `error` (`tokenFailure`). */
export function failureText(failure: ApiFailure, { logId, region }: LogEntry): string {
  const search = `${openHosts[region]}/search?from=openapi&log_id=${logId}&code=${failure.code}&method_id=${7_000_000_000 + failure.code}`;
  const troubleshooter = `排查建议查看(Troubleshooting suggestions): ${search}`;
  const error = { ...failure.detail, log_id: logId, troubleshooter };
  return JSON.stringify({ code: failure.code, msg: failure.message, data: {}, error });
}

/** 14 digits of local time, then upper-case hexadecimal. */
export function logIdOf(nowMs: number, seed: number, call: number): string {
  const stamp = new Date(nowMs + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  return stamp + randomFor(seed, 'log', call).hex(20).toUpperCase();
}

/** A bug of the sandbox itself must be seen in the answer, not look like weather. */
export function crash(reason: unknown): ApiFailure {
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  return new ApiFailure(1500, `bug in the sandbox: ${text}`, 500);
}
