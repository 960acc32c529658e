import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject, type JsonObject, tryParseJson } from '../../src/util/json.ts';

export interface Caught {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: JsonObject;
}

/** A server of a developer: takes down what it is sent, and answers as it is told. */
export class EventCatcher implements AsyncDisposable {
  readonly caught: Caught[] = [];
  status = 200;
  answer = '{}';
  readonly #server: Server;
  #watchers: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const body = tryParseJson(text);
        this.caught.push({ headers: request.headers, text, body: isObject(body) ? body : {} });
        response.writeHead(this.status).end(this.answer);
        for (const watcher of this.#watchers.splice(0)) watcher();
      });
    });
  }

  static async start(): Promise<EventCatcher> {
    const catcher = new EventCatcher();
    await new Promise<void>((resolve) => {
      catcher.#server.listen(0, '127.0.0.1', resolve);
    });
    return catcher;
  }

  get url(): string {
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}/`;
  }

  /** Resolves once so many have come. */
  async count(wanted: number): Promise<Caught[]> {
    while (this.caught.length < wanted) {
      await new Promise<void>((resolve) => {
        this.#watchers.push(resolve);
      });
    }
    return this.caught;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
