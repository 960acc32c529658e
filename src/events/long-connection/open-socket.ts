import WebSocket from 'ws';
import type { Environment } from '../../outbound/proxy.ts';
import { type WebSocketRoute, webSocketRoute } from '../../outbound/web-socket-route.ts';

/** A WebSocket during its handshake or after it. `close()` is due. */
export interface OpenedSocket {
  readonly socket: WebSocket;
  readonly route: WebSocketRoute;
  /** An orderly close sends the server a close frame if possible; otherwise the connection just ends. */
  close(isOrderly: boolean): void;
}

const handshakeTimeoutMs = 15_000;
const goodbyeTimeoutMs = 1_000;
/** Events are of some kilobytes; larger ones come in pieces. */
const maxFrameBytes = 4 * 1024 * 1024;

/**
 * Begins the handshake. The caller adds its listeners at once: the server may send with the handshake's last packet.
 * @throws ConfigError `network.proxy.invalid`, the reason of `signal`
 */
export async function openSocket(
  url: string,
  { environment, signal }: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<OpenedSocket> {
  const dead = new AbortController();
  const route = await webSocketRoute(url, { environment, signal: dead.signal });
  signal.throwIfAborted();
  const socket = new WebSocket(url, {
    agent: route.agent,
    handshakeTimeout: handshakeTimeoutMs,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
  });
  // The time-out of `ws` begins with a connection; a proxy may keep it from having one.
  const late = setTimeout(() => dead.abort(new Error('The handshake took too long')), handshakeTimeoutMs);
  socket.on('open', () => clearTimeout(late));
  const close = (isOrderly: boolean): void => {
    clearTimeout(late);
    if (isOrderly && socket.readyState === WebSocket.OPEN) sayGoodbye(socket);
    else socket.terminate();
  };
  return { socket, route, close };
}

/** What the server still sends goes unheard: it is not acknowledged, and so comes again elsewhere. */
function sayGoodbye(socket: WebSocket): void {
  socket.removeAllListeners('message');
  socket.resume();
  socket.close(1000);
  setTimeout(() => socket.terminate(), goodbyeTimeoutMs).unref();
}
