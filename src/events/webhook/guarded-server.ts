import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RefusalReason } from '../../model/event-store.ts';
import { listenOn } from '../listen.ts';
import { BoundedConnections } from './bounded-connections.ts';
import type { ConnectionLimiter, PeerConnection } from './connection-limiter.ts';
import { refusalBytes, sendRefusal } from './refusal.ts';

/** A request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: PeerConnection;
  /** Says to a sender that asked first (`Expect: 100-continue`) that its body is wanted. */
  allowBody(): void;
  reply(status: number, body: Readonly<Record<string, unknown>>): void;
  /** Whether what proves requests of this id cannot all be read now: what is not believed may be genuine, and is to come again. */
  readonly mayBeRight?: ((id: string) => boolean) | undefined;
}

interface GuardedServerOptions {
  readonly host: string;
  readonly port: number;
  readonly limiter: ConnectionLimiter;
  readonly isProxy: (address: string) => boolean;
  readonly onRequest: (exchange: Exchange) => Promise<void>;
  /** Something was refused before it was a request. */
  readonly onStray: (reason: RefusalReason) => void;
}

interface GuardedServer {
  readonly url: string;
  /** Answers what is under way, waits for `drained`, and closes all connections. */
  close(drained: () => Promise<void>): Promise<void>;
}

interface Peer {
  readonly connection: PeerConnection;
  /** A request of it is under way. */
  isAsking: boolean;
  /** It is closed with the next answer. */
  isLast: boolean;
}

/** The platform itself gives up after three seconds; from the first byte to the last, or without any, no connection gets more. */
const requestTimeoutMs = 5_000;
const checkIntervalMs = 500;
/** Only connections that have been believed are kept; proxies keep theirs for a minute. */
const keepAliveTimeoutMs = 65_000;
/** Node's own default, named because memory depends on it. */
const maxHeaderBytes = 16 * 1024;

/**
 * An HTTP server for the open network: bounded in time, connections and bytes, and with one answer to all that is wrong.
 * @throws ConfigError `events.listen.failed`
 */
export async function startGuardedServer(options: GuardedServerOptions): Promise<GuardedServer> {
  const { host, port, limiter, isProxy, onRequest, onStray } = options;
  const peers = new WeakMap<Socket, Peer>();
  const connections = new BoundedConnections({ limiter, isProxy });
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: checkIntervalMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize: maxHeaderBytes,
  });
  const take = (request: IncomingMessage, response: ServerResponse, mustContinue: boolean): void => {
    const peer = peers.get(request.socket);
    if (peer === undefined || peer.isAsking) {
      // Neither the platform nor a proxy sends a request before the last one is answered: it is not looked at.
      if (peer !== undefined) peer.isLast = true;
      return;
    }
    peer.isAsking = true;
    request.on('error', () => {});
    response.once('finish', () => {
      peer.isAsking = peer.isLast;
      // The rest of a body that is refused is not waited for.
      if (!request.complete) request.destroy();
    });
    void onRequest({
      request,
      response,
      connection: peer.connection,
      allowBody: () => mustContinue && response.writeContinue(),
      reply: (status, body) => reply(response, { status, body, isLast: peer.isLast }),
    });
  };
  server.on('connection', (socket: Socket) => {
    peers.set(socket, { connection: connections.of(socket), isAsking: false, isLast: false });
  });
  server.on('request', (request, response) => take(request, response, false));
  server.on('checkContinue', (request, response) => take(request, response, true));
  server.on('checkExpectation', (_request, response) => sendRefusal(response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseSocket(error, { socket, onStray }));
  const address = await listenOn(server, { host, port }, 'events.webhook');
  return { url: address, close: (drained) => close(server, drained) };
}

/** What never became a request gets the answer of one that is refused; who has sent nothing gets nothing. */
function refuseSocket(
  error: NodeJS.ErrnoException,
  { socket, onStray }: { readonly socket: Duplex; readonly onStray: (reason: RefusalReason) => void },
): void {
  const hasSent = socket instanceof Socket && socket.bytesRead > 0;
  if (!hasSent || error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  onStray(error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'too_slow' : 'unreadable');
  socket.end(refusalBytes, () => socket.destroy());
}

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly isLast: boolean;
}

/** Answers in JSON. */
export function reply(response: ServerResponse, { status, body, isLast }: Reply): void {
  const text = JSON.stringify(body);
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...(isLast ? { connection: 'close' } : {}),
  });
  response.end(text);
}

async function close(server: Server, drained: () => Promise<void>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  await drained();
  server.closeAllConnections();
  await closed;
}
