import type { HostGuard } from '../model/service/host-guard.ts';
import { LostAnswer } from '../outbound/lost-answer.ts';
import type { Environment } from '../outbound/proxy.ts';
import { Transport } from '../outbound/transport.ts';
import { unreachable } from './refusals.ts';

/** What requests to hosts that somebody has named go through. */
export interface GuardedFetchParts {
  readonly guard: HostGuard;
  readonly environment: Environment;
}

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
 * One exchange with a host that the guard lets through, at the address that it has found: a name that means another host a moment
 * later leads nowhere else. Follows no redirection.
 * @throws ConfigError `serve.host.refused`; TransientError `api.identity.unreachable`
 */
export async function guardedFetch(url: string, request: FetchRequest, parts: GuardedFetchParts): Promise<Response> {
  const { origin, hostname, pathname, search } = new URL(url);
  const address = await parts.guard.resolve(hostname.replace(/^\[(.+)\]$/, '$1'));
  const { environment } = parts;
  const transport = new Transport({
    origin,
    pathPrefix: '',
    environment,
    timeoutMs,
    connections: 1,
    address,
    maxAnswerBytes,
  });
  try {
    const { method, headers, body, signal } = request;
    const {
      status,
      headers: answered,
      body: bytes,
    } = await transport.send({
      method: method === 'POST' ? 'POST' : 'GET',
      path: pathname + search,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
    const type = answered['content-type'] ?? 'application/octet-stream';
    return new Response(bodiless.includes(status) ? null : bytes, { status, headers: { 'content-type': type } });
  } catch (thrown) {
    if (thrown instanceof LostAnswer) throw unreachable(thrown.text, thrown);
    throw thrown;
  } finally {
    await transport.close();
  }
}
