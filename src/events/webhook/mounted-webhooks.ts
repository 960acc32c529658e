import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BoundedConnections } from './bounded-connections.ts';
import { reply } from './guarded-server.ts';
import type { WebhookRoutes } from './webhook-routes.ts';

interface MountOptions {
  readonly routes: WebhookRoutes;
  /** Of the server. */
  readonly connections: BoundedConnections;
}

/** Takes the requests below `webhookPath` of a server that has other pages too. What strangers can take is bounded as on a server of our own: `mayBeRight` see `Exchange`. */
export function mountWebhooks({
  routes,
  connections,
}: MountOptions): (request: IncomingMessage, response: ServerResponse, mayBeRight: (id: string) => boolean) => void {
  return (request, response, mayBeRight) => {
    request.on('error', () => {});
    response.once('finish', () => {
      // The rest of a body that is refused is not waited for.
      if (!request.complete) request.destroy();
    });
    void routes.handle({
      request,
      response,
      connection: connections.of(request.socket),
      allowBody: () => {},
      mayBeRight,
      reply: (status, body) => reply(response, { status, body, isLast: false }),
    });
  };
}
