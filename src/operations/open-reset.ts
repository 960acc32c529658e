import { createDestination } from '../app/create-destination.ts';
import { createSource } from '../app/create-source.ts';
import { createTickets } from '../app/create-tickets.ts';
import type { Config } from '../config/settings.ts';
import { tenantDestination } from '../config/tenant-destination.ts';
import type { Fence } from '../model/destination.ts';
import { fromStored, toStored } from '../model/source-state.ts';
import type { Stream } from '../model/stream.ts';
import type { SharedClients } from './open-clients.ts';
import { planDiscovered } from './selection.ts';
import type { SourceObserver } from './sync-observer.ts';

/** What a reset would do; nothing is changed before `apply`. */
export interface PreparedReset {
  readonly streams: readonly Stream[];
  apply(): Promise<void>;
  close(): Promise<void>;
}

interface ResetOptions extends SharedClients {
  readonly observer?: SourceObserver;
  /** Of the attempt: see `createDestination`. */
  readonly fence?: Fence;
}

/**
 * Prepares to drop streams. Streams of one module share their walk and its state, so all slices of the module are
 * forgotten. @throws ConfigError `config.stream.unknown`.
 */
export async function openReset(
  config: Config,
  patterns: readonly string[],
  { observer = {}, clients, fence }: ResetOptions = {},
): Promise<PreparedReset> {
  const { source } = await createSource({
    settings: config.source,
    clients,
    openTickets: createTickets(config.events.store),
    observer,
  });
  try {
    const streams = planDiscovered(await source.discover(), { include: patterns }).map(({ stream }) => stream);
    const destination = await createDestination(tenantDestination(config), { fence });
    return {
      streams,
      apply: async () => {
        const state = fromStored(await destination.state.load(source.id));
        const modules = new Set(streams.map(({ module }) => module));
        const forgotten = new Map([...state].filter(([module]) => modules.has(module)));
        await destination.state.reset(source.id, streams, [...toStored(forgotten).keys()]);
      },
      close: () => destination.close(),
    };
  } finally {
    await source.close();
  }
}
