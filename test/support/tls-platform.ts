import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer as createPlain, request as forward, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { makeCertificate } from './certificates.ts';

/** Signs the certificate of `*.platform.test`, as a proxy's own authority would. */
const authority = makeCertificate('Test authority of a proxy');

/** Writes the authority's certificate where NODE_EXTRA_CA_CERTS can name it. */
export function writeAuthority(folder: string): string {
  const path = join(folder, 'authority.pem');
  writeFileSync(path, authority.certificate);
  return path;
}

/**
 * A platform under a name that only a proxy knows: `open.platform.test`, with its long connection at `ws.platform.test`, plain or with
 * TLS. Everything but the long connection is passed on to a sandbox.
 */
export class NamedPlatform implements AsyncDisposable {
  readonly sockets: Set<WebSocket> = new Set();
  readonly #server: Server;
  readonly #isSecure: boolean;

  private constructor(server: Server, isSecure: boolean) {
    this.#server = server;
    this.#isSecure = isSecure;
  }

  static async start(behind: string, isSecure: boolean): Promise<NamedPlatform> {
    const answer: RequestListener = (request, response) => {
      if (request.url === '/callback/ws/endpoint') {
        const url = `${isSecure ? 'wss' : 'ws'}://ws.platform.test:${platform.#port}/ws?service_id=1&ticket=t`;
        response.end(JSON.stringify({ code: 0, msg: '', data: { URL: url } }));
        return;
      }
      const { method, headers, url: path } = request;
      const { hostname, port } = new URL(behind);
      const inner = forward({ hostname, port, path, method, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      request.pipe(inner);
    };
    const server = isSecure ? createSecure(serverFiles(), answer) : createPlain(answer);
    const platform = new NamedPlatform(server, isSecure);
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => platform.sockets.add(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return platform;
  }

  get #port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Host and port of the long connection. */
  get socketHost(): string {
    return `ws.platform.test:${this.#port}`;
  }

  get host(): string {
    return `open.platform.test:${this.#port}`;
  }

  get url(): string {
    return `${this.#isSecure ? 'https' : 'http'}://${this.host}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function serverFiles(): { readonly cert: string; readonly key: string } {
  const hosts = ['*.platform.test', 'platform.test'];
  const { certificate, privateKey } = makeCertificate('platform.test', { hosts, issuer: authority });
  return { cert: certificate, key: privateKey };
}
