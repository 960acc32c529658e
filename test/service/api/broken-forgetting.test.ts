import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { newRun } from '../../../src/model/service/new-run.ts';
import type { TenantData } from '../../../src/model/service/tenant-data.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { isObject } from '../../../src/util/json.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { newDestination, newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let it: TestApi;
let as: string;
/** The process ends, as it were, before this state of a destination is written down. */
let endsBefore: string | undefined;

beforeAll(async () => {
  it = await openTestApi(await sharedPostgres(), {
    change: (parts) => ({ ...parts, store: { ...parts.store, tenants: breaking(parts.store.tenants) } }),
  });
  as = (await it.signedIn('admin')).secret;
  const { store } = it.parts;
  await store.integrations.insert(newIntegration('in_1', { kind: 'store_app' }));
  const settings = { path: '{tenant_key}/rows.duckdb', schema: 'main' };
  await store.destinations.insert(newDestination('de_file', { settings }));
  return () => it[Symbol.asyncDispose]();
}, 120_000);

const breaking = (tenants: TenantData): TenantData =>
  new Proxy(tenants, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'setDestinations') return value.bind(target);
      return async (...[place, destinations]: Parameters<TenantData['setDestinations']>) => {
        if (destinations.some(({ state }) => state === endsBefore)) throw new Error('The process has died');
        await target.setDestinations(place, destinations);
      };
    },
  });

const forget = (key: string): Promise<Answer> =>
  it.call('POST', `/integrations/in_1/tenants/${key}/forget`, { as, body: { confirm: key } });

/** A pipeline that has written a file. */
async function written(key: string): Promise<string> {
  const { store, resources } = it.parts;
  const at = it.clock.now();
  const pipelineId = `pl_${key}`;
  await store.pipelines.insert(newPipeline(pipelineId, { tenantKey: key, destinationId: 'de_file', state: 'paused' }));
  const run = newRun({ id: `run_${key}`, pipelineId, trigger: 'schedule', queuedAt: at });
  await store.runs.insert(run);
  await store.runs.beginAttempt(run.id, 'worker', at);
  await store.runs.endAttempt(run.id, 1, { state: 'succeeded', attemptState: 'succeeded', now: at });
  const file = join(resources.filesRoot ?? '', key, 'rows.duckdb');
  mkdirSync(join(resources.filesRoot ?? '', key));
  const made = await DuckDBInstance.create(file);
  made.closeSync();
  return file;
}

test('a file that was deleted before the process died counts as deleted, not as lying elsewhere', async () => {
  const file = await written('t_died');
  endsBefore = 'dropped';
  expect((await forget('t_died')).status).toBe(500);
  expect(existsSync(file)).toBe(false);
  endsBefore = undefined;
  expect((await forget('t_died')).body).toMatchObject({
    isDone: true,
    deleted: { pipelines: 1, runs: 1 },
    destinations: [{ id: 'de_file', state: 'dropped' }],
  });
});

test('a process that has died before it found the file has deleted nothing', async () => {
  const file = await written('t_early');
  endsBefore = 'dropping';
  expect((await forget('t_early')).status).toBe(500);
  expect(existsSync(file)).toBe(true);
  endsBefore = undefined;
  expect((await forget('t_early')).body).toMatchObject({ isDone: true, destinations: [{ state: 'dropped' }] });
});

test('while a worker is at work on an event, what would lead to its rows stays; afterwards all goes', async () => {
  const events = await openEventStore(it.parts.resources.eventStore, { isTimedByStore: true });
  await using _ = { [Symbol.asyncDispose]: () => events.close() };
  const now = it.clock.now();
  await events.register({ name: 'listening', filter: {}, from: 'now' }, now);
  const of = { appId: 'cli_in_1', tenantKey: 't_busy', at: now };
  await events.accept([receivedEvent('e_1', of), receivedEvent('e_2', of)]);
  const mine = { consumer: 'listening', owner: 'me' };
  const claimed = await events.claim({ ...mine, leaseMs: 600_000, limit: 1, appId: 'cli_in_1', now });
  expect(claimed).toHaveLength(1);
  const busy = (await forget('t_busy')).body;
  expect(busy).toMatchObject({ isDone: false, deleted: { deliveries: 1 }, left: { deliveries: 1, events: 2 } });
  await events.complete(
    claimed.map(({ seq }) => seq),
    { ...mine, now },
  );
  const done = (await forget('t_busy')).body;
  expect(done).toMatchObject({ isDone: true, left: {} });
  expect(isObject(done.deleted) && done.deleted).toEqual({ deliveries: 2, events: 2 });
});
