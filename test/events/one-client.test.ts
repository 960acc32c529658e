import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { openClients } from '../../src/operations/open-clients.ts';
import { runConfiguredLive } from '../../src/operations/run-configured-live.ts';
import { runConfiguredSync } from '../../src/operations/run-configured-sync.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

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
  let isRead = false;
  const live = runConfiguredLive({
    config,
    clients,
    signal: stop.signal,
    observer: {
      onReport: () => {
        isRead = true;
      },
    },
  });
  await expect.poll(() => isRead && callsOf(botPath), { timeout: 30_000 }).toBe(1);
  stop.abort();
  expect(await live).toBeUndefined();
  expect((await runConfiguredSync({ config, clients })).outcome).toBe('done');
  await clients.close();

  expect(callsOf(tokenPath)).toBe(1);
}, 60_000);
