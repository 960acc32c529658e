import { type Logger, silentLogger } from '../../model/logger.ts';
import { memberRoles } from '../../model/service/member.ts';
import { productVersion } from '../../outbound/product-version.ts';
import type { FlowHandler } from '../../triggers/flow/flow-parts.ts';
import { type RunningService, startService } from './start-service.ts';
import { defaultWorkerLimits } from './start-worker.ts';

/** What a service within a program is started with; each may be left out. */
export interface EmbeddedOptions {
  /** Where it listens: on the loopback address and a free port unless said otherwise. */
  readonly host?: string;
  /** Undefined: any that is free. */
  readonly port?: number;
  /** Where people reach it. */
  readonly publicUrl?: string;
  /** The address of a Postgres. Without one the service starts a Postgres of its own in the folder `data`. */
  readonly store?: string;
  readonly data?: string;
  /** What the variables of `larkstream serve` are read from, such as `LARKSTREAM_KEYS_FILE`: those of the process unless said otherwise. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Handlers and integrations may name hosts inside the network: for a sandbox, and programs on the same machine. */
  readonly allowPrivateHosts?: boolean;
  readonly logger?: Logger;
}

/** A whole service in this process, with functions of the program that runs it. */
export async function startEmbedded(
  options: EmbeddedOptions,
  functions: ReadonlyMap<string, FlowHandler>,
): Promise<RunningService> {
  const { host = '127.0.0.1', port = 0, environment = process.env, ...more } = options;
  const { allowPrivateHosts = false, logger = silentLogger, ...given } = more;
  return await startService({
    ...{ ...given, host, port, environment, allowPrivateHosts, logger, functions },
    allowBaseUrl: allowPrivateHosts,
    hide: () => undefined,
    roles: memberRoles,
    proxies: [],
    limits: defaultWorkerLimits,
    version: productVersion(),
  });
}
