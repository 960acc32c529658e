import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { readBackup } from '../../../src/store/service/backup/read-backup.ts';
import { writeBackup } from '../../../src/store/service/backup/write-backup.ts';
import { newServiceStore } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

test('nothing is restored beside a service that is at work, only behind one that has gone', async () => {
  const server = await sharedPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-restore-'));
  const file = join(folder, 'backup');
  await using saved = await newServiceStore(server);
  await using other = await newServiceStore(server);
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
  rmSync(folder, { recursive: true });
}, 60_000);
