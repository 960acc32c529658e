import WebSocket from 'ws';
import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { ReceivedEvent } from '../../model/event.ts';
import type { Logger } from '../../model/logger.ts';
import type { Message } from '../../model/message.ts';
import type { Secret } from '../../model/secret.ts';
import type { Environment } from '../../outbound/proxy.ts';
import { isObject, type JsonObject, tryParseJson } from '../../util/json.ts';
import { answerCallback, type CallbackHandler, isCallback } from '../callbacks.ts';
import { unreadableEvent } from '../dead-letter.ts';
import type { InboxWriter } from '../inbox-writer.ts';
import { parseEnvelope } from '../parse-envelope.ts';
import { askForAddress, type ClientConfig, defaultClientConfig, readClientConfig } from './endpoint.ts';
import { Flow } from './flow.ts';
import { Fragments } from './fragments.ts';
import { decodeFrame, encodeFrame, type Frame, frameMethods, headerOf } from './frame.ts';
import {
  initialState,
  type LongConnectionEvent,
  type LongConnectionState,
  nextState,
  silenceTimeoutMs,
} from './long-connection-state.ts';
import { type OpenedSocket, openSocket } from './open-socket.ts';
import { lost, refusedHandshake, unreached } from './refusals.ts';

/** The app and where it connects; `onChange` is called with each change of state, and must return quickly and not throw. */
export interface LongConnectionOptions {
  /** Of the region, with the path of a private deployment if it has one, without a slash at its end. */
  readonly origin: string;
  readonly appId: string;
  readonly appSecret: Secret;
  /** Where the proxy is named. */
  readonly environment: Environment;
  readonly inboxWriter: InboxWriter;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly onCallback?: CallbackHandler;
  readonly onChange?: (state: LongConnectionState) => void;
}

/** How long an orderly end waits for what has arrived to be stored and acknowledged. */
const drainTimeoutMs = 3_000;

/**
 * Receives an app's events over the long connection: dials, keeps it alive, watches over it, dials again. An event is
 * acknowledged when it is in the inbox, and only then.
 */
