import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Asks for TLS before anything else: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const sslRequest = 80_877_103;
const idle = 'I'.charCodeAt(0);

/** Splits a stream into messages; the first of a client has no type. */
class MessageReader {
  #rest: Buffer = Buffer.alloc(0);
  isTyped: boolean;

  constructor(isTyped: boolean) {
    this.isTyped = isTyped;
  }

  *read(chunk: Buffer): Generator<Buffer> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const at = this.isTyped ? 1 : 0;
      if (this.#rest.length < at + 4) return;
      const end = at + this.#rest.readInt32BE(at);
      if (this.#rest.length < end) return;
      const message = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
      yield message;
    }
  }
}

function withoutOptions(startup: Buffer): Buffer {
  const texts = startup.subarray(8).toString().split('\0');
  const kept: string[] = [];
  for (let at = 0; at + 1 < texts.length && texts[at] !== ''; at += 2)
    if (texts[at] !== 'options') kept.push(`${texts[at]}\0${texts[at + 1]}\0`);
  const body = Buffer.from(`${kept.join('')}\0`);
  const head = Buffer.from(startup.subarray(0, 8));
  head.writeInt32BE(8 + body.length);
  return Buffer.concat([head, body]);
}

/**
 * Between clients and a Postgres like PgBouncer in transaction mode with `ignore_startup_parameters = options`: options of the startup are
 * dropped without a word, and of one client each transaction goes to another session than the one before.
 */
export class TransactionPooler implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(serverPort: number) {
    this.#server = createServer((client) => this.#serve(client, serverPort));
  }

  static async start(serverPort: number): Promise<TransactionPooler> {
    const pooler = new TransactionPooler(serverPort);
    pooler.#server.listen(0, '127.0.0.1');
    await once(pooler.#server, 'listening');
    return pooler;
  }

  /** The address of the same database through the pooler. */
  through(address: string): string {
    const url = new URL(address);
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(client: Socket, serverPort: number): void {
    const reader = new MessageReader(false);
    const sessions: Socket[] = [];
    let at = 0;
    const onReady = (): void => {
      at = (at + 1) % sessions.length;
    };
    this.#keep(client, () => {
      for (const session of sessions) session.destroy();
    });
    client.on('data', (chunk: Buffer) => {
      for (const message of reader.read(chunk)) {
        if (reader.isTyped) sessions[at]?.write(message);
        else if (message.readInt32BE(4) === sslRequest) client.write('N');
        else {
          reader.isTyped = true;
          const startup = withoutOptions(message);
          for (const isFirst of [true, false])
            sessions.push(this.#open(client, serverPort, { startup, isFirst, onReady }));
        }
      }
    });
  }

  /** A session of the server. What it says when it begins the client hears from the first only. */
  #open(
    client: Socket,
    serverPort: number,
    { startup, isFirst, onReady }: { startup: Buffer; isFirst: boolean; onReady: () => void },
  ): Socket {
    const session = connect(serverPort, '127.0.0.1');
    this.#keep(session, () => client.destroy());
    session.write(startup);
    const reader = new MessageReader(true);
    let hasBegun = false;
    session.on('data', (chunk: Buffer) => {
      for (const message of reader.read(chunk)) {
        if (hasBegun || isFirst) client.write(message);
        if (message.toString('latin1', 0, 1) !== 'Z') continue;
        if (hasBegun && message[5] === idle) onReady();
        hasBegun = true;
      }
    });
    return session;
  }

  #keep(socket: Socket, onClose: () => void): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      onClose();
    });
  }
}
