import type { IncomingHttpHeaders } from 'node:http';
import { ConfigError, type LarkstreamError, TransientError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { isObject, type JsonObject, readNumber, readObject, readText, tryParseJson } from '../../util/json.ts';

/** How the server wants the connection to be kept; all in milliseconds here, in seconds on the wire. */
export interface KeepRules {
  /** How often to try again; -1 without end. */
  readonly reconnectCount: number;
  readonly reconnectIntervalMs: number;
  /** The first try after a drop waits for a random part of this. */
  readonly reconnectNonceMs: number;
  readonly pingIntervalMs: number;
}

export const defaultRules: KeepRules = {
  reconnectCount: -1,
  reconnectIntervalMs: 120_000,
  reconnectNonceMs: 30_000,
  pingIntervalMs: 120_000,
};

export interface SocketAddress {
  /** Holds what authenticates: never to be shown. */
  readonly url: string;
  readonly serviceId: number;
  readonly rules: KeepRules;
}

export interface EndpointQuestion {
  readonly origin: string;
  readonly appId: string;
  readonly appSecret: string;
  readonly signal: AbortSignal;
}

const askWithinMs = 15_000;
/** Codes after which asking again soon does not help. Source: `ws/const` of the official SDKs, and issue reports. */
const refusals: Readonly<Record<number, Message>> = {
  403: { en: 'the platform forbids it', zh: '平台禁止连接' },
  514: { en: 'the platform does not accept the credentials', zh: '平台不接受该凭证' },
  1000040344: { en: 'no credentials were sent', zh: '没有发送凭证' },
  1000040345: {
    en: 'app id or app secret is wrong, or the app was never published',
    zh: 'App ID 或 App Secret 有误，或应用从未发布',
  },
  1000040346: { en: 'the app id is wrong', zh: 'App ID 有误' },
  1000040350: { en: 'the app has 50 connections already, which is the most', zh: '该应用已有 50 个连接，已达上限' },
};
const wrongRegion = 1000040351;

/** What the server says in place of `ClientConfig`, for whatever of it is there. */
export function readRules(config: JsonObject, before: KeepRules = defaultRules): KeepRules {
  const seconds = (key: string, otherwiseMs: number): number => {
    const value = readNumber(config, key);
    return value === null || value < 0 ? otherwiseMs : value * 1000;
  };
  return {
    reconnectCount: readNumber(config, 'ReconnectCount') ?? before.reconnectCount,
    reconnectIntervalMs: seconds('ReconnectInterval', before.reconnectIntervalMs),
    reconnectNonceMs: seconds('ReconnectNonce', before.reconnectNonceMs),
    pingIntervalMs: seconds('PingInterval', before.pingIntervalMs) || before.pingIntervalMs,
  };
}

/**
 * Asks where to connect. Each answer is good for one connection.
 * @throws ConfigError `events.connection.refused`, `lark.region.mismatch`; TransientError `events.connection.lost`
 */
export async function askForAddress(question: EndpointQuestion): Promise<SocketAddress> {
  const { status, text } = await post(question);
  const answer = tryParseJson(text);
  if (status !== 200 || !isObject(answer))
    throw lost({
      en: `The endpoint of the long connection answered HTTP ${status}`,
      zh: `长连接的接口返回 HTTP ${status}`,
    });
  const code = readNumber(answer, 'code');
  if (code !== 0) throw refusal(code ?? -1);
  const data = readObject(answer, 'data');
  const url = readText(data, 'URL') ?? '';
  if (!/^wss?:\/\//.test(url) || !URL.canParse(url))
    throw lost({ en: 'The endpoint of the long connection named no address', zh: '长连接的接口没有给出地址' });
  const serviceId = Number(new URL(url).searchParams.get('service_id') ?? '0');
  return {
    url,
    serviceId: Number.isInteger(serviceId) ? serviceId : 0,
    rules: readRules(readObject(data, 'ClientConfig')),
  };
}

async function post({ origin, appId, appSecret, signal }: EndpointQuestion): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${origin}/callback/ws/endpoint`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', locale: 'zh' },
      body: JSON.stringify({ AppID: appId, AppSecret: appSecret }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(askWithinMs)]),
    });
    return { status: response.status, text: await response.text() };
  } catch (thrown) {
    const reason = reasonOf(thrown);
    throw lost(
      {
        en: `The endpoint of the long connection could not be reached: ${reason}`,
        zh: `无法连接长连接的接口：“${reason}”`,
      },
      thrown,
    );
  }
}

function refusal(code: number): LarkstreamError {
  if (code === wrongRegion) {
    return new ConfigError({
      code: 'lark.region.mismatch',
      message: {
        en: 'The app is not of this region: the platform calls the domain of the long connection incorrect',
        zh: '应用不属于该区域：平台认为长连接的域名不正确',
      },
      details: { code },
    });
  }
  const reason = refusals[code];
  if (reason === undefined)
    return lost({
      en: `The endpoint of the long connection answered code ${code}`,
      zh: `长连接的接口返回错误码 ${code}`,
    });
  const message = {
    en: `The long connection was refused with code ${code}: ${reason.en}`,
    zh: `长连接被拒绝，错误码 ${code}：${reason.zh}`,
  };
  return new ConfigError({ code: 'events.connection.refused', message, details: { code } });
}

/** What the server says when it does not switch to the WebSocket protocol; it names its reason in headers of its own. */
export function refusedHandshake(headers: IncomingHttpHeaders): LarkstreamError {
  const [status, autherrcode] = [headers['handshake-status'], headers['handshake-autherrcode']];
  if (status === '403' || autherrcode === '1000040350') return refusal(Number(autherrcode ?? status));
  return lost({
    en: `The handshake of the long connection was refused with status ${String(status)}`,
    zh: `长连接握手被拒绝，状态 ${String(status)}`,
  });
}

export function lost(message: Message, cause?: unknown): TransientError {
  return new TransientError({ code: 'events.connection.lost', message, cause });
}

/** The cause of a failed `fetch` says more than its "fetch failed". */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}