export class LongConnection {
  readonly #options: LongConnectionOptions;
  readonly #fragments = new Fragments();
  readonly #pendingCount = new Set<Promise<void>>();
  #state: LongConnectionState;
  #clientConfig: ClientConfig = defaultClientConfig;
  #socket: WebSocket | undefined;
  #flow: Flow | undefined;
  #serviceId = 0;
  /** What people are shown is timed by the clock on the wall; this is by one that nobody sets. */
  #heardAt = 0;
  /** Ends the present attempt, and every wait of it. */
  #attempt = new AbortController();
  /** Lets the watch look at a new configuration. */
  #wake = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: LongConnectionOptions) {
    this.#options = options;
    this.#state = initialState(options.clock.now());
  }

  get state(): LongConnectionState {
    return this.#state;
  }

  /** Dials, and keeps dialling until `disconnect`. */
  start(): void {
    if (this.#state.state !== 'stopped') return;
    this.#attempt = new AbortController();
    this.#running = this.#run(this.#attempt.signal);
  }

  /** Drops the connection and dials anew at once. The old one is closed first: two of one app share its events by chance. */
  async reconnect(): Promise<void> {
    await this.disconnect();
    this.start();
  }

  /** Asks the server for a sign of life, which also brings its newest configuration. */
  refresh(): void {
    this.#ping();
  }

  /** Takes nothing more, waits until what has arrived is acknowledged, and says goodbye. */
  async disconnect(reason: Message | null = null): Promise<void> {
    this.#flow?.end();
    const drained = new AbortController();
    const late = this.#options.clock.sleep(drainTimeoutMs, drained.signal).catch(() => undefined);
    await Promise.race([Promise.allSettled(this.#pendingCount), late]);
    drained.abort();
    this.#move({ kind: 'stopped', reason });
    this.#attempt.abort();
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      try {
        this.#move({ kind: 'dialing' });
        await this.#hold(signal);
      } catch (thrown) {
        if (signal.aborted) return;
        const error = toLarkstreamError(thrown);
        this.#move({ kind: 'failed', reason: error.texts.message, isFinal: error.family === 'config' });
        this.#options.logger.warn('The long connection is down', { code: error.code, reason: error.message });
        const waitMs = (this.#state.nextRetryAt ?? 0) - clock.now();
        await rest(clock, Math.max(0, waitMs), signal);
      }
    }
  }

  /** One connection from dialling to its end, which it throws. */
  async #hold(signal: AbortSignal): Promise<never> {
    const { origin, appId, appSecret, environment } = this.#options;
    const address = await askForAddress({ origin, appId, appSecret, environment, signal });
    this.#clientConfig = address.config;
    this.#serviceId = address.serviceId;
    const opened = await openSocket(address.url.reveal(), { environment, signal });
    const flow = new Flow(opened.socket);
    this.#socket = opened.socket;
    this.#flow = flow;
    try {
      signal.throwIfAborted();
      return await this.#follow(opened, flow, signal);
    } finally {
      this.#socket = undefined;
      this.#flow = undefined;
      opened.close(signal.aborted);
    }
  }

  /** Takes what a connection brings until it ends, and throws why it did. */
  #follow({ socket, route }: OpenedSocket, flow: Flow, signal: AbortSignal): Promise<never> {
    return new Promise<never>((_, reject) => {
      const end = (reason: Message): void => reject(lost(reason));
      signal.addEventListener('abort', () => end({ en: 'closed', zh: '已关闭' }), { once: true });
      socket.on('open', () => {
        this.#move({ kind: 'opened' });
        this.#ping();
        void this.#watch(socket, end);
      });
      socket.on('message', (data, isBinary) => {
        if (isBinary) this.#receive(socket, flow, data);
      });
      socket.on('ping', () => flow.mayAnswer());
      socket.on('unexpected-response', (_request, response) => {
        const refused = route.refusal();
        const { appSecret } = this.#options;
        reject(refused === undefined ? refusedHandshake(response.headers, appSecret) : unreached(refused));
        response.destroy();
      });
      socket.on('error', (error) => reject(unreached(route.explain(error))));
      socket.on('close', (code) =>
        end({ en: `The long connection was closed with code ${code}`, zh: `长连接被关闭，代码 ${code}` }),
      );
    });
  }

  /** Pings as often as the server says, and ends a connection that has fallen silent. */
  async #watch(socket: WebSocket, end: (reason: Message) => void): Promise<void> {
    const { clock } = this.#options;
    const over = new AbortController();
    socket.once('close', () => over.abort());
    let pingedAt = clock.elapsed();
    while (socket.readyState === WebSocket.OPEN) {
      const pingAt = pingedAt + this.#clientConfig.pingIntervalMs;
      const deafAt = this.#heardAt + silenceTimeoutMs(this.#clientConfig);
      this.#wake = new AbortController();
      await rest(clock, Math.max(0, Math.min(pingAt, deafAt) - clock.elapsed()), over.signal, this.#wake.signal);
      const now = clock.elapsed();
      if (over.signal.aborted) return;
      if (now >= this.#heardAt + silenceTimeoutMs(this.#clientConfig)) {
        return end({
          en: 'The server has sent nothing for too long, not even an answer to a ping',
          zh: '服务器没有任何消息，连 ping 的应答也没有',
        });
      }
      if (now >= pingedAt + this.#clientConfig.pingIntervalMs) {
        pingedAt = now;
        this.#ping();
      }
    }
  }

  #ping(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const frame = { seqId: 0n, logId: 0n, payload: new Uint8Array(), logIdNew: '' };
    const headers = [['type', 'ping']] as const;
    this.#socket.send(encodeFrame({ ...frame, service: this.#serviceId, method: frameMethods.control, headers }));
  }

  #receive(socket: WebSocket, flow: Flow, data: WebSocket.RawData): void {
    const frame = decodeFrame(
      Buffer.isBuffer(data) ? data : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]),
    );
    if (frame === undefined) return;
    const isPong = frame.method === frameMethods.control && headerOf(frame, 'type') === 'pong';
    this.#move({ kind: 'heard', isPong });
    if (isPong) this.#takeClientConfig(frame);
    if (frame.method !== frameMethods.data) return;
    const payload = this.#fragments.add(frame, this.#options.clock.elapsed());
    if (payload === undefined) return;
    flow.arrived(payload.length);
    const work = this.#take(frame, payload).then((answer) => {
      this.#pendingCount.delete(work);
      flow.finished(payload.length);
      if (socket.readyState === WebSocket.OPEN && flow.mayAnswer()) socket.send(encodeFrame(answer));
    });
    this.#pendingCount.add(work);
  }

  #takeClientConfig(frame: Frame): void {
    const config = tryParseJson(Buffer.from(frame.payload).toString('utf8'));
    if (isObject(config)) this.#clientConfig = readClientConfig(config, this.#clientConfig);
    this.#wake.abort();
  }

  /** Stores; gives the acknowledgement. */
  async #take(frame: Frame, payload: Uint8Array): Promise<Frame> {
    const { inboxWriter, clock, logger, onCallback } = this.#options;
    const beganAt = clock.elapsed();
    const event = this.#toEvent(frame, Buffer.from(payload).toString('utf8'), clock.now());
    let answer: JsonObject;
    try {
      const isNew = await inboxWriter.add(event);
      answer = { code: 200 };
      if (isNew && isCallback(event.type)) {
        const data = JSON.stringify(await answerCallback(event, onCallback, clock));
        answer = { ...answer, data: Buffer.from(data).toString('base64') };
      }
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('An event could not be stored', { code, message });
      answer = { code: 500 };
    }
    const headers = [...frame.headers, ['biz_rt', String(clock.elapsed() - beganAt)] as const];
    return { ...frame, headers, payload: Buffer.from(JSON.stringify(answer)) };
  }

  /** What cannot be read becomes a dead letter, and is acknowledged: sent again and again it would block what follows. */
  #toEvent(frame: Frame, text: string, receivedAt: number): ReceivedEvent {
    const { appId } = this.#options;
    const envelope = tryParseJson(text);
    const found = isObject(envelope) ? parseEnvelope(envelope, { via: 'long_connection', receivedAt }) : undefined;
    if (found !== undefined) return { ...found.event, appId };
    const id = headerOf(frame, 'message_id') ?? `frame-${String(frame.seqId)}`;
    return unreadableEvent({ id, text, appId, via: 'long_connection', receivedAt });
  }

  #move(event: LongConnectionEvent): void {
    const { clock, random, onChange } = this.#options;
    if (event.kind === 'opened' || event.kind === 'heard') this.#heardAt = clock.elapsed();
    this.#state = nextState(this.#state, event, { now: clock.now(), config: this.#clientConfig, random: random() });
    onChange?.(this.#state);
  }
}
