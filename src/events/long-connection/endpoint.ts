import { Secret } from '../../model/secret.ts';
import { LostAnswer } from '../../outbound/lost-answer.ts';
import type { Environment } from '../../outbound/proxy.ts';
import { type HttpAnswer, Transport } from '../../outbound/transport.ts';
import { isObject, type JsonObject, readNumber, readObject, readText, tryParseJson } from '../../util/json.ts';
import { lost, refusal, unreached } from './refusals.ts';

/** How the server wants the connection to be kept; all in milliseconds here, in seconds on the wire. */
export interface ClientConfig {
  /** How often to try again; -1 without end. */
  readonly reconnectCount: number;
  readonly reconnectIntervalMs: number;
  /** The first try after a drop waits for a random part of this. */
  readonly reconnectNonceMs: number;
  readonly pingIntervalMs: number;
}

/** What holds until the server sends its own. Source: the defaults of the official SDKs. */
export const defaultClientConfig: ClientConfig = {
  reconnectCount: -1,
  reconnectIntervalMs: 120_000,
  reconnectNonceMs: 30_000,
  pingIntervalMs: 120_000,
};

interface SocketAddress {
  /** Holds what authenticates. */
  readonly url: Secret;
  readonly serviceId: number;
  readonly config: ClientConfig;
}

interface EndpointOptions {
  readonly origin: string;
  readonly appId: string;
  readonly appSecret: Secret;
  /** Where the proxy is named. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

const requestTimeoutMs = 15_000;

/** Beyond any use, and within what a timer can hold. */
const maxMs = 86_400_000;
/** A server that asks for more would have us do nothing else. */
const minPingIntervalMs = 1_000;

/** What the server says in place of `ClientConfig`, for whatever of it is there. */
export function readClientConfig(config: JsonObject, before: ClientConfig = defaultClientConfig): ClientConfig {
  const seconds = (key: string, otherwiseMs: number): number => {
    const value = readNumber(config, key);
    return value === null || value < 0 ? otherwiseMs : Math.min(value * 1000, maxMs);
  };
  return {
    reconnectCount: readNumber(config, 'ReconnectCount') ?? before.reconnectCount,
    reconnectIntervalMs: seconds('ReconnectInterval', before.reconnectIntervalMs),
    reconnectNonceMs: seconds('ReconnectNonce', before.reconnectNonceMs),
    pingIntervalMs: Math.max(
      minPingIntervalMs,
      seconds('PingInterval', before.pingIntervalMs) || before.pingIntervalMs,
    ),
  };
}

/**
 * Asks where to connect. Each answer is good for one connection.
 * @throws ConfigError `events.connection.refused`, `lark.region.mismatch`, `network.*`; TransientError `events.connection.lost`
 */
export async function askForAddress(options: EndpointOptions): Promise<SocketAddress> {
  const { status, body } = await post(options);
  const answer = tryParseJson(body.toString('utf8'));
  if (status !== 200 || !isObject(answer))
    throw lost({
      en: `The endpoint of the long connection answered HTTP ${status}`,
      zh: `长连接的接口返回 HTTP ${status}`,
    });
  const code = readNumber(answer, 'code');
  if (code !== 0) throw refusal(code ?? -1, { words: readText(answer, 'msg') ?? '', secret: options.appSecret });
  const data = readObject(answer, 'data');
  const url = readText(data, 'URL') ?? '';
  if (!/^wss?:\/\//.test(url) || !URL.canParse(url))
    throw lost({ en: 'The endpoint of the long connection named no address', zh: '长连接的接口没有给出地址' });
  const serviceId = Number(new URL(url).searchParams.get('service_id') ?? '0');
  return {
    url: new Secret(url),
    serviceId: Number.isInteger(serviceId) ? serviceId : 0,
    config: readClientConfig(readObject(data, 'ClientConfig')),
  };
}

async function post({ origin, environment, appId, appSecret, signal }: EndpointOptions): Promise<HttpAnswer> {
  const url = new URL(origin);
  const transport = new Transport({
    origin: url.origin,
    pathPrefix: url.pathname.replace(/\/+$/, ''),
    environment,
    timeoutMs: requestTimeoutMs,
    connections: 1,
  });
  try {
    return await transport.send({
      method: 'POST',
      path: '/callback/ws/endpoint',
      headers: { locale: 'zh' },
      body: JSON.stringify({ AppID: appId, AppSecret: appSecret.reveal() }),
      signal,
    });
  } catch (thrown) {
    if (thrown instanceof LostAnswer) throw unreached(thrown);
    throw thrown;
  } finally {
    await transport.close();
  }
}
