import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../../src/cli/texts/en.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;

test('a streaming phase that fails is told at once, shown by status, and made good by a new snapshot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-live-failure-'));
  const server = await sharedPostgres();
  const url = await server.newDatabase();
  const sandbox = await startSandbox({ limits: 'off', users: 5, events: { mode: 'long_connection' } });
  const { file } = writeTenantConfig(sandbox, {
    folder,
    name: 'live',
    startDate: '2026-01-01',
    events: { store: 'events.db' },
    destination: { type: 'postgres', url },
  });
  const live = spawn(process.execPath, [mainFile, 'sync', file, '--live', '--streams', 'contact_*', '--lang', 'en'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    let output = '';
    for (const stream of [live.stdout, live.stderr]) stream.on('data', (text) => (output += text));
    const people = async (): Promise<unknown[][]> =>
      await server.query(url, 'SELECT count(*)::int FROM lark.contact_users');
    const patience = { timeout: 60_000 };
    // A person who comes while it is being taken is in the snapshot, and what is broken off then is the first read.
    await expect.poll(() => output, patience).toContain(`✓ ${en.outcomes.done}`);
    sandbox.tenant.directory.addPerson({ name: 'First' });
    await expect.poll(people, patience).toEqual([[6]]);

    await server.query(
      url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    sandbox.tenant.directory.addPerson({ name: 'Second' });
    await expect.poll(() => output, patience).toMatch(new RegExp(`✗ ${en.live.brokenOff}: .* destination\\.`));
    await expect.poll(() => output, patience).toContain(en.live.readAgain);
    // The pause before the next try is five seconds; the snapshot then reads the person.
    await expect.poll(people, patience).toEqual([[7]]);
    const runs = async () =>
      (await runInProcess(['status', file, '--json'])).events.filter(({ event }) => event === 'run');
    await expect.poll(runs, patience).toContainEqual(
      expect.objectContaining({
        isLive: true,
        outcome: 'failed',
        error: expect.objectContaining({ code: 'destination.connection.lost' }),
      }),
    );
    expect((await runInProcess(['status', file])).out).toContain(en.outcomes.failed);

    live.kill('SIGTERM');
    expect(await once(live, 'close')).toEqual([0, null]);
  } finally {
    live.kill('SIGKILL');
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
