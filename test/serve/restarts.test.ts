import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { MemberRole } from '../../src/model/service/member.ts';
import { Balancer } from '../support/balancer.ts';
import { addIntegration, push } from '../support/receiving.ts';
import { ServiceFolder } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { startWholeService } from '../support/tenant-service.ts';

const callers = 4;
/** Longer than the balancer of the test takes to look again. */
const drainMs = 1_000;

test('processes behind a balancer are replaced one after another, and every request is answered, every event kept', async () => {
  const server = await sharedPostgres();
  const store = await server.newDatabase();
  using folder = new ServiceFolder();
  const roles: readonly MemberRole[] = ['api', 'receiver'];
  const start = () => startWholeService(folder, { store, roles, drainMs });
  await using balancer = await Balancer.start();
  let services = [await start(), await start()];
  for (const { url = '' } of services) await balancer.add(url);
  const [first] = services;
  if (first === undefined) throw new Error('No service');
  const { id } = await addIntegration(first);
  await expect.poll(() => push(balancer, id), { timeout: 60_000 }).toBe(200);
  await expect.poll(() => push(balancer, id), { timeout: 60_000 }).toBe(200);

  const done = new AbortController();
  const answers = new Map<string, number>();
  const pushed: string[] = [];
  const call = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const eventId = randomBytes(8).toString('hex');
      const [status, { status: ofApi }] = await Promise.all([
        push(balancer, id, { eventId }),
        fetch(`${balancer.url}/api/v1/me`),
      ]);
      if (status === 200) pushed.push(eventId);
      const key = `${status} ${ofApi}`;
      answers.set(key, (answers.get(key) ?? 0) + 1);
    }
  };
  const calling = Array.from({ length: callers }, call);
  for (const old of services) {
    const { url = '' } = await start().then((next) => {
      services = [...services, next];
      return next;
    });
    await balancer.add(url);
    await old.close();
    balancer.remove(old.url ?? '');
    services = services.filter((one) => one !== old);
  }
  done.abort();
  await Promise.all(calling);
  expect(balancer.failures).toEqual([]);
  expect([...answers.keys()]).toEqual(['200 401']);
  const kept = await server.query(store, 'SELECT event_id FROM larkstream.events');
  expect(kept.map(([event]) => event)).toEqual(expect.arrayContaining(pushed));
  for (const service of services) await service.close();
  await server.dropDatabase(store);
}, 120_000);
