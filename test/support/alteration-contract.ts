import { describe, expect, test } from 'vitest';
import { untranslated } from '../../src/model/message.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import type { Source } from '../../src/model/source.ts';
import type { Continuation, Stream } from '../../src/model/stream.ts';
import { runSync } from '../../src/sync/run.ts';
import type { DestinationHarness } from './destination-fixture.ts';

const column = (name: string) => ({ name, type: 'string', description: untranslated(name) }) as const;
const streamOf = (continuation: Continuation, columns: readonly string[] = ['id', 'value']): Stream => ({
  name: 'items',
  title: untranslated('Items'),
  description: untranslated('Items'),
  module: 'base',
  columns: columns.map(column),
  primaryKey: ['id'],
  continuation,
});

/** Everything in each read; or, when it is incremental, only while nothing is remembered. */
function sourceOf(stream: Stream): Source {
  const never = (): never => {
    throw new Error('not asked for');
  };
  return {
    id: 'tenant',
    check: never,
    plan: never,
    refresher: never,
    subscribe: never,
    discover: async () => ({ streams: [stream], unlisted: [] }),
    async *read({ state, fresh }) {
      if (stream.continuation !== 'incremental' || fresh.size > 0 || state.size === 0) {
        const rows = ['1', '2', '3'].map((id) => ({ id, value: `v${id}`, former: 'f' }));
        yield { kind: 'rows', stream: 'items', rows };
      }
      yield { kind: 'state', module: 'base', slice: 'all', state: 1 };
      yield { kind: 'complete', streams: ['items'] };
    },
    close: async () => {},
  };
}

const table = 'lark.items';
const alterations = {
  'a column is dropped': `ALTER TABLE ${table} DROP COLUMN value`,
  'the table is dropped': `DROP TABLE ${table}`,
  'all rows are deleted': `DELETE FROM ${table}`,
  'our own column for the time of deletion is dropped': `ALTER TABLE ${table} DROP COLUMN _larkstream_deleted_at`,
  'our own column for the hash is dropped': `ALTER TABLE ${table} DROP COLUMN _larkstream_hash`,
  'our own column for the run is dropped': `ALTER TABLE ${table} DROP COLUMN _larkstream_run_id`,
  'our own column for the time of the run is dropped': `ALTER TABLE ${table} DROP COLUMN _larkstream_synced_at`,
} as const;

let runs = 0;

async function sync(harness: DestinationHarness, stream: Stream, full = false): Promise<RunReport> {
  const destination = await harness.open(false);
  try {
    return await runSync({
      source: sourceOf(stream),
      destination,
      planned: [{ stream, mode: 'dedup' }],
      runId: `run${runs++}`,
      clock: {
        now: () => Date.parse('2026-01-01T00:00:00Z') + runs * 60_000,
        elapsed: () => Date.parse('2026-01-01T00:00:00Z') + runs * 60_000,
        sleep: async () => {},
      },
      signal: new AbortController().signal,
      full,
    });
  } finally {
    await destination.close();
  }
}

const whole = [
  ['1', 'v1'],
  ['2', 'v2'],
  ['3', 'v3'],
];
const held = async (harness: DestinationHarness): Promise<unknown> =>
  (await harness.texts('items', ['id', 'value'])).toSorted();

