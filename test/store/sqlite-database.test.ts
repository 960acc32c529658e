import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteDatabase } from '../../src/store/sqlite-database.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-sqlite-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('transactions of one process on one file wait for each other, by whatever name it was opened', async () => {
  mkdirSync(join(folder, 'data'));
  symlinkSync(join(folder, 'data'), join(folder, 'link'));
  const first = await SqliteDatabase.open(join(folder, 'data/events.db'));
  const second = await SqliteDatabase.open(join(folder, 'link/events.db'));
  const insert = `INSERT INTO tickets (app_id, ticket, created_at) VALUES ($1, '', 0)`;
  await Promise.all([
    first.transaction(async ({ run }) => {
      await run(insert, ['one']);
      await new Promise(setImmediate);
      await run(insert, ['two']);
    }),
    second.run(insert, ['three']),
  ]);
  expect(await second.rows('SELECT app_id FROM tickets ORDER BY rowid')).toEqual(
    ['one', 'two', 'three'].map((app_id) => ({ app_id })),
  );
  await Promise.all([first.close(), second.close()]);
});
