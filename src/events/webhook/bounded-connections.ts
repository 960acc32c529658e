import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressShare, type ConnectionLimiter, type PeerConnection } from './connection-limiter.ts';

interface Options {
  readonly limiter: ConnectionLimiter;
  readonly isProxy: (address: string) => boolean;
}

/** The connections of servers, each bounded from its first moment on, before it has sent anything. */
export class BoundedConnections {
  readonly #peers = new WeakMap<Socket, PeerConnection>();
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Counts the connection, once; when there are too many, another one or this one is closed. */
  of(socket: Socket): PeerConnection {
    const known = this.#peers.get(socket);
    if (known !== undefined) return known;
    const { limiter, isProxy } = this.#options;
    const { remoteAddress = '' } = socket;
    const connection: PeerConnection = {
      address: isProxy(remoteAddress) ? undefined : addressShare(remoteAddress),
      close: () => socket.destroy(),
      isProven: false,
      answering: 0,
      bytes: 0,
      dropBody: () => {},
    };
    this.#peers.set(socket, connection);
    socket.once('close', () => limiter.remove(connection));
    limiter.add(connection);
    return connection;
  }

  /** Who asks is known: no stranger takes the connection away, and nobody while it is answered. */
  believe({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.of(socket);
    this.#options.limiter.prove(connection);
    connection.answering++;
    response.once('close', () => {
      connection.answering--;
    });
  }
}
