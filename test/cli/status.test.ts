import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storePath } from '../../src/destinations/files/folder.ts';
import { RunLogFile } from '../../src/destinations/run-log-file.ts';
import { must } from '../../src/model/errors.ts';
import type { BegunRun } from '../../src/model/run-log.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { beginLarkstream } from '../support/begin-larkstream.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runLarkstream } from '../support/run-larkstream.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder: string;
let sandbox: Sandbox;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-status-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 10,
    approvals: { definitions: 1, instancesPerDay: 2, days: 5 },
  });
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test.each(['duckdb', 'parquet'] as const)(
  'status, check and doctor answer while a sync holds the file, and when that was killed: %s',
  async (type) => {
    const destination = { type, path: join(folder, `held.${type}`) };
    // Minutes of listing at a fifth of the documented rate.
    const { file } = writeTenantConfig(sandbox, {
      folder,
      name: type,
      startDate: '2015-01-01',
      destination,
      rateLimitScale: 0.2,
    });
    const status = () => runLarkstream(['status', file, '--json']);
    expect((await runLarkstream(['sync', file, '--streams', 'contact_*'])).code).toBe(0);
    const running = beginLarkstream(['sync', file]);
    const { runId, pid } = await begunRun(type === 'duckdb' ? destination.path : storePath(destination.path));

    const during = await status();
    expect(during.code).toBe(0);
    const freshness = during.events.filter(({ event }) => event === 'freshness');
    expect(freshness).not.toEqual([]);
    expect(freshness.every(({ outcome, asOf }) => outcome === 'complete' && asOf !== null)).toBe(true);
    expect(during.events).toContainEqual(expect.objectContaining({ event: 'begun', runId, isUnderWay: true }));
    // What another process holds is no fault of the configuration, and is not said to be tested.
    for (const command of ['check', 'doctor']) {
      const checked = await runInProcess([command, file, '--json']);
      expect(checked.events.at(-1)).toEqual({ event: 'checked', failed: 0 });
      expect(checked).toMatchObject({ code: 0 });
      expect(destinationOf(checked.events)).toMatchObject({
        outcome: 'warning',
        message: expect.stringContaining(`in use by a running sync (process ${pid})`),
      });
    }

    await running.end('SIGKILL');
    const after = await status();
    expect(after.events).toContainEqual(expect.objectContaining({ event: 'begun', runId, isUnderWay: false }));
    expect(after.events.filter(({ event }) => event === 'freshness')).toEqual(freshness);
    expect((await runLarkstream(['status', file])).out).toContain('was killed or crashed');
    expect(destinationOf((await runInProcess(['check', file, '--json'])).events)).toMatchObject({ outcome: 'ok' });
  },
  120_000,
);

const destinationOf = (events: readonly JsonObject[]): JsonObject | undefined =>
  events.find(({ event, subject }) => event === 'check' && subject === 'destination');

/** Looks at the log alone: a status that opens the file in the moment in which the sync wants to would have that refused. */
async function begunRun(databasePath: string): Promise<BegunRun> {
  const log = new RunLogFile(databasePath);
  await expect.poll(() => log.read().begun, { timeout: 40_000, interval: 50 }).toBeDefined();
  return must(log.read().begun, 'the run that has begun');
}
