import { createSource } from '../app/create-source.ts';
import { createTickets } from '../app/create-tickets.ts';
import type { Config } from '../config/settings.ts';
import type { Logger } from '../model/logger.ts';
import type { Stream } from '../model/stream.ts';
import type { WriteMode } from '../model/write-mode.ts';
import { planStreams } from '../sync/plan.ts';
import type { SharedClients } from './open-clients.ts';
import type { SourceObserver } from './sync-observer.ts';

/** A stream of the tenant, and whether and how a sync writes it. */
export interface DiscoveredStream {
  readonly stream: Stream;
  /** False when the configuration leaves it out. */
  readonly isWanted: boolean;
  readonly mode: WriteMode | null;
}

/** `config` comes from `readConfig` or `parseConfig`. Without a logger nothing is logged. */
export interface DiscoverOptions extends SharedClients {
  readonly config: Config;
  readonly logger?: Logger;
  readonly observer?: SourceObserver;
}

/** The streams of the configured modules, and which of them a sync would read. @throws why streams could not be listed. */
export async function discoverConfigured(options: DiscoverOptions): Promise<DiscoveredStream[]> {
  const { source } = await createSource({
    settings: options.config.source,
    clients: options.clients,
    openTickets: createTickets(options.config.events.store),
    ...pickLogger(options.logger),
    observer: options.observer ?? {},
  });
  try {
    const { streams, unlisted } = await source.discover();
    const [first] = unlisted;
    if (first !== undefined) throw first.error;
    const planned = new Map(
      planStreams(streams, options.config.streams).map(({ stream, mode }) => [stream.name, mode]),
    );
    return streams.map((stream) => ({
      stream,
      isWanted: planned.has(stream.name),
      mode: planned.get(stream.name) ?? null,
    }));
  } finally {
    await source.close();
  }
}

function pickLogger(logger: Logger | undefined): { readonly logger?: Logger } {
  return logger === undefined ? {} : { logger };
}
