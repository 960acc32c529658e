import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openDuckdbDestination } from '../../src/destinations/duckdb/destination.ts';
import type { OpenedDestination } from '../../src/model/destination.ts';
import { children, none, parts, rows, things } from '../support/destination-fixture.ts';

afterEach(() => vi.restoreAllMocks());

/** A statement on a busy connection makes the one under way fail: “Attempting to execute an unsuccessful or closed pending query result”. */
function overlaps(): string[] {
  const found: string[] = [];
  const busy = new Map<DuckDBConnection, string>();
  // What reads goes through it, too.
  const { run } = DuckDBConnection.prototype;
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

const streams = [things, parts].map((stream) => ({ stream, mode: 'dedup' as const }));
let folder: string;
let destination: OpenedDestination;
let found: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-statements-'));
  found = overlaps();
  destination = await openDuckdbDestination({ path: join(folder, 'lark.duckdb'), schema: 'lark', hardDeletes: false });
  await destination.begin({ sourceId: 'tenant', runId: 'run-1', startedAt: '2026-01-01T00:00:00.000Z', streams });
});
afterEach(async () => {
  await destination.close();
  rmSync(folder, { recursive: true, force: true });
});

test('no connection gets a statement while it merges: not even when the first wide rows come meanwhile', async () => {
  const part = (name: string) => children(['a'], ['a', '1', name]);
  await destination.write(rows('things', { id: 'a' }));
  await destination.write(part('narrow'));
  // The same parent again: what waits is merged while the next rows come.
  await destination.write(part('w'.repeat(10_000)));
  await destination.commit(none);
  await destination.finish();
  expect(found).toEqual([]);
});

test('states are read beside whatever is written: a connection that writes gets no statement from others', async () => {
  await destination.commit(new Map([['slice', 1]]));
  const write = async (): Promise<void> => {
    for (let round = 0; round < 5; round++) {
      await destination.beginRefresh();
      await destination.write(rows('things', { id: 'a' }, { id: `${round}` }));
      await destination.measure({ kind: 'scanned', stream: 'things', scope: {} });
      await destination.commit(new Map([['slice', round]]));
    }
  };
  const writing = write();
  let isWriting = true;
  const ended = writing.finally(() => {
    isWriting = false;
  });
  const slice = async () => (await destination.state.load('tenant')).get('slice');
  // Two ask: the snapshot that begins, and what follows events.
  while (isWriting) for (const one of await Promise.all([slice(), slice()])) expect(one).toBeTypeOf('number');
  await ended;
  expect(found).toEqual([]);
});
