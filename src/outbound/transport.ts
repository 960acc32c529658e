import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { AnswerMemory, type AnswerShare } from './answer-memory.ts';
import { createDispatcher } from './create-dispatcher.ts';
import { explainFailure, type FailedRoute } from './explain-failure.ts';
import { lateAnswer } from './late-answer.ts';
import { oversized } from './oversized.ts';
import { productVersion } from './product-version.ts';
import { type Environment, isLoopback, proxyFor } from './proxy.ts';
import { unpack } from './unpack.ts';

/** A call. Headers are added to those that every call has. */
interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, escaped. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, or bytes whose type `headers` name. A GET has none: some gateways answer a GET with a body with HTTP 411. */
  readonly body?: string | Uint8Array;
  /** What is taken of its answer, where that is less than of others. */
  readonly mostBytes?: number;
  readonly signal?: AbortSignal;
  /** When the request is being written to its connection, that is after queueing and connecting. */
  readonly onWritten?: () => void;
  /** When the head of the answer has arrived. */
  readonly onAnswered?: () => void;
}

/** An answer of any status. Names of headers are in lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked. */
  readonly body: Buffer;
}

/** Where to, through what, and how much time, connections and memory that may take. */
export interface TransportOptions {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What comes before every path; mostly empty. */
  readonly pathPrefix: string;
  readonly environment: Environment;
  /**
   * How long one attempt may take until the head of its answer. The body may take `bodyPatience` times that, as long as
   * it brings `minBodyBytes` in each such time.
   */
  readonly timeoutMs: number;
  /** The most connections to the host at a time. */
  readonly connections: number;
  /** The IP address to connect to, where the name was looked up before. */
  readonly address?: string | undefined;
  /** Shared by the whole process when absent. */
  readonly memory?: AnswerMemory;
  readonly maxAnswerBytes?: number;
}

/** A body that brings less than this in the time of one attempt does not move: a blank a second does not keep a call alive. */
const minBodyBytes = 1_024;
/** A page of megabytes over a thin line is slow, not lost. */
const bodyPatience = 4;
/** No documented answer comes near: pages are at most 500 records, files come in parts of 16 MB. */
const maxAnswerBytes = 32 * 1024 * 1024;
/** What 128 usual answers under way need, many times over. */
const processMemory = new AnswerMemory(64 * 1024 * 1024);

/** HTTP over connections that are kept open. Knows nothing of codes, tokens or limits. */
export class Transport {
  readonly #dispatcher: Dispatcher;
  readonly #options: TransportOptions;
  readonly #route: FailedRoute;
  readonly #headers: Readonly<Record<string, string>>;

  /** @throws ConfigError `network.proxy.invalid` */
  constructor(options: TransportOptions) {
    const { origin, environment, connections, address } = options;
    const proxy = proxyFor(origin, environment);
    this.#options = options;
    this.#route = { host: new URL(origin).host, proxy, environment };
    this.#dispatcher = createDispatcher({ origin, proxy, connections, address });
    this.#headers = {
      accept: 'application/json',
      'user-agent': `larkstream/${productVersion()}`,
      // On loopback packing costs more than it saves.
      ...(isLoopback(new URL(origin).hostname) ? {} : { 'accept-encoding': 'gzip, br' }),
    };
  }

  /** Throws `LostAnswer`, or the signal's reason when it is aborted. Any HTTP status is an answer. */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    request.signal?.throwIfAborted();
    const { memory = processMemory, maxAnswerBytes: mostBytes = maxAnswerBytes } = this.#options;
    const maxBytes = Math.min(request.mostBytes ?? mostBytes, mostBytes);
    const share = memory.open();
    try {
      const { status, headers, body } = await this.#exchange(request, { share, maxBytes });
      const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
      if (encoding === '' || encoding === 'identity') return { status, headers, body };
      return { status, headers, body: await unpack(body, encoding, { share, maxBytes }) };
    } finally {
      share.end();
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  #exchange(request: HttpRequest, room: Pick<ExchangeOptions, 'share' | 'maxBytes'>): Promise<HttpAnswer> {
    const { origin, pathPrefix, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const handler = new ExchangeHandler({ ...room, request, timeoutMs, route: this.#route, resolve, reject });
      this.#dispatcher.dispatch(
        {
          origin,
          path: pathPrefix + request.path,
          method: request.method,
          headers:
            request.body === undefined
              ? { ...this.#headers, ...request.headers }
              : { ...this.#headers, 'content-type': 'application/json; charset=utf-8', ...request.headers },
          body: request.body ?? null,
        },
        handler,
      );
    });
  }
}

interface ExchangeOptions {
  readonly request: HttpRequest;
  readonly timeoutMs: number;
  readonly share: AnswerShare;
  readonly maxBytes: number;
  readonly route: FailedRoute;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/** One request and its answer, with a deadline over all of it: undici's own time-outs only bound the gaps. */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #chunks: Buffer[] = [];
  readonly #onAbort = (): void => this.#stop(this.#options.request.signal?.reason);
  #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #sizeBytes = 0;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #isSettled = false;
  /** Counted down by the timers' own periods, so that no clock is read. */
  #bodyLeftMs = 0;
  /** What has come since the timer began. */
  #movedBytes = 0;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#timer = this.#startTimer(options.timeoutMs, 'head');
    options.request.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isSettled) controller.abort(new Error('given up before it was sent'));
    else this.#options.request.onWritten?.();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.#isSettled) return;
    this.#status = status;
    this.#headers = headers;
    clearTimeout(this.#timer);
    this.#bodyLeftMs = this.#options.timeoutMs * bodyPatience;
    this.#timer = this.#startTimer(this.#options.timeoutMs, 'body');
    this.#options.request.onAnswered?.();
    const declaredBytes = Number(headers['content-length'] ?? 0);
    if (declaredBytes > this.#options.maxBytes) this.#refuseSize(declaredBytes);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isSettled) return;
    const { share, maxBytes } = this.#options;
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > maxBytes) {
      this.#refuseSize();
      return;
    }
    this.#chunks.push(chunk);
    this.#movedBytes += chunk.length;
    if (!share.grow(chunk.length, () => controller.resume())) controller.pause();
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const [first] = this.#chunks;
    const body =
      first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#sizeBytes);
    this.#options.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#settle()) this.#options.reject(explainFailure(error, this.#options.route));
  }

  #startTimer(ms: number, part: 'head' | 'body'): NodeJS.Timeout {
    return setTimeout(() => {
      const { timeoutMs, route } = this.#options;
      this.#bodyLeftMs -= ms;
      if (part === 'body' && this.#movedBytes >= minBodyBytes && this.#bodyLeftMs > 0) {
        this.#movedBytes = 0;
        this.#timer = this.#startTimer(Math.min(timeoutMs, this.#bodyLeftMs), part);
      } else this.#stop(lateAnswer(timeoutMs, part, route));
    }, ms);
  }

  #refuseSize(sizeBytes?: number): void {
    this.#stop(oversized({ maxBytes: this.#options.maxBytes, sizeBytes }));
  }

  #stop(reason: unknown): void {
    if (!this.#settle()) return;
    this.#chunks.length = 0;
    this.#options.reject(reason);
    this.#controller?.abort(new Error('given up'));
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#options.request.signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}
