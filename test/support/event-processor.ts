import { EventProcessor, type EventProcessorOptions } from '../../src/sync/event-processor.ts';
import type { Sink } from '../../src/sync/run.ts';

type Parts = Pick<EventProcessorOptions, 'inbox' | 'refresher' | 'clock' | 'waitForEvents'> &
  Partial<EventProcessorOptions>;

/** A processor of the events of `cli_1` for replication: each event asks for the record of its id. */
export function processorOf(parts: Parts): EventProcessor {
  return new EventProcessor({
    consumer: 'replication',
    appId: 'cli_1',
    owner: 'me',
    streams: new Set(['records']),
    state: async () => new Map(),
    toHints: ({ id }) => [{ module: 'base', kind: 'record', target: { id } }],
    random: () => 1,
    plannedSeq: Number.MAX_SAFE_INTEGER,
    ...parts,
  });
}

/** Takes everything and keeps nothing. */
export const openSink: Sink = { beginRefresh: async () => {}, push: async () => {}, commit: async () => {} };
