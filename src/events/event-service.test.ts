import { expect, test } from 'vitest';
import { ConfigError } from '../model/errors.ts';
import { silentLogger } from '../model/logger.ts';
import { EventService, type EventServiceOptions } from './event-service.ts';

/** A service whose parts note that they are closed; those that are named fail at it. */
function serviceOf(failing: readonly string[]): { readonly service: EventService; readonly closed: string[] } {
  const closed: string[] = [];
  const part = (name: string) => ({
    close: async (): Promise<void> => {
      closed.push(name);
      if (!failing.includes(name)) return;
      throw new ConfigError({ code: 'destination.full', message: { en: `${name} fails`, zh: `${name} 失败` } });
    },
  });
  const store = { ...part('store'), prune: async () => ({ events: 0, expired: [] }), reclaim: async () => {} };
  const service = new EventService({
    owner: 'test',
    // The parts that closing needs.
    store: store as unknown as EventServiceOptions['store'],
    receiver: part('receiver') as unknown as EventServiceOptions['receiver'],
    pages: { url: '', ...part('pages') },
    ownClients: part('clients'),
    retentionMs: 1,
    clock: {
      now: () => 0,
      elapsed: () => 0,
      sleep: (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    },
    logger: silentLogger,
  });
  return { service, closed };
}

const all = ['pages', 'receiver', 'clients', 'store'];

test.each([...all.map((name) => [name]), all])(
  'a service whose %s fails to close closes everything else',
  async (...failing) => {
    const { service, closed } = serviceOf(failing);
    const error: unknown = await service.close().catch((thrown: unknown) => thrown);
    expect(closed).toEqual(all);
    for (const name of failing) expect(String(error)).toContain(`${name} fails`);
  },
);
