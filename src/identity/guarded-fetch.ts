import { type GuardedRequestParts, guardedRequest } from '../outbound/guarded-request.ts';
import { LostAnswer } from '../outbound/lost-answer.ts';
import { unreachable } from './refusals.ts';

/** What requests to hosts that somebody has named go through. */
export type GuardedFetchParts = GuardedRequestParts;

interface FetchRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const timeoutMs = 10_000;
/** Keys and tokens are some kilobytes. */
const maxAnswerBytes = 1024 * 1024;
/** `Response` takes no body with these. */
const bodiless = [204, 205, 304];

/**
 * One exchange with a host that the guard lets through, as what calls `fetch` wants it. Follows no redirection.
 * @throws ConfigError `serve.host.refused`; TransientError `api.identity.unreachable`
 */
export async function guardedFetch(url: string, request: FetchRequest, parts: GuardedFetchParts): Promise<Response> {
  try {
    const { status, headers, body } = await guardedRequest(
      url,
      { ...request, method: request.method === 'POST' ? 'POST' : 'GET', timeoutMs, maxAnswerBytes },
      parts,
    );
    const type = headers['content-type'] ?? 'application/octet-stream';
    return new Response(bodiless.includes(status) ? null : body, { status, headers: { 'content-type': type } });
  } catch (thrown) {
    if (thrown instanceof LostAnswer) throw unreachable(thrown.text, thrown);
    throw thrown;
  }
}
