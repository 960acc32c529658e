import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProgressTracker } from '../../src/cli/progress/tracker.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { runConfiguredSync } from '../../src/operations/run-configured-sync.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

test('in a first run and in a later one, shares only grow, and everything ends as read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-progress-'));
  await using sandbox = await startSandbox({
    limits: 'off',
    users: 30,
    departments: 5,
    approvals: { definitions: 3, instancesPerDay: 6, days: 30 },
    attendance: { days: 10 },
    bases: [
      { tables: 3, records: 1_200 },
      { tables: 2, records: 700 },
    ],
  });
  const startDate = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
  const { file } = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate });
  for (const run of ['first', 'later']) {
    let tracker: ProgressTracker | undefined;
    const seen = new Map<string, number[]>();
    let at = 0;
    const look = (): void => {
      // Long after the last look, what is shown has caught up with what is known.
      at += 60_000;
      for (const { module, fraction } of tracker?.snapshot(at).modules ?? []) {
        if (fraction !== undefined && fraction < 1) seen.set(module, [...(seen.get(module) ?? []), fraction]);
      }
    };
    const report = await runConfiguredSync({
      config: readConfig(file, {}),
      observer: {
        onPlanned: (streams) => {
          tracker = new ProgressTracker(streams, 0);
        },
        onRows: (stream, rows) => {
          tracker?.addRows(stream, rows);
          look();
        },
        onProgress: (streams, done, of) => {
          tracker?.setWork(streams, done, of);
          look();
        },
        onComplete: (streams) => tracker?.markFinished(streams),
      },
    });
    expect(report.outcome, run).toBe('done');
    for (const [module, shares] of seen) expect(shares, module).toEqual(shares.toSorted((one, other) => one - other));
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['approval', 'base']));
    // More than a leap from nothing to all.
    expect(new Set(seen.get('approval')).size).toBeGreaterThan(run === 'first' ? 3 : 0);
    expect(tracker?.snapshot(at).modules.map(({ isFinished }) => isFinished)).toEqual([true, true, true, true]);
  }
  rmSync(folder, { recursive: true, force: true });
}, 240_000);
