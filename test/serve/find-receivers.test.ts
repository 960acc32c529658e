import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClientPool } from '../../src/app/create-client.ts';
import { createEventService } from '../../src/app/create-event-service.ts';
import { parseConfig } from '../../src/config/read-config.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import type { CheckLine, CheckReport } from '../../src/model/service/check-report.ts';
import { findReceivers } from '../../src/operations/serve/find-receivers.ts';
import { createServiceProbe } from '../../src/operations/serve/service-probe.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

let folder: string;
let sandbox: Sandbox;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-receivers-'));
  sandbox = await startSandbox({ users: 3, limits: 'off', events: { mode: 'long_connection' } });
  return async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  };
});

const services: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.close();
});

const text = (store: string): string =>
  JSON.stringify({
    source: {
      region: 'feishu',
      base_url: sandbox.url,
      credentials: { auth_type: 'custom_app', app_id: sandbox.options.appId, app_secret: sandbox.options.appSecret },
      modules: { contact: {} },
    },
    destination: { type: 'duckdb', path: join(folder, 'lark.duckdb') },
    events: { mode: 'long_connection', store },
  });

async function receive(store: string): Promise<void> {
  const config = parseConfig({ text: text(store), file: join(folder, 'c.json'), environment: {} });
  services.push(await createEventService({ config, clock: systemClock, logger: silentLogger }));
}

async function connectionLine(store: string): Promise<{ line: CheckLine | undefined; report: CheckReport }> {
  const clients = createClientPool();
  const probe = createServiceProbe({ clients, logger: silentLogger });
  const config = { text: text(store), secrets: {} };
  const questions = {
    config,
    modules: [{ contact: {} }],
    mode: 'long_connection',
    webhook: undefined,
    ownConnections: undefined,
  } as const;
  const checks = probe.testIntegration(questions, new AbortController().signal);
  try {
    let line: CheckLine | undefined;
    for (;;) {
      const next = await checks.next();
      if (next.done === true) return { line, report: next.value };
      if (next.value.name === 'connection') line = next.value;
    }
  } finally {
    await clients.close();
  }
}

test('our own connection is told from that of another program, and no test opens one', async () => {
  const [ours, theirs] = ['ours.db', 'theirs.db'].map((name) => join(folder, name));
  if (ours === undefined || theirs === undefined) throw new RangeError('no places');
  expect(await findReceivers(ours, sandbox.options.appId)).toEqual({ ownConnections: 0, probe: undefined });
  await receive(ours);
  await expect
    .poll(async () => (await findReceivers(ours, sandbox.options.appId)).ownConnections, { timeout: 20_000 })
    .toBe(1);
  const alone = await connectionLine(ours);
  expect(alone.line).toMatchObject({ outcome: 'ok', message: { en: /1 long connection, 1 of them ours/ } });
  expect(alone.report.probe).toEqual({ connected: true, state: 'connected', lastError: undefined });
  expect((await findReceivers(ours, 'cli_0000000000000000')).ownConnections).toBe(0);

  await receive(theirs);
  await expect.poll(() => sandbox.events.hub.connections(sandbox.options.appId), { timeout: 20_000 }).toBe(2);
  expect((await connectionLine(ours)).line).toMatchObject({
    outcome: 'warning',
    message: { en: /2 long connections, 1 of them ours: 1 connection of another program/ },
  });
  expect(sandbox.events.hub.accepted).toBe(2);
});
