import { Buffer } from 'node:buffer';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { explainFailure, type FailedRoute } from './explain-failure.ts';
import type { GuardedRequestParts } from './guarded-request.ts';
import { lateAnswer } from './late-answer.ts';
import { LostAnswer } from './lost-answer.ts';

/** Where a connection goes that speaks another protocol than HTTP. No proxy of HTTP is on its way. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** How it is made. */
export interface SocketParts extends GuardedRequestParts {
  /** Ends it, whatever it is at. */
  readonly signal: AbortSignal;
  /** All that is done with it takes no longer. */
  readonly wholeMs: number;
}

/** So much is kept unread; then whoever sends has to wait. Who waits for more than this gets it. */
const mostUnread = 256 * 1024;

/**
 * A connection to a host that the guard lets through, at the address that it has found. It is read on demand. All that is lost is thrown as `LostAnswer`, or
 * as the signal's reason when it is aborted. `close` is due.
 */
export class GuardedSocket {
  readonly #route: FailedRoute;
  readonly #host: string;
  readonly #parts: SocketParts;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.#fail(this.#parts.signal.reason);
  #socket: Socket;
  #pieces: Buffer = Buffer.alloc(0);
  #ended: unknown;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket, { host, port }: SocketAddress, parts: SocketParts) {
    this.#route = { host: `${host}:${port}`, proxy: undefined, environment: parts.environment };
    this.#host = host;
    this.#parts = parts;
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#fail(lateAnswer(parts.wholeMs, 'end', this.#route)), parts.wholeMs);
    parts.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#listen(socket);
  }

  /** @throws ConfigError `serve.host.refused`, LostAnswer */
  static async open(address: SocketAddress, parts: SocketParts): Promise<GuardedSocket> {
    parts.signal.throwIfAborted();
    const host = await parts.guard.resolve(address.host);
    parts.signal.throwIfAborted();
    const socket = connect({ host, port: address.port, noDelay: true });
    const opened = new GuardedSocket(socket, address, parts);
    await opened.#ready(socket, 'connect');
    return opened;
  }

  /** Goes on by TLS, for the name that was asked for. `ca`: certificates, as PEM, that are trusted instead of those of the machine. */
  async secure(ca: string | undefined): Promise<void> {
    // What somebody has put in between before it was secret is nobody's word.
    if (this.#pieces.length > 0) throw this.#broken({ en: 'it spoke before its turn', zh: '对方提前发送了数据' });
    const plain = this.#socket;
    plain.removeAllListeners();
    const name = isIP(this.#host) === 0 ? { servername: this.#host } : {};
    const secured = connectTls({ socket: plain, host: this.#host, ...name, ...(ca === undefined ? {} : { ca }) });
    this.#socket = secured;
    this.#listen(secured);
    await this.#ready(secured, 'secureConnect');
  }

  async #ready(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
    let isReady = false;
    socket.once(event, () => {
      isReady = true;
      this.#wake?.();
    });
    await this.#until(() => isReady);
  }

  write(bytes: Uint8Array | string): void {
    if (this.#ended === undefined) this.#socket.write(bytes);
  }

  /** Up to the next line break, which is not a part of it. */
  async line(mostBytes: number): Promise<string> {
    await this.#until(() => this.#pieces.includes('\n') || this.#pieces.length > mostBytes);
    const at = this.#pieces.indexOf('\n');
    if (at === -1 || at > mostBytes) throw this.#broken({ en: 'a line of it is too long', zh: '其中一行过长' });
    const line = this.#take(at + 1).toString('utf8');
    return line.replace(/\r?\n$/, '');
  }

  /** So many bytes. */
  async bytes(count: number): Promise<Buffer> {
    await this.#until(() => this.#pieces.length >= count);
    return this.#take(count);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#parts.signal.removeEventListener('abort', this.#onAbort);
    this.#socket.destroy();
  }

  #take(count: number): Buffer {
    const taken = this.#pieces.subarray(0, count);
    this.#pieces = this.#pieces.subarray(count);
    return taken;
  }

  #listen(socket: Socket): void {
    socket.on('data', (piece: Buffer) => {
      this.#pieces = this.#pieces.length === 0 ? piece : Buffer.concat([this.#pieces, piece]);
      if (this.#pieces.length >= mostUnread) socket.pause();
      this.#wake?.();
    });
    socket.on('error', (error) => this.#fail(explainFailure(error, this.#route)));
    socket.once('close', () => this.#fail(this.#broken({ en: 'the connection was cut', zh: '连接被中断' })));
  }

  #broken(what: { readonly en: string; readonly zh: string }): LostAnswer {
    const { host } = this.#route;
    const text = { en: `${host}: ${what.en}`, zh: `${host}：${what.zh}` };
    return new LostAnswer({ reason: 'network', text, isPermanent: false });
  }

  #fail(reason: unknown): void {
    this.#ended ??= reason;
    this.#socket.destroy();
    this.#wake?.();
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#ended !== undefined) {
        this.close();
        throw this.#ended;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#socket.resume();
      });
      this.#wake = undefined;
    }
  }
}
