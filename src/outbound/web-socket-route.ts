import { type Agent, Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { addressFamily } from './address-family.ts';
import { explainFailure, refusedByProxy } from './explain-failure.ts';
import type { LostAnswer } from './lost-answer.ts';
import { type Environment, proxyFor } from './proxy.ts';

/** How one WebSocket is opened, straight or through its proxy. */
export interface WebSocketRoute {
  readonly agent: Agent;
  /** Why the proxy did not let it through, if that is what happened. */
  refusal(): LostAnswer | undefined;
  explain(thrown: unknown): LostAnswer;
}

/** `signal` ends a connection to the proxy that leads nowhere. @throws ConfigError `network.proxy.invalid` */
export async function webSocketRoute(
  url: string,
  { environment, signal }: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<WebSocketRoute> {
  const { protocol, host } = new URL(url);
  const proxy = proxyFor(url, environment);
  const explain = (thrown: unknown): LostAnswer => explainFailure(thrown, { host, proxy, environment });
  if (proxy === undefined) {
    const agent = protocol === 'wss:' ? new SecureAgent(addressFamily) : new PlainAgent(addressFamily);
    return { agent, refusal: () => undefined, explain };
  }
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  const agent = new HttpsProxyAgent(proxy.url.reveal(), { ...addressFamily, signal });
  let status = 200;
  agent.on('proxyConnect', (answer: { readonly statusCode: number }) => {
    status = answer.statusCode;
  });
  return { agent, refusal: () => (status === 200 ? undefined : refusedByProxy(status, proxy)), explain };
}
