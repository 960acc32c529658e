import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

/** `cut`: the way is closed before an answer; `hang`: nobody answers; a number: it is refused with this status. */
export type ProxyMood = 'pass' | 'cut' | 'hang' | number;

/** A real HTTP proxy, with CONNECT and without. Every name leads to this machine, so that a test may call it what it likes. */
export class TestProxy implements AsyncDisposable {
  mood: ProxyMood = 'pass';
  /** `user:password`; undefined for anybody. */
  wanted: string | undefined;
  /** What was asked for, as `CONNECT host:port` and `GET http://…`. */
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => this.#forward(request, response));
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<TestProxy> {
    const proxy = new TestProxy();
    proxy.#server.on('connection', (socket) => proxy.#keep(socket));
    proxy.#server.on('connect', (request: IncomingMessage, socket: Socket) => proxy.#tunnel(request, socket));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** Host and port. */
  get address(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #status({ headers }: IncomingMessage): number {
    if (typeof this.mood === 'number') return this.mood;
    const expected = this.wanted === undefined ? undefined : `Basic ${Buffer.from(this.wanted).toString('base64')}`;
    return expected === undefined || headers['proxy-authorization'] === expected ? 200 : 407;
  }

  #tunnel(request: IncomingMessage, socket: Socket): void {
    this.asked.push(`CONNECT ${request.url}`);
    if (this.mood === 'hang') return;
    if (this.mood === 'cut') {
      socket.destroy();
      return;
    }
    const status = this.#status(request);
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const port = Number(new URL(`http://${request.url}`).port || 80);
    const inner = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      inner.pipe(socket);
      socket.pipe(inner);
    });
    this.#keep(inner);
    inner.on('close', () => socket.destroy());
    socket.on('close', () => inner.destroy());
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(`${request.method} ${request.url}`);
    if (this.mood === 'hang') return;
    if (this.mood === 'cut') {
      response.destroy();
      return;
    }
    const status = this.#status(request);
    if (status !== 200) {
      response.writeHead(status).end();
      return;
    }
    const { port, pathname, search } = new URL(request.url ?? '');
    const { method, headers } = request;
    const inner = forward({ host: '127.0.0.1', port, path: pathname + search, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    inner.on('error', () => response.destroy());
    request.pipe(inner);
  }
}
