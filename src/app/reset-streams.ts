import type { Config } from '../config/settings.ts';
import type { Stream } from '../model/stream.ts';
import { createDestination } from './create-destination.ts';
import { createSource, type SourceObserver } from './create-source.ts';
import { planDiscovered } from './selection.ts';
import { StoredTickets } from './stored-tickets.ts';
import { tenantDestination } from './tenant-destination.ts';

/** What a reset would do; nothing is changed before `apply`. */
export interface PreparedReset {
  readonly streams: readonly Stream[];
  apply(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Prepares to drop streams. Streams of one module share their walk and its state, so all slices of the module are
 * forgotten. @throws ConfigError `config.stream.unknown`.
 */
export async function openReset(
  config: Config,
  patterns: readonly string[],
  observer: SourceObserver = {},
): Promise<PreparedReset> {
  const { source } = await createSource({
    settings: config.source,
    tickets: new StoredTickets(config.events.store),
    observer,
  });
  try {
    const streams = planDiscovered(await source.discover(), { include: patterns }).map(({ stream }) => stream);
    const destination = await createDestination(tenantDestination(config));
    return {
      streams,
      apply: async () => {
        const state = await destination.loadState(source.id);
        const slices = [...state.keys()].filter((slice) =>
          streams.some(({ module }) => slice.startsWith(`${module}/`)),
        );
        await destination.reset(
          source.id,
          streams.map(({ name }) => name),
          slices,
        );
      },
      close: () => destination.close(),
    };
  } finally {
    await source.close();
  }
}
