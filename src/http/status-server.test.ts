import { expect, test } from 'vitest';
import type { EventStatus } from '../events/event-status.ts';
import { startStatusServer } from './status-server.ts';

test('however many look at the pages, the store is asked once in two seconds', async () => {
  let now = 1_800_000_000_000;
  let count = 0;
  const load = async (): Promise<EventStatus> => {
    count++;
    const inbox = { pending: count, dead: 0, types: [], consumers: [], lastReceivedAt: null };
    return { store: 'events.db', appId: 'cli_1', connections: [], inbox, recentErrors: [], installations: [] };
  };
  const clock = { now: () => now, elapsed: () => now, sleep: async () => {} };
  const server = await startStatusServer({ host: '127.0.0.1', port: 0 }, { load, clock });
  const pending = async (): Promise<unknown> => {
    const response = await fetch(`${server.url}/status`);
    return JSON.parse(await response.text()).inbox.pending;
  };
  expect(await Promise.all([pending(), pending(), pending()])).toEqual([1, 1, 1]);
  now += 1_999;
  expect(await pending()).toBe(1);
  now += 1;
  expect(await pending()).toBe(2);
  await server.close();
});
