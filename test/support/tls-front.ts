import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { makeCertificate } from './certificates.ts';

/** TLS before a server without: for programs that take https addresses only. What they ask is passed on as it is. */
export class TlsFront implements AsyncDisposable {
  readonly url: string;
  /** The file that NODE_EXTRA_CA_CERTS is to name. */
  readonly authority: string;
  readonly #server: Server;

  private constructor(server: Server, authority: string) {
    const address = server.address();
    this.url = `https://localhost:${String(typeof address === 'object' ? address?.port : '')}`;
    this.authority = authority;
    this.#server = server;
  }

  /** Keeps the certificate of its authority in the folder. */
  static async start(behind: string, folder: string): Promise<TlsFront> {
    const authority = makeCertificate('Authority of a front');
    const { certificate: cert, privateKey: key } = makeCertificate('localhost', {
      hosts: ['localhost', '127.0.0.1'],
      issuer: authority,
    });
    const { hostname, port, host } = new URL(behind);
    const server = createServer({ cert, key }, (asked, response) => {
      const { method, url, headers } = asked;
      const inner = request({ hostname, port, path: url, method, headers: { ...headers, host } }, (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      inner.on('error', () => response.destroy());
      asked.pipe(inner);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const file = join(folder, 'authority.pem');
    writeFileSync(file, authority.certificate);
    return new TlsFront(server, file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
