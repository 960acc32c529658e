import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';

/** What a test server has been sent. */
export interface Seen {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body: object | string | Buffer;
}

type Handler = (seen: Seen, response: ServerResponse) => Reply | undefined | Promise<Reply | undefined>;

/** What any of our calls takes for an answer: an empty page, a record with nothing in it. */
export const anyData: Readonly<Record<string, boolean | string | object>> = {
  has_more: false,
  status: 'PENDING',
  approval_name: 'A',
  group_id: 'G',
  shift_id: 'S',
  app: {},
  node: {},
  user: {},
  department: {},
  group: {},
};

const tokenPath = '/open-apis/auth/v3/tenant_access_token/internal';

/**
 * A server that hands out tokens and otherwise does what the test says: a handler that returns nothing has answered, or
 * broken, the response itself. Knows no more of the platform than that.
 */
export class PlatformDouble {
  readonly seen: Seen[] = [];
  tokenReply: (count: number) => Reply = (count) => ({
    body: { code: 0, msg: 'ok', tenant_access_token: `t-g1${'0'.repeat(24)}${count}`, expire: 7200 },
  });
  tokenCalls = 0;
  handler: Handler = () => ({ body: { code: 0, msg: 'success', data: anyData } });
  readonly #server: Server;
  #open = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<PlatformDouble> {
    const server = createServer();
    const double = new PlatformDouble(server);
    server.on('request', (request, response) => {
      double.#open += 1;
      response.on('close', () => {
        double.#open -= 1;
      });
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const body = Buffer.concat(chunks).toString();
        double.#answer({ method, url, headers, body }, response).catch(() => response.destroy());
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return double;
  }

  get baseUrl(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  }

  get isBusy(): boolean {
    return this.#open > 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  async #answer(seen: Seen, response: ServerResponse): Promise<void> {
    if (seen.url === tokenPath) {
      this.tokenCalls += 1;
      send(response, this.tokenReply(this.tokenCalls));
      return;
    }
    this.seen.push(seen);
    const reply = await this.handler(seen, response);
    if (reply !== undefined) send(response, reply);
  }
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, { ...(isRaw ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...headers });
  response.end(isRaw ? body : JSON.stringify(body));
}
