import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { BoundedPasswords } from '../control/accounts/bounded-passwords.ts';
import { ChangeFeed } from '../control/changes/change-feed.ts';
import type { ControlParts } from '../control/parts.ts';
import { ReplyDoor } from '../control/replies/reply-door.ts';
import type { ResourceParts } from '../control/resource-parts.ts';
import { findConsole } from '../http/console/find-console.ts';
import { serveApi } from '../http/serve-api.ts';
import type { ReadyCheck } from '../http/service-pages.ts';
import { createIdentityProviders } from '../identity/create-identity-providers.ts';
import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';
import type { SecretStore } from '../model/secret-store.ts';
import type { SecretVault } from '../model/service/secret-vault.ts';
import type { ServiceStore } from '../model/service/service-store.ts';
import type { Tracer } from '../model/tracer.ts';
import type { BodyVault } from '../model/triggers/sealed-text.ts';
import { newId } from '../util/new-id.ts';

/** What the API of the service is built over. */
export interface CreateServiceApiOptions {
  readonly store: ServiceStore;
  readonly openVault: (secrets: SecretStore) => SecretVault;
  readonly bodies: BodyVault;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly publicUrl: string;
  readonly resources: ResourceParts;
  readonly version: string;
  readonly proxies: readonly string[];
  /** Aborted when the service stops. */
  readonly signal: AbortSignal;
  readonly ready: () => Promise<readonly ReadyCheck[]>;
  readonly metrics: () => Promise<string>;
  readonly tracer: Tracer;
  /** Told of requests whose sender is known. */
  readonly believe: (request: IncomingMessage, response: ServerResponse) => void;
}

/** What every use case works with. */
export function createControlParts(
  options: Pick<
    CreateServiceApiOptions,
    'store' | 'openVault' | 'bodies' | 'clock' | 'logger' | 'randomBytes' | 'publicUrl' | 'resources'
  >,
): ControlParts {
  const { store, openVault, bodies, clock, logger, randomBytes, publicUrl, resources } = options;
  const id = (prefix: string): string => newId(prefix, clock.now(), randomBytes);
  const passwords = new BoundedPasswords(randomBytes);
  const changeFeed = new ChangeFeed({ store, clock, logger });
  const parts = { store, openVault, bodies, clock, logger, randomBytes, publicUrl, passwords, changeFeed, resources };
  const replies = new ReplyDoor({ vault: openVault(store.secrets), clock, randomBytes });
  return { ...parts, newId: id, replies };
}

/** All that answers on the port of the service. */
export function createServiceApi(options: CreateServiceApiOptions): RequestListener {
  const { version, proxies, signal, ready, metrics, tracer, believe } = options;
  const parts = createControlParts(options);
  const identities = createIdentityProviders({
    guard: options.resources.guard,
    environment: process.env,
    now: () => options.clock.elapsed(),
  });
  const consoleFolder = findConsole();
  return serveApi({ parts, identities, version, proxies, signal, ready, metrics, tracer, believe, consoleFolder });
}
