import { Buffer } from 'node:buffer';
import { GuardedSocket } from '../../outbound/guarded-socket.ts';
import { isObject, type JsonObject, readBoolean, readNumber, readText, tryParseJson } from '../../util/json.ts';
import { failed, refused } from '../refusals.ts';
import type { SinkParts, SinkServer } from '../sink-parts.ts';
import { type NatsCredentials, shownTo } from './nats-credentials.ts';

/** How a server is reached. */
export interface NatsAccess {
  /** `off`: only where the server demands it; `on`: always; `first`: before the server says a word. */
  readonly tls: 'off' | 'on' | 'first';
  /** PEM. */
  readonly ca: string | undefined;
  readonly credentials: NatsCredentials;
}

/** What came for a subscription. */
export interface NatsMessage {
  /** Of a message without a body that says why: 503 where nobody listens. */
  readonly status: number | undefined;
  readonly body: string;
}

const mostLine = 64 * 1024;
const mostBody = 1024 * 1024;
/** https://github.com/nats-io/nats-server/blob/main/server/errors.go */
const denied = /authorization|authentication|permissions|account|jwt|user/i;

/** One conversation with a server of NATS, in its own protocol. https://docs.nats.io/reference/reference-protocols/nats-protocol */
export class NatsConnection {
  readonly #socket: GuardedSocket;
  readonly #name: string;
  readonly maxPayload: number;

  private constructor(socket: GuardedSocket, name: string, info: JsonObject) {
    this.#socket = socket;
    this.#name = name;
    this.maxPayload = readNumber(info, 'max_payload') ?? mostBody;
  }

  /** @throws ConfigError `handler.refused`, `serve.host.refused`; LostAnswer; TransientError `handler.failed` */
  static async open(
    server: SinkServer,
    access: NatsAccess,
    parts: SinkParts & { readonly signal: AbortSignal; readonly wholeMs: number },
  ): Promise<NatsConnection> {
    const name = `${server.host}:${server.port}`;
    const socket = await GuardedSocket.open(server, parts);
    try {
      if (access.tls === 'first') await socket.secure(access.ca);
      const info = readInfo(await socket.line(mostLine), name);
      const isDemanded = readBoolean(info, 'tls_required') === true;
      if (access.tls !== 'first' && (isDemanded || access.tls === 'on')) {
        if (!isDemanded && readBoolean(info, 'tls_available') !== true)
          throw refused({ en: `${name} does not speak TLS`, zh: `${name} 不支持 TLS` });
        await socket.secure(access.ca);
      }
      const opened = new NatsConnection(socket, name, info);
      await opened.#greet(shownTo(access.credentials, readText(info, 'nonce') ?? ''));
      return opened;
    } catch (thrown) {
      socket.close();
      throw thrown;
    }
  }

  /** Publishes with an id by which a stream knows what it has, and waits for what comes back. */
  async request(given: {
    readonly subject: string;
    readonly inbox: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  }): Promise<NatsMessage> {
    const lines = Object.entries(given.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = Buffer.from(`NATS/1.0\r\n${lines.join('')}\r\n`);
    const body = Buffer.from(given.body);
    const sizes = `${head.length} ${head.length + body.length}`;
    this.#socket.write(`SUB ${given.inbox} 1\r\nHPUB ${given.subject} ${given.inbox} ${sizes}\r\n`);
    this.#socket.write(Buffer.concat([head, body, Buffer.from('\r\n')]));
    for (;;) {
      const message = await this.#next();
      if (typeof message === 'object') return message;
    }
  }

  close(): void {
    this.#socket.close();
  }

  async #greet(shown: JsonObject): Promise<void> {
    const about = { verbose: false, pedantic: false, lang: 'larkstream', version: '1', protocol: 1 };
    const options = { ...about, headers: true, no_responders: true, name: 'larkstream', ...shown };
    this.#socket.write(`CONNECT ${JSON.stringify(options)}\r\nPING\r\n`);
    while ((await this.#next()) !== 'PONG');
  }

  /** A message, or the name of anything else. */
  async #next(): Promise<NatsMessage | string> {
    const line = await this.#socket.line(mostLine);
    const [word = '', ...rest] = line.split(/[ \t]+/);
    const kind = word.toUpperCase();
    if (kind === 'MSG' || kind === 'HMSG') return await this.#message(kind, rest);
    if (kind === 'PING') this.#socket.write('PONG\r\n');
    if (kind === '-ERR') throw this.#error(line.slice(word.length).trim());
    return kind;
  }

  async #message(kind: 'MSG' | 'HMSG', words: readonly string[]): Promise<NatsMessage> {
    const sizes = words.slice(kind === 'MSG' ? -1 : -2).map(Number);
    const whole = sizes.at(-1) ?? Number.NaN;
    const head = kind === 'MSG' ? 0 : (sizes[0] ?? Number.NaN);
    if (!Number.isInteger(whole) || !Number.isInteger(head) || whole > mostBody || head > whole || head < 0)
      throw failed({ en: `${this.#name} does not speak as NATS does`, zh: `${this.#name} 的应答不符合 NATS 协议` });
    const bytes = await this.#socket.bytes(whole + 2);
    const status = /^NATS\/1\.0 +(\d{3})/.exec(bytes.subarray(0, head).toString('utf8'))?.[1];
    const body = bytes.subarray(head, whole).toString('utf8');
    return { status: status === undefined ? undefined : Number(status), body };
  }

  #error(said: string): Error {
    const words = said.replaceAll("'", '').slice(0, 200);
    const message = { en: `${this.#name} says: ${words}`, zh: `${this.#name} 报告：${words}` };
    return denied.test(words) || /maximum payload|invalid/i.test(words) ? refused(message) : failed(message);
  }
}

function readInfo(line: string, name: string): JsonObject {
  const info = line.startsWith('INFO ') ? tryParseJson(line.slice('INFO '.length)) : undefined;
  if (isObject(info)) return info;
  throw failed({ en: `${name} is no server of NATS`, zh: `${name} 不是 NATS 服务器` });
}
