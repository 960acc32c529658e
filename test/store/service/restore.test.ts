import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../src/model/logger.ts';
import { Secret } from '../../../src/model/secret.ts';
import { Membership } from '../../../src/operations/serve/membership.ts';
import { readBackup } from '../../../src/store/service/backup/read-backup.ts';
import { writeBackup } from '../../../src/store/service/backup/write-backup.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { SkippingClock } from '../../support/skipping-clock.ts';
import { withTriggers } from '../../support/trigger-rows.ts';

test('nothing is restored beside a service that is at work, only behind one that has gone', async () => {
  const server = await sharedPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-restore-'));
  const file = join(folder, 'backup');
  await using saved = await newServiceStore(server);
  await using other = await newServiceStore(server);
  await withTriggers(saved.store);
  const report = await writeBackup(new Secret(saved.url), { file, version: '0.0.0', at: '2026-01-01T00:00:00Z' });
  const times = { startedAt: Date.now(), drainingSince: undefined };
  const where = { host: 'elsewhere', pid: 1, programVersion: '0.0.0' };
  await other.store.members.join({ id: 'mem_1', ...where, ...times, roles: ['api'], slots: 0 });
  await expect(readBackup(new Secret(other.url), file)).rejects.toMatchObject({
    code: 'serve.store.used',
    message: expect.stringContaining('A service is at work on'),
  });
  await server.query(other.url, 'UPDATE larkstream.members SET seen_at = seen_at - 120000');
  expect(await readBackup(new Secret(other.url), file)).toEqual(report);
  const restored = await other.store.triggers.page({ limit: 9 }, { integrationId: 'in_1' });
  expect(restored.items.map(({ id }) => id)).toEqual(['tr_1', 'tr_2']);
  rmSync(folder, { recursive: true });
});

test('who holds a store in whose place another one was restored does nothing more in it; old jobs are gone, and no ticket is in a backup', async () => {
  const server = await sharedPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-restore-'));
  const file = join(folder, 'backup');
  await using saved = await newServiceStore(server);
  await using held = await newServiceStore(server);
  await server.query(saved.url, `INSERT INTO larkstream.tickets VALUES ('cli_1', 'ticket-in-plain-text', 1)`);
  await writeBackup(new Secret(saved.url), { file, version: '0.0.0', at: '2026-01-01T00:00:00Z' });
  const written = gunzipSync(readFileSync(file)).toString();
  expect(written).toContain(saved.store.id);
  expect(written).not.toContain('ticket-in-plain-text');
  await held.store.assertVersion();
  await server.query(held.url, 'CREATE SCHEMA larkstream_queue CREATE TABLE job (id TEXT)');
  await readBackup(new Secret(held.url), file);
  const replaced = { code: 'serve.store.replaced' };
  await expect(held.store.assertVersion()).rejects.toMatchObject(replaced);
  const sign = { at: 1, topic: 'secret', id: 'one', kind: 'changed' } as const;
  await expect(held.store.transaction((tables) => tables.changes.add(sign))).rejects.toMatchObject(replaced);
  expect(await held.store.changes.after(0, 9)).toEqual([]);
  const schemas = "SELECT 1 FROM information_schema.schemata WHERE schema_name = 'larkstream_queue'";
  expect(await server.query(held.url, schemas)).toEqual([]);

  const clock = new SkippingClock(0, () => false);
  const member = { id: 'mem_1', roles: [], slots: 1, programVersion: '1' };
  const { members } = held.store;
  const assertStore = () => held.store.assertVersion();
  const keys = { prints: () => [], unopened: async () => [] };
  const membership = new Membership({ members, assertStore, member, keys, clock, logger: silentLogger });
  await membership.join();
  expect(await membership.lost).toMatchObject(replaced);
  await membership.leave();
  rmSync(folder, { recursive: true });
});
