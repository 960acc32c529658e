import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A server of bytes: what a connection does is a loop over what comes. */
export interface FakeServer extends AsyncDisposable {
  readonly port: number;
  readonly connections: () => number;
}

/** What comes over a connection, read on demand. */
export class Incoming {
  #pieces: Buffer = Buffer.alloc(0);
  #hasEnded = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    socket.on('data', (piece: Buffer) => {
      this.#pieces = Buffer.concat([this.#pieces, piece]);
      this.#wake?.();
    });
    socket.once('close', () => {
      this.#hasEnded = true;
      this.#wake?.();
    });
  }

  async line(): Promise<string> {
    await this.#until(() => this.#pieces.includes('\n'));
    return this.#take(this.#pieces.indexOf('\n') + 1)
      .toString('utf8')
      .trimEnd();
  }

  async bytes(count: number): Promise<Buffer> {
    await this.#until(() => this.#pieces.length >= count);
    return this.#take(count);
  }

  #take(count: number): Buffer {
    const taken = this.#pieces.subarray(0, count);
    this.#pieces = this.#pieces.subarray(count);
    return taken;
  }

  async #until(isThere: () => boolean): Promise<void> {
    while (!isThere()) {
      if (this.#hasEnded) throw new Error('it has ended');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Answers every connection by `talk`, whose end or fault ends it. */
export async function fakeServer(talk: (socket: Socket) => Promise<void>): Promise<FakeServer> {
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => {});
    talk(socket).then(
      () => socket.end(),
      () => socket.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
