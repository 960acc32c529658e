import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { MountedWebhooks } from '../../app/create-receiver.ts';
import { createControlParts, createServiceApi } from '../../app/create-service-api.ts';
import type { ControlParts } from '../../control/parts.ts';
import type { ResourceParts } from '../../control/resource-parts.ts';
import { unnamedProxyNotice } from '../../http/unnamed-proxy.ts';
import type { Logger } from '../../model/logger.ts';
import type { MemberRole } from '../../model/service/member.ts';
import type { Tracer } from '../../model/tracer.ts';
import { shareWork } from '../../util/share-work.ts';
import { Door } from './door.ts';
import { loadMetrics } from './load-metrics.ts';
import type { OpenedService } from './open-service.ts';
import { createReadiness } from './readiness.ts';

/** An opened service, and what it reaches. */
export type Equipped = OpenedService & { readonly resources: ResourceParts };

/** What its use cases work with. */
export function partsOf(equipped: Equipped, { logger }: { readonly logger: Logger }, publicUrl: string): ControlParts {
  const { store, openVault, bodies, clock, resources } = equipped;
  return createControlParts({ store, openVault, bodies, clock, logger, randomBytes, publicUrl, resources });
}

/** What processes answer that have no API: whoever balances requests among them asks the same of all. */
const pages = ['/healthz', '/readyz', '/metrics'];

interface DoorOptions {
  readonly webhooks: MountedWebhooks;
  /** Whether webhooks can be believed already: their integrations are read after the port is open. */
  readonly isReceiving: () => boolean;
  /** Whether that of one integration cannot be opened, or opened anew, for what may pass. */
  readonly isWaiting: (integrationId: string) => boolean;
  readonly options: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl?: string | undefined;
    readonly version: string;
    readonly proxies: readonly string[];
    readonly logger: Logger;
    readonly roles: readonly MemberRole[];
    readonly tracer: Tracer;
  };
  readonly signal: AbortSignal;
}

/** Opens the port of the service for what its roles answer. @throws ConfigError `events.listen.failed` */
export async function openDoor(
  opened: Equipped,
  { webhooks, isReceiving, isWaiting, options, signal }: DoorOptions,
): Promise<Door> {
  const { store, openVault, bodies, clock, resources } = opened;
  const { host, port, publicUrl, version, proxies, logger, roles, tracer } = options;
  const ready = createReadiness({ opened, clock, isReceiving, stopping: signal });
  const metrics = shareWork(() => loadMetrics({ store, clock, version }), { keepMs: 0, now: () => clock.elapsed() });
  const of = { store, openVault, bodies, clock, logger, randomBytes, resources };
  const { connections } = webhooks;
  const believe = connections.believe.bind(connections);
  const shared = { ...of, version, proxies, signal, ready, metrics, tracer, believe };
  const noticeProxy = unnamedProxyNotice(proxies, logger);
  const createListener = (url: string): RequestListener => {
    const api = createServiceApi({ ...shared, publicUrl: url });
    return (request, response) => {
      noticeProxy(request);
      const [path = ''] = (request.url ?? '/').split('?', 1);
      if (roles.includes('receiver') && path.startsWith(webhooks.path)) {
        // The platform sends it again; what it is refused with 401 looks like a wrong secret to a person.
        if (!isReceiving()) response.writeHead(503, { 'Retry-After': '1' }).end();
        else webhooks.handle(request, response, isWaiting);
      } else if (roles.includes('api') || pages.includes(path)) api(request, response);
      else response.writeHead(404).end();
    };
  };
  return await Door.open({ store, clock, logger, host, port, publicUrl, connections, createListener });
}
