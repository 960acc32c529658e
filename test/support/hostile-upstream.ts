import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

export const hostileKinds = ['a gzip bomb', 'an endless body', '200 MB of JSON', '200 MB of JSON in chunks'] as const;
export type HostileKind = (typeof hostileKinds)[number];

const megabyte = 1024 * 1024;
const zeros = Buffer.alloc(megabyte, '0');
const item = `{"user_id":"u1","name":"${'n'.repeat(180)}"},`;
const items = Buffer.from(item.repeat(Math.floor(megabyte / item.length)));
const head = Buffer.from('{"code":0,"msg":"success","data":{"items":[');
const tail = Buffer.from('{}]}}');

/** 300 MB of JSON in 300 KB. */
async function packBomb(): Promise<Buffer> {
  const gzip = createGzip({ level: 9 });
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  gzip.write('{"code":0,"tenant_access_token":"');
  for (let at = 0; at < 300; at++) if (!gzip.write(zeros)) await once(gzip, 'drain');
  gzip.end('"}');
  await once(gzip, 'end');
  return Buffer.concat(chunks);
}

/** Passes everything on to another server, except what the pattern names: that gets an answer which means harm. */
export class HostileUpstream implements AsyncDisposable {
  kind: HostileKind = 'a gzip bomb';
  where: RegExp = /^$/;
  /** What got a hostile answer, by path and query. */
  hit: Map<string, number> = new Map();
  readonly #server = createServer((request, response) => this.#serve(request, response));
  readonly #behind: URL;
  readonly #bomb: Buffer;

  private constructor(behind: string, bomb: Buffer) {
    this.#behind = new URL(behind);
    this.#bomb = bomb;
  }

  static async start(behind: string): Promise<HostileUpstream> {
    const upstream = new HostileUpstream(behind, await packBomb());
    upstream.#server.listen(0, '127.0.0.1');
    await once(upstream.#server, 'listening');
    return upstream;
  }

  get url(): string {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    response.on('error', () => {});
    if (!this.where.test(request.url ?? '')) {
      const { hostname, port } = this.#behind;
      const { method, headers, url: path } = request;
      const inner = forward({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      inner.on('error', () => response.destroy());
      request.pipe(inner);
      return;
    }
    const key = `${request.method} ${request.url} ${request.headers.range ?? ''}`;
    this.hit.set(key, (this.hit.get(key) ?? 0) + 1);
    request.resume();
    void this.#harm(response);
  }

  async #harm(response: ServerResponse): Promise<void> {
    const type = { 'content-type': 'application/json' };
    if (this.kind === 'a gzip bomb') {
      response.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(this.#bomb);
      return;
    }
    const length = head.length + 200 * items.length + tail.length;
    response.writeHead(200, this.kind === '200 MB of JSON' ? { ...type, 'content-length': length } : type);
    await pipeline(Readable.from(this.#body()), response).catch(() => {});
  }

  *#body(): Generator<Buffer> {
    yield head;
    for (let at = 0; at < 200 || this.kind === 'an endless body'; at++) yield items;
    yield tail;
  }
}
