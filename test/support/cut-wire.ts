import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that a test cuts and joins: while it is cut, nobody answers at its address. */
export class Wire implements AsyncDisposable {
  readonly #to: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  port = 0;

  private constructor(to: { readonly host: string; readonly port: number }) {
    this.#to = to;
  }

  static async to(host: string, port: number): Promise<Wire> {
    const wire = new Wire({ host, port });
    await wire.join();
    return wire;
  }

  async join(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.#to);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    this.port = isPlace(address) ? address.port : 0;
    this.#server = server;
  }

  async cut(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
  }
}

const isPlace = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;
