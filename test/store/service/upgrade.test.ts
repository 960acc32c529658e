import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { PostgresDatabase } from '../../../src/store/postgres-database.ts';
import { readBackup } from '../../../src/store/service/backup/read-backup.ts';
import { writeBackup } from '../../../src/store/service/backup/write-backup.ts';
import { serviceMigrations, serviceMigrationsTable } from '../../../src/store/service/open-service-database.ts';
import { fillService } from '../../support/fill-service.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { openStoreAt } from '../../support/service-store.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let server: PostgresDatabases;
let folder: string;
/** Some of them refer to five hundred others. */
const rows = 600;

beforeAll(async () => {
  server = await sharedPostgres();
  folder = mkdtempSync(join(tmpdir(), 'larkstream-upgrade-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A store as a service of that version had made it. */
async function makeVersion(version: number): Promise<string> {
  const url = await server.newDatabase();
  const database = await PostgresDatabase.open(
    new Secret(url),
    {},
    {
      setting: '--store',
      readConnections: 1,
      writeConnections: 1,
      migrate: (opened) => migrate(opened, serviceMigrations.slice(0, version), serviceMigrationsTable),
    },
  );
  try {
    await database.run(`INSERT INTO service (id, created_at) VALUES ('st_old', 1) ON CONFLICT DO NOTHING`);
  } finally {
    await database.close();
  }
  await fillService(url, rows);
  return url;
}

/** Columns and indexes of all tables. */
const shapeOf = (url: string): Promise<unknown[][]> =>
  server.query(
    url,
    `SELECT table_name, column_name, data_type, is_nullable, coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'larkstream'
     UNION ALL SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'larkstream' ORDER BY 1, 2, 3`,
  );

/** Every row of every list, as this version reads it. */
async function heldIn(url: string): Promise<unknown> {
  const store = await openStoreAt(url);
  try {
    const request = { limit: rows };
    const { integrations, destinations, pipelines, installations, runs, accounts, tokens, audit, alerts } = store;
    const { alertChannels } = store;
    return {
      id: store.id,
      lists: await Promise.all([
        ...[integrations, destinations, pipelines, installations, runs, accounts].map((table) =>
          table.page(request, {}),
        ),
        ...[tokens, audit, alerts].map((table) => table.page(request, {})),
        alertChannels.page(request, {}),
      ]),
      standing: (await pipelines.standings(['pl_2'], 0)).get('pl_2'),
      // How long one is silent is told by the clock of the store: it grows from one look to the next.
      attempts: (await runs.attempts('ru_1')).map(({ silentMs: _, ...attempt }) => attempt),
      lines: await runs.lines('ru_1', { afterSeq: 0, limit: rows }),
    };
  } finally {
    await store.close();
  }
}

/** The first one, and the one before this. */
const older = [...new Set([1, serviceMigrations.length - 1])];

describe.each(older)('a service store of version %i', (version) => {
  test('is brought to the newest one with all its rows, and so is its backup', async () => {
    const fresh = await server.newDatabase();
    await (await openStoreAt(fresh)).close();
    const url = await makeVersion(version);
    const file = join(folder, `${version}.backup`);
    const saved = await writeBackup(new Secret(url), { file, version: '0.0.0', at: '2026-01-01T00:00:00Z' });

    const held = await heldIn(url);
    expect(await shapeOf(url)).toEqual(await shapeOf(fresh));
    const lastRun = { id: 'ru_501', state: 'succeeded', endedAt: 501 };
    expect(held).toMatchObject({ id: 'st_old', standing: { lastRun, succeededAt: 501 } });
    for (const { total } of (held as { lists: { total: number }[] }).lists) expect(total).toBe(rows);

    const other = await server.newDatabase();
    expect(await readBackup(new Secret(other), file)).toEqual(saved);
    expect(await heldIn(other)).toEqual(held);
    expect(await shapeOf(other)).toEqual(await shapeOf(fresh));
    for (const database of [fresh, url, other]) await server.dropDatabase(database);
  });
});

test('the list of migrations is in the order of their numbers, and has all that there are', () => {
  const folder = new URL('../../../src/store/service/migrations/', import.meta.url);
  const files = readdirSync(folder).map((file) => file.replace('.ts', ''));
  const names = serviceMigrations.map(({ name }) => name);
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, at) => at + 1));
  // The first one is in parts.
  expect(names).toEqual(files.filter((file) => !file.startsWith('0001-') || file === '0001-service').toSorted());
});

test('what a run was ended for before its id stood beside it is found as before', async () => {
  const url = await makeVersion(9);
  const next = { id: 'run_next', trigger: 'person', options: {}, queuedAt: 30 };
  await server.query(
    url,
    `UPDATE larkstream.runs SET state = 'running', trigger = 'live', finished_at = NULL,
      options = ('{"full":true}'::jsonb || jsonb_build_object('next', '${JSON.stringify(next)}'::jsonb))::text WHERE id = 'ru_1'`,
  );
  const store = await openStoreAt(url);
  expect(await store.runs.find(next.id)).toMatchObject({ id: next.id, trigger: 'person', state: 'queued' });
  await store.close();
  await server.dropDatabase(url);
});

test('at which address a process is reached, which lay beside its keys, has a column of its own', async () => {
  const url = await makeVersion(10);
  const keys = { held: [{ id: 'k1', fingerprint: 'f1' }], unopened: [] };
  const publicUrl = 'https://larkstream.example';
  const values = (id: string, told: unknown) => `('${id}', 'h', 1, '1', '[]', 1, 1, 1, '${JSON.stringify(told)}')`;
  await server.query(
    url,
    `INSERT INTO larkstream.members (id, host, pid, program_version, roles, slots, started_at, seen_at, keys)
     VALUES ${values('mem_a', { ...keys, publicUrl })}, ${values('mem_b', keys)}`,
  );
  const store = await openStoreAt(url);
  expect(await store.members.find('mem_a')).toMatchObject({ keys, publicUrl });
  expect(await store.members.find('mem_b')).toMatchObject({ keys, publicUrl: undefined });
  const told = await server.query(url, `SELECT count(*) FROM larkstream.members WHERE keys LIKE '%publicUrl%'`);
  expect(told.flat().map(Number)).toEqual([0]);
  await store.close();
  await server.dropDatabase(url);
});
