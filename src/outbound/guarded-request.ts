import type { HostGuard } from '../model/service/host-guard.ts';
import type { Environment } from './proxy.ts';
import { type HttpAnswer, Transport } from './transport.ts';

/** What requests to hosts that somebody has named go through. */
export interface GuardedRequestParts {
  readonly guard: HostGuard;
  readonly environment: Environment;
}

interface GuardedRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
}

/**
 * One exchange with a host that the guard lets through, at the address that it has found: a name that means another host a moment
 * later leads nowhere else. Follows no redirection. Throws `LostAnswer`, or the signal's reason when it is aborted.
 * @throws ConfigError `serve.host.refused`
 */
export async function guardedRequest(
  url: string,
  { method, headers, body, signal, timeoutMs, maxAnswerBytes }: GuardedRequest,
  { guard, environment }: GuardedRequestParts,
): Promise<HttpAnswer> {
  const { origin, hostname, pathname, search } = new URL(url);
  const address = await guard.resolve(hostname.replace(/^\[(.+)\]$/, '$1'));
  const options = { origin, pathPrefix: '', environment, timeoutMs, connections: 1, address, maxAnswerBytes };
  const transport = new Transport(options);
  try {
    return await transport.send({
      method,
      path: pathname + search,
      headers,
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    });
  } finally {
    await transport.close();
  }
}
