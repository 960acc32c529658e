import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject, tryParseJson } from '../../util/json.ts';
import type { Random } from '../random.ts';
import type { Delivery } from './delivery-queue.ts';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';

/** Four whole numbers of seconds, but for the count; the official Node SDK breaks without any of them. */
export interface ClientConfig {
  readonly ReconnectCount: number;
  readonly ReconnectInterval: number;
  readonly ReconnectNonce: number;
  readonly PingInterval: number;
}

/** What can go wrong with connections, to be switched while the sandbox runs. */
interface SocketFaults {
  /** Code of the endpoint instead of an address: 1, 514, 1000040343 … */
  endpointCode: number | null;
  /** HTTP status of the endpoint. */
  endpointStatus: number | null;
  /** The handshake is refused with these headers. */
  handshake: { readonly status: string; readonly autherrcode?: string } | null;
  dropPongs: boolean;
  /** Nothing is read or sent any more, and the connection stays open. */
  isDeaf: boolean;
  /** Connections are closed right after they were accepted. */
  closesAtOnce: boolean;
  /** Payloads are cut into pieces of this many bytes; null sends them whole. */
  fragmentBytes: number | null;
  shufflesFragments: boolean;
  /** Waiting events go out in the same packet as the handshake. */
  greetsWithEvents: boolean;
}

/** `deadlineMs` is the time that an app has to acknowledge an event. `onConnect` is called for each accepted connection. */
interface SocketHubOptions {
  readonly random: Random;
  readonly now: () => number;
  readonly deadlineMs: number;
  readonly onConnect: (appId: string) => void;
}

const maxConnections = 50;
const socketPath = '/ws/v2';

interface Client {
  readonly socket: WebSocket;
  readonly serviceId: number;
}

interface Waiting {
  readonly client: Client;
  readonly resolve: (failure: string | undefined) => void;
}

/** The server's side of the long connection: each event goes to one connection of the app, chosen by chance. */
export class SocketHub {
  readonly faults: SocketFaults = {
    endpointCode: null,
    endpointStatus: null,
    handshake: null,
    dropPongs: false,
    isDeaf: false,
    closesAtOnce: false,
    fragmentBytes: null,
    shufflesFragments: false,
    greetsWithEvents: false,
  };
  config: ClientConfig = { ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30, PingInterval: 120 };
  readonly #options: SocketHubOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #clients = new Map<string, Set<Client>>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #tickets = new Map<string, string>();
  #sequence = 0n;
  /** How many connections were accepted so far. */
  accepted = 0;
  /** What the app answered to callbacks, by message id. */
  readonly callbackAnswers: Map<string, string> = new Map();

  constructor(options: SocketHubOptions) {
    this.#options = options;
  }

  connections(appId: string): number {
    return this.#clients.get(appId)?.size ?? 0;
  }

  /** The address of a new connection, good once. Ids stand behind another parameter: the Node SDK garbles the first. */
  addressFor(appId: string, host: string): string {
    const ticket = this.#options.random.hex(32);
    this.#tickets.set(ticket, appId);
    const query = `fpid=493&aid=552564&device_id=${this.#options.random.digits(19)}&access_key=${this.#options.random.hex(32)}`;
    return `ws://${host}${socketPath}?${query}&service_id=${serviceIdOf(appId)}&ticket=${ticket}`;
  }

