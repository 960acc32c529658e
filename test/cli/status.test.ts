import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storePath } from '../../src/destinations/files/folder.ts';
import { RunLogFile } from '../../src/destinations/run-log-file.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { beginLarkstream } from '../support/begin-larkstream.ts';
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
  'status answers while a sync holds the file, and when that was killed: %s',
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
    const { runId } = await begunRun(type === 'duckdb' ? destination.path : storePath(destination.path));

    const during = await status();
    expect(during.code).toBe(0);
    const freshness = during.events.filter(({ event }) => event === 'freshness');
    expect(freshness).not.toEqual([]);
    expect(freshness.every(({ outcome, asOf }) => outcome === 'complete' && asOf !== null)).toBe(true);
    expect(during.events).toContainEqual(expect.objectContaining({ event: 'begun', runId, isUnderWay: true }));

    await running.end('SIGKILL');
    const after = await status();
    expect(after.events).toContainEqual(expect.objectContaining({ event: 'begun', runId, isUnderWay: false }));
    expect(after.events.filter(({ event }) => event === 'freshness')).toEqual(freshness);
    expect((await runLarkstream(['status', file])).out).toContain('was killed or crashed');
  },
  60_000,
);

/** Looks at the log alone: a status that opens the file in the moment in which the sync wants to would have that refused. */
async function begunRun(databasePath: string): Promise<{ readonly runId: unknown }> {
  const log = new RunLogFile(databasePath);
  await expect.poll(() => log.read().begun, { timeout: 40_000, interval: 50 }).toBeDefined();
  return { runId: log.read().begun?.runId };
}
