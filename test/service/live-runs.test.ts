import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEventService } from '../../src/app/create-event-service.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import { forgetFollowers } from '../../src/operations/serve/forget-followers.ts';
import { RunProcesses } from '../../src/operations/serve/run-processes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { Followers } from '../support/followers.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { newPipeline } from '../support/service-things.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let followers: Followers;
let server: PostgresDatabases;
let sandbox: Sandbox;
let processes: RunProcesses;

beforeAll(async () => {
  server = await sharedPostgres();
  sandbox = await startSandbox({
    limits: 'off',
    users: 8,
    approvals: { definitions: 1, instancesPerDay: 1, days: 2 },
    attendance: { days: 1 },
    bases: [{ tables: 1, records: 50 }],
    events: { mode: 'long_connection' },
  });
  followers = new Followers(server, sandbox);
  processes = new RunProcesses({ memoryMb: 256, environment: process.env });
});
afterAll(async () => {
  processes.close();
  await sandbox.close();
  followers[Symbol.dispose]();
});

test('live pipelines of one app follow events out of the store, each for itself, and the next attempt goes on', async () => {
  const store = await server.newDatabase();
  const { file } = followers.config('receiver', { events: { mode: 'long_connection', store } });
  const receiver = await createEventService({ config: readConfig(file, {}), clock: systemClock, logger: silentLogger });
  const patience = { timeout: 120_000 };
  try {
    const places = [await server.newDatabase(), await server.newDatabase()];
    const all = places.map((url, at) => followers.begin(`pl_${at}`, { store, url, from: processes }));
    for (const one of all) {
      await expect
        .poll(() => one.progress.at(-1)?.phase, { ...patience, message: JSON.stringify(one.lines) })
        .toBe('streaming');
    }
    const { tables } = sandbox.tenant;
    const [app = ''] = tables.appTokens;
    const [table = ''] = tables.tableIds(app);
    tables.addRecord(app, table);
    for (const one of all) {
      await expect.poll(one.records, patience).toBe(51);
      await expect.poll(() => one.progress.at(-1)?.lagMs, patience).toBeGreaterThan(0);
    }
    const [first, second] = all;
    second?.stop();
    expect(await second?.ended).toEqual({ kind: 'report', report: undefined });
    // A worker was lost: what comes meanwhile waits in the store.
    first?.kill();
    await first?.ended;
    tables.addRecord(app, table);
    const next = followers.begin('pl_0', { store, fence: 2, url: places[0] ?? '', from: processes });
    await expect.poll(next.records, patience).toBe(52);
    next.stop();
    expect(await next.ended).toEqual({ kind: 'report', report: undefined });
    const consumers = async (): Promise<string[]> =>
      (await receiver.store.stats()).consumers.map(({ consumer }) => consumer).toSorted();
    expect(await consumers()).toEqual(['pipeline pl_0', 'pipeline pl_1']);
    const eventStore = new Secret(store);
    // One is live, the other was deleted.
    const find = async (id: string) =>
      id === 'pl_0' ? { ...newPipeline(id, { schedule: { kind: 'live' } }), changedAt: 1, version: 1 } : undefined;
    expect(
      await forgetFollowers({ store: { pipelines: { find }, triggers: { find: async () => undefined } }, eventStore }),
    ).toEqual(['pipeline pl_1']);
    expect(await consumers()).toEqual(['pipeline pl_0']);
  } finally {
    await receiver.close();
  }
});