  isFull(appId: string): boolean {
    return this.connections(appId) >= maxConnections;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // The server has let go of the socket: without a listener, a hang-up would end the process.
    socket.on('error', () => socket.destroy());
    const { pathname, ticket } = readAddress(request.url ?? '/');
    const appId = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    const refusal =
      this.faults.handshake ??
      (appId === undefined || pathname !== socketPath
        ? { status: '403' }
        : this.isFull(appId)
          ? { status: '514', autherrcode: '1000040350' }
          : null);
    if (refusal !== null || appId === undefined) {
      const { status, autherrcode } = { autherrcode: '', ...(refusal ?? { status: '403' }) };
      socket.end(
        `HTTP/1.1 400 Bad Request\r\nHandshake-Status: ${status}\r\nHandshake-Msg: refused\r\n` +
          `${autherrcode === '' ? '' : `Handshake-Autherrcode: ${autherrcode}\r\n`}Content-Length: 0\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (accepted) => this.#accept(appId, accepted));
  }

  /** Undefined when it was acknowledged, else why not. */
  push(appId: string, { id, body }: Pick<Delivery, 'id' | 'body'>): Promise<string | undefined> {
    const open = [...(this.#clients.get(appId) ?? [])];
    const client = open[open.length === 0 ? 0 : this.#options.random.int(open.length)];
    if (client === undefined) return Promise.resolve('app not online');
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle('timed out'), this.#options.deadlineMs);
      const settle = (failure: string | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(failure);
      };
      this.#waiting.set(id, { client, resolve: settle });
      this.#send(client, id, Buffer.from(JSON.stringify(body)));
    });
  }

  /** Cuts every connection of the app, with this close code; 1006 without a word. */
  drop(appId: string, code: number): void {
    for (const { socket } of this.#clients.get(appId) ?? []) {
      if (code === 1006) socket.terminate();
      else socket.close(code);
    }
  }

  close(): void {
    for (const clients of this.#clients.values()) for (const { socket } of clients) socket.terminate();
    this.#server.close();
  }

  #accept(appId: string, socket: WebSocket): void {
    this.accepted++;
    if (this.faults.closesAtOnce) {
      socket.close(1000);
      return;
    }
    const client: Client = { socket, serviceId: serviceIdOf(appId) };
    const clients = this.#clients.get(appId) ?? new Set();
    this.#clients.set(appId, clients.add(client));
    socket.on('error', () => {});
    socket.on('close', () => {
      clients.delete(client);
      for (const waiting of [...this.#waiting.values()]) if (waiting.client === client) waiting.resolve('closed');
    });
    socket.on('message', (data) => {
      if (this.faults.isDeaf || !(data instanceof Buffer)) return;
      this.#receive(client, decodeFrame(data));
    });
    this.#options.onConnect(appId);
  }

  #receive(client: Client, frame: Frame): void {
    const { type, message_id: id = '' } = frame.headers;
    if (frame.method === 0) {
      if (type !== 'ping' || this.faults.dropPongs) return;
      const payload = Buffer.from(JSON.stringify(this.config));
      client.socket.send(encodeFrame({ service: frame.service, method: 0, headers: { type: 'pong' }, payload }));
      return;
    }
    const answer = tryParseJson(Buffer.from(frame.payload).toString('utf8'));
    if (!isObject(answer)) return;
    if (typeof answer.data === 'string') this.callbackAnswers.set(id, Buffer.from(answer.data, 'base64').toString());
    this.#waiting.get(id)?.resolve(answer.code === 200 ? undefined : `code ${String(answer.code)}`);
  }

  #send({ socket, serviceId }: Client, messageId: string, payload: Buffer): void {
    if (this.faults.isDeaf) return;
    const size = this.faults.fragmentBytes ?? Math.max(1, payload.length);
    const sum = Math.max(1, Math.ceil(payload.length / size));
    const pieces = Array.from({ length: sum }, (_, seq) => ({
      seq,
      bytes: payload.subarray(seq * size, (seq + 1) * size),
    }));
    if (this.faults.shufflesFragments) pieces.reverse();
    const traceId = createHash('sha1').update(messageId).digest('hex').slice(0, 16);
    for (const { seq, bytes } of pieces) {
      const headers = {
        type: 'event',
        message_id: messageId,
        sum: String(sum),
        seq: String(seq),
        trace_id: traceId,
        timestamp: String(this.#options.now()),
        instance_id: 'sandbox-0',
      };
      const ids = { seqId: ++this.#sequence, logId: this.#sequence, logIdNew: `log-${this.#sequence}` };
      socket.send(encodeFrame({ ...ids, service: serviceId, method: 1, headers, payload: bytes }));
    }
  }
}

function serviceIdOf(appId: string): number {
  return 33_000_000 + (Number.parseInt(createHash('sha1').update(appId).digest('hex').slice(0, 5), 16) % 900_000);
}

function readAddress(url: string): { readonly pathname: string; readonly ticket: string } {
  const at = url.indexOf('?');
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  return { pathname: at < 0 ? url : url.slice(0, at), ticket: query.get('ticket') ?? '' };
}
