import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { addressShare, type ConnectionLimiter, type PeerConnection } from './connection-limiter.ts';
import { reply } from './guarded-server.ts';
import type { WebhookRoutes } from './webhook-routes.ts';

interface MountOptions {
  readonly routes: WebhookRoutes;
  readonly limiter: ConnectionLimiter;
  readonly isProxy: (address: string) => boolean;
}

/** Takes the requests below `webhookPath` of a server that has other pages too. What strangers can take is bounded as on a server of our own. */
export function mountWebhooks({
  routes,
  limiter,
  isProxy,
}: MountOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const peers = new WeakMap<Socket, PeerConnection>();
  const connectionOf = (socket: Socket): PeerConnection => {
    const known = peers.get(socket);
    if (known !== undefined) return known;
    const { remoteAddress = '' } = socket;
    const connection: PeerConnection = {
      address: isProxy(remoteAddress) ? undefined : addressShare(remoteAddress),
      close: () => socket.destroy(),
      isProven: false,
      answering: 0,
      bytes: 0,
      dropBody: () => {},
    };
    peers.set(socket, connection);
    socket.once('close', () => limiter.remove(connection));
    limiter.add(connection);
    return connection;
  };
  return (request, response) => {
    request.on('error', () => {});
    response.once('finish', () => {
      // The rest of a body that is refused is not waited for.
      if (!request.complete) request.destroy();
    });
    void routes.handle({
      request,
      response,
      connection: connectionOf(request.socket),
      allowBody: () => {},
      reply: (status, body) => reply(response, { status, body, isLast: false }),
    });
  };
}
