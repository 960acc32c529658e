import { Agent, request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const lookMs = 50;

/**
 * Spreads requests over processes that say at `/readyz` that they are ready, over connections that it keeps. What one of them does not
 * answer, it does not try again: the test is to see it.
 */
export class Balancer implements AsyncDisposable {
  readonly #targets = new Map<string, boolean>();
  readonly #agent = new Agent({ keepAlive: true });
  readonly #server: Server;
  readonly #looking: NodeJS.Timeout;
  #turn = 0;
  /** What could not be answered. */
  readonly failures: string[] = [];
  url = '';

  private constructor() {
    this.#server = createServer((request, response) => this.#pass(request, response));
    this.#looking = setInterval(() => void this.look(), lookMs);
  }

  static async start(): Promise<Balancer> {
    const balancer = new Balancer();
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve));
    balancer.url = `http://127.0.0.1:${(balancer.#server.address() as AddressInfo).port}`;
    return balancer;
  }

  async add(url: string): Promise<void> {
    this.#targets.set(url, false);
    await this.look();
  }

  remove(url: string): void {
    this.#targets.delete(url);
  }

  async look(): Promise<void> {
    await Promise.all(
      [...this.#targets.keys()].map(async (url) => {
        const isReady = await fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
        if (this.#targets.has(url)) this.#targets.set(url, isReady);
      }),
    );
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const ready = [...this.#targets].filter(([, isReady]) => isReady).map(([url]) => url);
    const target = ready[this.#turn++ % Math.max(1, ready.length)];
    const fail = (why: string): void => {
      this.failures.push(`${request.method} ${request.url}: ${why}`);
      if (!response.headersSent) response.writeHead(502);
      response.end();
    };
    if (target === undefined) {
      fail('nobody is ready');
      return;
    }
    const { method = 'GET', headers } = request;
    const passed = ask(`${target}${request.url}`, { method, headers, agent: this.#agent }, (answer) => {
      const { connection: _, ...others } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, others);
      answer.pipe(response);
    });
    passed.on('error', (error) => fail(`${target} ${error.message}`));
    request.pipe(passed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#looking);
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