/** A table that is not as the last run left it is noticed, and the cure helps. */
export function alterationContract(name: string, start: () => Promise<DestinationHarness>): void {
  describe(`${name}: what others do to its tables`, () => {
    test.each(Object.entries(alterations))('%s: told, and filled again where all is read', async (_, sql) => {
      await using harness = await start();
      const stream = streamOf('full');
      await sync(harness, stream);
      await harness.sql?.(sql);
      const next = await sync(harness, stream);
      expect(next.warnings).toEqual([expect.stringContaining('is not as the last run left it')]);
      expect(next.outcome).toBe('done');
      expect(await held(harness)).toEqual(whole);
      expect(await sync(harness, stream)).toMatchObject({ outcome: 'done', warnings: [] });
    });

    test.each(Object.entries(alterations))(
      '%s: told until the cure is taken where only news is read',
      async (_, sql) => {
        await using harness = await start();
        const stream = streamOf('incremental');
        await sync(harness, stream);
        await harness.sql?.(sql);
        for (let time = 0; time < 2; time++) {
          const next = await sync(harness, stream);
          expect(next.outcome).toBe('incomplete');
          expect(next.streams[0]?.errors).toMatchObject([
            { code: 'destination.table.altered', cure: expect.stringContaining('sync --full --streams items') },
          ]);
        }
        expect((await sync(harness, stream, true)).outcome).toBe('done');
        expect(await held(harness)).toEqual(whole);
        expect(await sync(harness, stream)).toMatchObject({ outcome: 'done', warnings: [] });
      },
    );

    test('a column of another type is told, and what does not fit it is counted; a reset cures it', async () => {
      await using harness = await start();
      const stream = streamOf('full');
      await sync(harness, stream);
      await harness.sql?.(`ALTER TABLE ${table} ALTER COLUMN value TYPE INTEGER USING 0`);
      const next = await sync(harness, stream);
      expect(next.warnings).toEqual([
        expect.stringContaining('another type: value'),
        expect.stringContaining('3 values'),
      ]);
      const destination = await harness.open(false);
      await destination.state.reset('tenant', [{ name: 'items', module: 'base' }], ['base/all']);
      await destination.close();
      expect(await sync(harness, stream)).toMatchObject({ outcome: 'done', warnings: [] });
      expect(await held(harness)).toEqual(whole);
    });

    test.each([
      ['a table', table],
      ['our own table', 'lark._larkstream_tables'],
    ])('a view in the place of %s is named, with the cure, and left alone', async (_, place) => {
      await using harness = await start();
      const stream = streamOf('full');
      await sync(harness, stream);
      await harness.sql?.(`DROP TABLE ${place}`);
      await harness.sql?.(`CREATE VIEW ${place} AS SELECT 1 AS x`);
      const refused = {
        code: 'destination.table.incompatible',
        message: expect.stringContaining(`${place} is a view`),
        cure: expect.stringMatching(/drop it or give it another name/i),
      };
      expect(await sync(harness, stream)).toMatchObject({ outcome: 'failed', error: refused });
      const destination = await harness.open(false);
      await expect(
        destination.state.reset('tenant', [{ name: 'items', module: 'base' }], ['base/all']),
      ).rejects.toMatchObject(refused);
      await destination.close();
      await harness.sql?.(`DROP VIEW ${place}`);
      expect(await sync(harness, stream)).toMatchObject({ outcome: 'done' });
      expect(await held(harness)).toEqual(whole);
    });

    test('reset is a cure as well', async () => {
      await using harness = await start();
      const stream = streamOf('incremental');
      await sync(harness, stream);
      await harness.sql?.(alterations['a column is dropped']);
      await sync(harness, stream);
      const destination = await harness.open(false);
      await destination.state.reset('tenant', [{ name: 'items', module: 'base' }], ['base/all']);
      await destination.close();
      expect(await sync(harness, stream)).toMatchObject({ outcome: 'done', warnings: [] });
      expect(await held(harness)).toEqual(whole);
    });

    test('a column that the stream has no more, and rows that are marked deleted, may go', async () => {
      await using harness = await start();
      await sync(harness, streamOf('incremental', ['id', 'value', 'former']));
      const destination = await harness.open(false);
      const planned = [{ stream: streamOf('incremental'), mode: 'dedup' as const }];
      await destination.begin({ sourceId: 'tenant', runId: 'x', startedAt: '2026-01-01T00:00:00Z', streams: planned });
      await destination.write({ kind: 'deletes', stream: 'items', keys: [['3']] });
      await destination.commit(new Map());
      await destination.finish();
      await destination.close();
      await harness.sql?.(`ALTER TABLE ${table} DROP COLUMN former`);
      await harness.sql?.(`DELETE FROM ${table} WHERE _larkstream_deleted_at IS NOT NULL`);
      expect(await sync(harness, streamOf('incremental'))).toMatchObject({ outcome: 'done', warnings: [] });
    });
  });
}
