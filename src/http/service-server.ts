import { createServer, type RequestListener, type Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { listenOn } from '../events/listen.ts';
import type { BoundedConnections } from '../events/webhook/bounded-connections.ts';
import { type Clock, rest } from '../model/clock.ts';

/** A port on which the service answers. */
export interface ServiceServer {
  /** As this machine sees it, without a slash at its end. */
  readonly url: string;
  /** Takes no more, and gives answers under way the time to end. */
  close(times: ClosingTimes): Promise<void>;
}

/** How a server leaves. */
export interface ClosingTimes {
  /** So long it still answers, each connection once more: who balances requests learns meanwhile that it is leaving. */
  readonly drainMs: number;
  /** Then answers under way have so long to end. */
  readonly graceMs: number;
}

interface ServiceServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
  /** How many there may be, and of whom. */
  readonly connections: BoundedConnections;
}

/** So long a connection may say nothing, or half a head: a browser that has opened one ahead opens another. */
const headersTimeoutMs = 5_000;
/** How soon it is closed behind its time: Node's own half a minute lets strangers hold the port. */
const checkIntervalMs = 500;
const requestTimeoutMs = 60_000;
const timeouts = {
  headersTimeout: headersTimeoutMs,
  requestTimeout: requestTimeoutMs,
  connectionsCheckingInterval: checkIntervalMs,
};
/** Longer than balancers keep a connection (60 s is usual): else they send requests into one that is being closed. */
const keepAliveMs = 75_000;

/**
 * Listens, then asks for what answers: that needs to know the port.
 * @throws ConfigError `events.listen.failed`
 */
export async function startServiceServer(
  { host, port, clock, connections }: ServiceServerOptions,
  createListener: (url: string) => RequestListener,
): Promise<ServiceServer> {
  let listener: RequestListener | undefined;
  let isDraining = false;
  const server = createServer(timeouts, (...exchange) => {
    if (isDraining) exchange[1].setHeader('Connection', 'close');
    if (listener === undefined) exchange[1].writeHead(503).end();
    else listener(...exchange);
  });
  server.keepAliveTimeout = keepAliveMs;
  server.on('connection', (socket: Socket) => connections.of(socket));
  server.on('clientError', refuseSocket);
  const url = await listenOn(server, { host, port }, '--port');
  listener = createListener(url);
  return {
    url,
    close: async ({ drainMs, graceMs }) => {
      isDraining = true;
      if (drainMs > 0) await rest(clock, drainMs);
      await close(server, graceMs, clock);
    },
  };
}

/** Statuses of what never became a request. */
const refusals: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/** Who has sent nothing gets nothing: a browser would take an answer for that to its next request. */
function refuseSocket(error: NodeJS.ErrnoException, socket: Duplex): void {
  const hasSent = socket instanceof Socket && socket.bytesRead > 0;
  if (!hasSent || error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = refusals[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

async function close(server: Server, graceMs: number, clock: Clock): Promise<void> {
  const ended = new AbortController();
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      ended.abort();
      resolve();
    });
  });
  // Connections that wait for another request would hold it open.
  server.closeIdleConnections();
  await rest(clock, graceMs, ended.signal);
  server.closeAllConnections();
  await closed;
}
