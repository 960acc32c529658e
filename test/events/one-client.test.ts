import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import { createEventService, runConfiguredLive } from '../../src/public/events.ts';
import { createSource, openClients, readConfig, runConfiguredSync } from '../../src/public/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

/** A machine that others use too may need longer than the seconds for which a bot's name is waited for. */
const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms < 5_000 ? ms : ms * 20, signal) };

const tokenPath = '/open-apis/auth/v3/tenant_access_token/internal';
const botPath = '/open-apis/bot/v3/info';

let folder: string;
let sandbox: Sandbox;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-one-client-'));
  sandbox = await startSandbox({
    users: 5,
    departments: 2,
    approvals: { definitions: 1, instancesPerDay: 1, days: 2 },
    attendance: { days: 2 },
    bases: [{ tables: 1, records: 5 }],
    events: { mode: 'long_connection' },
  });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const callsOf = (path: string): number => sandbox.stats().endpoints[path]?.calls ?? 0;

test('one process requests one token for receiving, live replication and every sync', async () => {
  const { file } = writeTenantConfig(sandbox, {
    folder,
    name: 'tenant',
    startDate: new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10),
    events: { store: 'events.db' },
  });
  const config = readConfig(file, {});
  const clients = openClients();
  const stop = new AbortController();
  const read = Promise.withResolvers<RunReport>();
  const live = runConfiguredLive({
    config,
    clients,
    signal: stop.signal,
    clock,
    observer: { onReport: read.resolve, onTrouble: read.reject },
  });
  expect((await Promise.race([read.promise, live]))?.outcome).toBe('done');
  await expect.poll(() => callsOf(botPath)).toBe(1);
  stop.abort();
  expect(await live).toBeUndefined();
  expect((await runConfiguredSync({ config, clients })).outcome).toBe('done');
  const { source } = await createSource({ settings: config.source, clients });
  await source.discover();
  await source.close();
  await clients.close();

  expect(callsOf(tokenPath)).toBe(1);
});

test('an event service without clients of the process asks for one token, however often it is refreshed', async () => {
  const { file } = writeTenantConfig(sandbox, {
    folder,
    name: 'tenant',
    startDate: '2026-01-01',
    events: { store: 'events.db' },
  });
  const config = readConfig(file, {});
  const service = await createEventService({ config, clock });
  await expect.poll(() => callsOf(botPath)).toBe(1);
  await service.store.command(config.source.credentials.app_id, 'refresh');
  await expect.poll(() => callsOf(botPath)).toBe(2);
  await service.close();

  expect(callsOf(tokenPath)).toBe(1);
});
