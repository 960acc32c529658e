import { expect, test } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import { loadMetrics } from '../../src/operations/serve/load-metrics.ts';
import { newServiceStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

test('a process that has been silent for fifteen seconds is in no figure any more', async () => {
  const server = await sharedPostgres();
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const member = { host: 'a', programVersion: '1', roles: ['worker'] as const, slots: 4, drainingSince: undefined };
  for (const pid of [1, 2]) await store.members.join({ ...member, id: `mem_${pid}`, pid, startedAt: Date.now() });
  const figures = async () => {
    const text = await loadMetrics({ store, clock: systemClock, version: '1' });
    return /^larkstream_members\{role="worker"\} (\d+)$[\s\S]*^larkstream_worker_slots (\d+)$/m.exec(text)?.slice(1);
  };
  expect(await figures()).toEqual(['2', '8']);
  await server.query(url, `UPDATE larkstream.members SET seen_at = seen_at - 15001 WHERE id = 'mem_2'`);
  expect(await figures()).toEqual(['1', '4']);
});
