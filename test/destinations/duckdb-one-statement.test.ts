import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, expect, test, vi } from 'vitest';
import { openDuckdbDestination } from '../../src/destinations/duckdb/destination.ts';
import { children, none, parts, rows, things } from '../support/destination-fixture.ts';

afterEach(() => vi.restoreAllMocks());

/** A statement on a busy connection makes the one under way fail: “Attempting to execute an unsuccessful or closed pending query result”. */
function overlaps(): string[] {
  const found: string[] = [];
  const busy = new Map<DuckDBConnection, string>();
  const run = DuckDBConnection.prototype.run;
  vi.spyOn(DuckDBConnection.prototype, 'run').mockImplementation(async function (this: DuckDBConnection, sql, ...more) {
    const other = busy.get(this);
    if (other !== undefined) found.push(`${sql} beside ${other}`);
    busy.set(this, String(sql));
    try {
      return await run.call(this, sql, ...more);
    } finally {
      busy.delete(this);
    }
  });
  return found;
}

test('no connection gets a statement while it merges: not even when the first wide rows come meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-statements-'));
  const found = overlaps();
  const destination = await openDuckdbDestination({
    path: join(folder, 'lark.duckdb'),
    schema: 'lark',
    hardDeletes: false,
  });
  const streams = [things, parts].map((stream) => ({ stream, mode: 'dedup' as const }));
  await destination.begin({ sourceId: 'tenant', runId: 'run-1', startedAt: '2026-01-01T00:00:00.000Z', streams });
  const part = (name: string) => children(['a'], ['a', '1', name]);
  await destination.write(rows('things', { id: 'a' }));
  await destination.write(part('narrow'));
  // The same parent again: what waits is merged while the next rows come.
  await destination.write(part('w'.repeat(10_000)));
  await destination.commit(none);
  await destination.finish();
  await destination.close();
  rmSync(folder, { recursive: true, force: true });
  expect(found).toEqual([]);
});
