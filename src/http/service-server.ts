import { createServer, type RequestListener, type Server } from 'node:http';
import { listenOn } from '../events/listen.ts';
import { type Clock, rest } from '../model/clock.ts';

/** A port on which the service answers. */
export interface ServiceServer {
  /** As this machine sees it, without a slash at its end. */
  readonly url: string;
  /** Takes no more, and gives answers under way the time to end. */
  close(graceMs: number): Promise<void>;
}

interface ServiceServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly clock: Clock;
}

const headersTimeoutMs = 15_000;
const requestTimeoutMs = 60_000;
/** Longer than balancers keep a connection (60 s is usual): else they send requests into one that is being closed. */
const keepAliveMs = 75_000;
const maxConnections = 4_096;

/**
 * Listens, then asks for what answers: that needs to know the port.
 * @throws ConfigError `events.listen.failed`
 */
export async function startServiceServer(
  { host, port, clock }: ServiceServerOptions,
  createListener: (url: string) => RequestListener,
): Promise<ServiceServer> {
  let listener: RequestListener | undefined;
  const server = createServer({ headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs }, (...exchange) => {
    if (listener === undefined) exchange[1].writeHead(503).end();
    else listener(...exchange);
  });
  server.keepAliveTimeout = keepAliveMs;
  server.maxConnections = maxConnections;
  const url = await listenOn(server, { host, port }, '--port');
  listener = createListener(url);
  return { url, close: (graceMs) => close(server, graceMs, clock) };
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
