import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { isObject, parseJson, readText } from '../util/json.ts';
import { LostAnswer, lostAnswer } from './lost-answer.ts';
import type { PlatformAddress } from './regions.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, escaped. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. A GET has none: some gateways answer a GET with a body with HTTP 411. */
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** When the request is being written to its connection, that is after queueing and connecting. */
  readonly onWritten?: () => void;
  /** When the head of the answer has arrived. */
  readonly onAnswered?: () => void;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked. */
  readonly body: Buffer;
}

export interface TransportOptions {
  readonly address: PlatformAddress;
  /** How long one attempt may take until the head of its answer; reading the rest may take `bodyPatience` times that. */
  readonly timeoutMs: number;
  readonly connections: number;
}

/** A page of megabytes over a thin line is slow, not lost. */
const bodyPatience = 4;
const connectTimeoutMs = 10_000;
/** No documented answer comes near; a larger one is a decompression bomb or a wrong host. */
const maxAnswerBytes = 256 * 1024 * 1024;

const decoders: Readonly<Record<string, (data: Buffer) => Promise<Buffer>>> = {
  gzip: (data) => promisify(gunzip)(data, { maxOutputLength: maxAnswerBytes }),
  br: (data) => promisify(brotliDecompress)(data, { maxOutputLength: maxAnswerBytes }),
  deflate: (data) => promisify(inflate)(data, { maxOutputLength: maxAnswerBytes }),
};

/** HTTP over connections that are kept open. Knows nothing of codes, tokens or limits. */
export class Transport {
  readonly #dispatcher: Dispatcher;
  readonly #address: PlatformAddress;
  readonly #timeoutMs: number;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ address, timeoutMs, connections }: TransportOptions) {
    this.#address = address;
    this.#timeoutMs = timeoutMs;
    this.#dispatcher = createDispatcher(address, connections);
    this.#headers = {
      accept: 'application/json',
      'user-agent': `larkstream/${productVersion()}`,
      // On loopback packing costs more than it saves.
      ...(address.isLoopback ? {} : { 'accept-encoding': 'gzip, br' }),
    };
  }

  /** Throws `LostAnswer`, or the signal's reason when it is aborted. Any HTTP status is an answer. */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    request.signal?.throwIfAborted();
    const { status, headers, body } = await this.#exchange(request);
    const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
    if (encoding === '' || encoding === 'identity') return { status, headers, body };
    const decode = decoders[encoding];
    if (decode === undefined)
      throw new LostAnswer(
        { en: `the answer is packed as ${encoding}`, zh: `应答以 ${encoding} 压缩` },
        { isPermanent: true },
      );
    try {
      return { status, headers, body: await decode(body) };
    } catch (error) {
      throw new LostAnswer(
        { en: `the answer's ${encoding} packing is damaged`, zh: `应答的 ${encoding} 压缩已损坏` },
        { cause: error },
      );
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  #exchange(request: HttpRequest): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const handler = new ExchangeHandler({ request, timeoutMs: this.#timeoutMs, resolve, reject });
      this.#dispatcher.dispatch(
        {
          origin: this.#address.origin,
          path: this.#address.pathPrefix + request.path,
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

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#timer = this.#startTimer(options.timeoutMs);
    options.request.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isSettled) controller.abort(new LostAnswer({ en: 'given up before it was sent', zh: '发送前已放弃' }));
    else this.#options.request.onWritten?.();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.#isSettled) return;
    this.#status = status;
    this.#headers = headers;
    clearTimeout(this.#timer);
    this.#timer = this.#startTimer(this.#options.timeoutMs * bodyPatience);
    this.#options.request.onAnswered?.();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > maxAnswerBytes) {
      this.#stop(
        new LostAnswer(
          { en: 'the answer is larger than any documented one', zh: '应答大于任何文档所述的大小' },
          { isPermanent: true },
        ),
      );
    } else {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const [first] = this.#chunks;
    const body =
      first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#sizeBytes);
    this.#options.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#settle()) this.#options.reject(lostAnswer(error));
  }

  #startTimer(ms: number): NodeJS.Timeout {
    return setTimeout(
      () => this.#stop(new LostAnswer({ en: `no answer within ${ms} ms`, zh: `${ms} 毫秒内没有应答` })),
      ms,
    );
  }

  #stop(reason: unknown): void {
    if (!this.#settle()) return;
    this.#options.reject(reason);
    this.#controller?.abort(new LostAnswer({ en: 'given up', zh: '已放弃' }));
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    clearTimeout(this.#timer);
    this.#options.request.signal?.removeEventListener('abort', this.#onAbort);
    return true;
  }
}

/** The proxy of the environment is used as everywhere else, but never between a program and its own machine. */
function createDispatcher(address: PlatformAddress, connections: number): Dispatcher {
  const options = {
    connections,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 20_000,
    connect: { timeout: connectTimeoutMs },
  };
  const { env } = process;
  const proxy = env.https_proxy ?? env.HTTPS_PROXY ?? env.http_proxy ?? env.HTTP_PROXY ?? '';
  if (proxy === '' || address.isLoopback) return new Pool(address.origin, options);
  return new EnvHttpProxyAgent(options);
}

function productVersion(): string {
  const manifest = parseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (isObject(manifest) ? readText(manifest, 'version') : null) ?? '0';
}
