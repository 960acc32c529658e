import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { openDuckdbDestination } from '../../src/destinations/duckdb/destination.ts';
import type { Change, ScannedChange } from '../../src/model/change.ts';
import { systemClock } from '../../src/model/clock.ts';
import { ConfigError, TransientError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import type { RunLog } from '../../src/model/run-log.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import type { Confirmation, Discovery, ReadRequest, Source } from '../../src/model/source.ts';
import type { Key, Row, Stream } from '../../src/model/stream.ts';
import type { WriteMode } from '../../src/model/write-mode.ts';
import { runSync } from '../../src/sync/run.ts';

const text = (name: string) => ({ name, type: 'string', description: untranslated(name) }) as const;
const items: Stream = {
  name: 'items',
  title: untranslated('Items'),
  description: untranslated('Items by shelf'),
  module: 'base',
  columns: [text('shelf'), text('id'), text('value')],
  primaryKey: ['shelf', 'id'],
};

/** A source whose upstream is a plain map of shelves, read shelf by shelf from where its state stopped. */
class ShelfSource implements Source {
  readonly id = 'shelves';
  readonly shelves = new Map<string, Map<string, string>>();
  /** Throws after so many changes; undefined never. */
  failAfter: number | undefined;
  read: Source['read'] = (request) => this.#read(request);
  confirm: NonNullable<Source['confirm']> = () => {
    throw new Error('not asked for');
  };

  async discover(): Promise<Discovery> {
    return { streams: [items], unlisted: [] };
  }

  async *check(): AsyncGenerator<never> {}

  plan(): never {
    throw new Error('not asked for');
  }

  refresher(): never {
    throw new Error('not asked for');
  }

  async *subscribe(): AsyncGenerator<never> {}

  async close(): Promise<void> {}

  async *#read({ state, fresh }: ReadRequest): AsyncGenerator<Change> {
    let left = this.failAfter ?? Number.POSITIVE_INFINITY;
    const done = new Set(fresh.has('items') ? [] : [...(state.get('base')?.keys() ?? [])]);
    for (const change of this.#changes(done)) {
      if (left-- <= 0) throw new ConfigError({ code: 'lark.scope.missing', message: untranslated('refused') });
      yield change;
      await Promise.resolve();
    }
  }

  *#changes(done: ReadonlySet<string>): Generator<Change> {
    for (const [shelf, values] of this.shelves) {
      if (done.has(shelf)) continue;
      for (const [id, value] of values) yield { kind: 'rows', stream: 'items', rows: [{ shelf, id, value }] };
      yield { kind: 'scanned', stream: 'items', scope: { equals: { shelf } }, confirmed: true };
      yield { kind: 'state', module: 'base', slice: shelf, state: { done: true } };
    }
    for (const shelf of this.shelves.keys()) yield { kind: 'state', module: 'base', slice: shelf, state: null };
    yield { kind: 'complete', streams: ['items'] };
  }
}

let folder: string;
let runs = 0;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-sync-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sync(source: Source, path: string, mode: WriteMode = 'dedup'): Promise<RunReport> {
  const destination = await openDuckdbDestination({ path, schema: 'lark', hardDeletes: false });
  try {
    return await runSync({
      source,
      destination,
      planned: [{ stream: items, mode }],
      runId: `run${runs++}`,
      clock: systemClock,
      signal: new AbortController().signal,
    });
  } finally {
    await destination.close();
  }
}

async function live(path: string): Promise<unknown[][]> {
  const database = await DuckdbConnection.open(path);
  try {
    return await database.rows(
      'SELECT shelf, id, value FROM lark.items WHERE _larkstream_deleted_at IS NULL ORDER BY shelf, id',
    );
  } finally {
    await database.close();
  }
}

const truth = (source: ShelfSource): unknown[][] =>
  [...source.shelves].flatMap(([shelf, values]) => [...values].map(([id, value]) => [shelf, id, value])).sort();

describe('any changes upstream and any interruptions', () => {
  const step = fc.record({
    edits: fc.array(
      fc.tuple(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2', '3', '4'), fc.option(fc.string({ maxLength: 3 }))),
    ),
    failAfter: fc.option(fc.nat(8), { nil: undefined }),
  });

  test.each(['dedup', 'overwrite'] as const)('%s ends with destination = truth', async (mode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const path = join(folder, `${runs}.duckdb`);
        const source = new ShelfSource();
        source.shelves.set('x', new Map()).set('y', new Map());
        for (const { edits, failAfter } of steps) {
          for (const [shelf, id, value] of edits) {
            if (value === null) source.shelves.get(shelf)?.delete(id);
            else source.shelves.get(shelf)?.set(id, value);
          }
          source.failAfter = failAfter;
          await sync(source, path, mode);
          source.failAfter = undefined;
        }
        // One run may go on from an interrupted one; the next one looks at everything again.
        await sync(source, path, mode);
        await sync(source, path, mode);
        expect(await live(path)).toEqual(truth(source));
      }),
      { numRuns: 15 },
    );
  });
});

test('a failure keeps what was committed, says so, and the next run goes on behind it', async () => {
  const path = join(folder, 'a.duckdb');
  const source = new ShelfSource();
  source.shelves.set('x', new Map([['1', 'a']])).set('y', new Map([['1', 'b']]));
  source.failAfter = 4;
  const failed = await sync(source, path);
  source.failAfter = undefined;
  source.shelves.get('x')?.set('1', 'unseen by the run that goes on');
  const next = await sync(source, path);

  expect(failed).toMatchObject({ outcome: 'failed', error: { code: 'lark.scope.missing', family: 'config' } });
  expect(next).toMatchObject({ outcome: 'done', streams: [{ rowsRead: 1, outcome: 'complete' }] });
  expect(await live(path)).toEqual([
    ['x', '1', 'a'],
    ['y', '1', 'b'],
  ]);
});

test('an unbelievable disappearance is refused, kept, and accepted when a person says so', async () => {
  const path = join(folder, 'b.duckdb');
  const source = new ShelfSource();
  const many = new Map(Array.from({ length: 60 }, (_, index) => [String(index), 'v']));
  source.shelves.set('x', many);
  await sync(source, path);
  source.read = async function* () {
    yield { kind: 'scanned', stream: 'items', scope: {} };
    yield { kind: 'complete', streams: ['items'] };
  };
  const refused = await sync(source, path);

  expect(refused).toMatchObject({
    outcome: 'incomplete',
    streams: [{ errors: [{ code: 'source.scan.suspicious' }], rowsDeleted: 0 }],
  });
  expect(await live(path)).toHaveLength(60);
});

test.each([{ id: null }, {}])(
  'a row without a value in its key (%j) is reported, reaches no table, and deletes nothing',
  async (lost) => {
    const path = join(folder, 'keyless.duckdb');
    const source = new ShelfSource();
    source.shelves.set('x', new Map([['1', 'a']]));
    await sync(source, path);
    source.read = async function* () {
      const rows = [
        { shelf: 'x', id: '2', value: 'b' },
        { shelf: 'x', value: 'c', ...lost },
      ];
      yield { kind: 'rows', stream: 'items', rows };
      yield { kind: 'scanned', stream: 'items', scope: { equals: { shelf: 'x' } }, confirmed: true };
      yield { kind: 'complete', streams: ['items'] };
    };
    for (const _ of ['once', 'again']) {
      expect(await sync(source, path)).toMatchObject({
        outcome: 'incomplete',
        streams: [{ errors: [{ code: 'record.unreadable', message: expect.stringContaining('1 record of items') }] }],
      });
      expect(await live(path)).toEqual([
        ['x', '1', 'a'],
        ['x', '2', 'b'],
      ]);
    }
  },
);

describe('while events are followed', () => {
  const scan: Change = { kind: 'scanned', stream: 'items', scope: { equals: { shelf: 'x' } }, confirmed: true };
  const rowsOf = (...ids: readonly (string | null)[]): Change => ({
    kind: 'rows',
    stream: 'items',
    rows: ids.map((id) => ({ shelf: 'x', id, value: 'v' })),
  });

  /** Each refresh reads the whole shelf. */
  async function follow(path: string, refreshes: readonly (readonly Change[])[]): Promise<RunReport> {
    const destination = await openDuckdbDestination({ path, schema: 'lark', hardDeletes: false });
    const report = await runSync({
      source: new ShelfSource(),
      destination,
      planned: [{ stream: items, mode: 'dedup' }],
      runId: `run${runs++}`,
      clock: systemClock,
      signal: new AbortController().signal,
      reads: false,
      concurrentWriter: async (sink) => {
        for (const changes of refreshes) {
          await sink.beginRefresh();
          for (const change of [...changes, scan]) await sink.push(change);
          await sink.commit();
        }
      },
    });
    await destination.close();
    return report;
  }

  test('a refresh that lost a row deletes nothing, and the refreshes after it delete what is gone', async () => {
    const path = join(folder, 'followed.duckdb');
    const ids = async (): Promise<unknown[]> => (await live(path)).map(([, id]) => id);
    await follow(path, [[rowsOf('1', '2', '3')], [rowsOf('1', null)]]);
    expect(await ids()).toEqual(['1', '2', '3']);
    await follow(path, [[rowsOf('1', null)], [rowsOf('1', '2')]]);
    expect(await ids()).toEqual(['1', '2']);
  });

  test('what is the same in refresh after refresh is held once', async () => {
    const warning: Change = { kind: 'warning', streams: ['items'], message: untranslated('look') };
    const refreshes = Array.from({ length: 50 }, () => [rowsOf('1', null), warning]);
    const report = await follow(join(folder, 'long.duckdb'), refreshes);

    expect(report.commits).toBeGreaterThanOrEqual(50);
    expect(report.warnings).toEqual(['look']);
    expect(report.streams[0]?.errors).toMatchObject([{ code: 'record.unreadable' }]);
  });
});

describe('rows that are missing are asked about', () => {
  const path = (): string => join(folder, 'asked.duckdb');
  const scan = { kind: 'scanned', stream: 'items', scope: {}, lookup: 'shelf' } as const;
  const key = (id: string): Key => ['x', id];
  const gone = (rows: readonly Row[] = [], hidden: readonly Key[] = []): Confirmation => ({
    kind: 'answered',
    rows,
    hidden,
    warnings: [],
  });
  async function missing(
    count: number,
    confirm: NonNullable<Source['confirm']>,
    told: Partial<ScannedChange> = {},
  ): Promise<RunReport> {
    const source = new ShelfSource();
    source.shelves.set('x', new Map(Array.from({ length: count }, (_, index) => [String(index), 'v'])));
    await sync(source, path());
    source.read = async function* () {
      yield { ...scan, ...told };
      yield { kind: 'complete', streams: ['items'] };
    };
    source.confirm = confirm;
    return await sync(source, path());
  }

  test('existing and hidden records stay, absent ones are deleted, whatever their number', async () => {
    const asked: Key[] = [];
    const report = await missing(60, async ({ keys }) => {
      asked.push(...keys);
      return gone([{ shelf: 'x', id: '1', value: 'new' }], [key('2')]);
    });

    expect(asked).toHaveLength(60);
    expect(report).toMatchObject({ outcome: 'done', streams: [{ rowsRead: 1, rowsUpdated: 1, rowsDeleted: 58 }] });
    expect(await live(path())).toEqual([
      ['x', '1', 'new'],
      ['x', '2', 'v'],
    ]);
  });

  test('of thousands, each is asked about once, some at a time', async () => {
    const asked: (readonly Key[])[] = [];
    const report = await missing(5_000, async ({ keys }) => {
      asked.push(keys);
      return gone(keys.flatMap(([shelf = '', id = '']) => (id.endsWith('77') ? [{ shelf, id, value: 'new' }] : [])));
    });

    expect(asked.map((keys) => keys.length)).toEqual([2_000, 2_000, 1_000]);
    expect(new Set(asked.flat().map(([, id]) => id)).size).toBe(5_000);
    expect(report).toMatchObject({ outcome: 'done', streams: [{ rowsUpdated: 50, rowsDeleted: 4_950 }] });
    expect(await live(path())).toHaveLength(50);
  });

  test('of a scope that is said to be empty, some are asked about; all of them where one of these is there', async () => {
    const asked: number[] = [];
    const empty = { confirmed: true, isEmpty: true } as const;
    const none = await missing(
      5_000,
      async ({ keys }) => {
        asked.push(keys.length);
        return gone();
      },
      empty,
    );
    expect(asked).toEqual([2_000]);
    expect(none).toMatchObject({ outcome: 'done', streams: [{ rowsDeleted: 5_000 }] });

    asked.length = 0;
    const some = await missing(
      5_000,
      async ({ keys }) => {
        asked.push(keys.length);
        return gone([], keys);
      },
      empty,
    );
    expect(asked).toEqual([2_000, 2_000, 1_000]);
    expect(some).toMatchObject({ streams: [{ rowsDeleted: 0 }] });
  });

  test('an answer that does not come for the last of thousands deletes nothing', async () => {
    const report = await missing(2_001, async ({ keys }) => {
      if (keys.length < 2_000)
        throw new TransientError({ code: 'source.scan.unstable', message: untranslated('no answer') });
      return gone();
    });

    expect(report).toMatchObject({ outcome: 'incomplete', streams: [{ rowsDeleted: 0 }] });
    expect(await live(path())).toHaveLength(2_001);
  });

  test('an answer that does not come deletes nothing', async () => {
    const report = await missing(5, async () => {
      throw new TransientError({ code: 'source.scan.unstable', message: untranslated('no answer') });
    });

    expect(report).toMatchObject({ outcome: 'incomplete', streams: [{ errors: [{ code: 'source.scan.unstable' }] }] });
    expect(await live(path())).toHaveLength(5);
  });

  test('an answer with a record without its key deletes nothing: it may be any of them', async () => {
    const report = await missing(5, async () => gone([{ shelf: 'x', id: null, value: 'new' }]));

    expect(report).toMatchObject({ outcome: 'incomplete', streams: [{ errors: [{ code: 'record.unreadable' }] }] });
    expect(await live(path())).toHaveLength(5);
  });

  test('the answer comes from a source that has ended, and may still make calls', async () => {
    const source = new ShelfSource();
    source.shelves.set('x', new Map([['1', 'v']]));
    await sync(source, path());
    const signals: AbortSignal[] = [];
    source.read = async function* () {
      yield scan;
      yield { kind: 'complete', streams: ['items'] };
    };
    source.confirm = async ({ signal }) => {
      signals.push(signal);
      signal.throwIfAborted();
      return gone();
    };
    expect(await sync(source, path())).toMatchObject({ outcome: 'done', streams: [{ rowsDeleted: 1 }] });
    expect(signals).toHaveLength(1);
  });

  test('without the scope to ask, the scan alone decides, and a warning says so', async () => {
    const report = await missing(5, async () => ({
      kind: 'not-permitted',
      error: new ConfigError({ code: 'lark.scope.missing', message: untranslated('grant it') }),
    }));

    expect(report).toMatchObject({ outcome: 'done', warnings: [expect.stringContaining('grant it')] });
    expect(await live(path())).toHaveLength(0);
  });

  describe('of what is only said to be there', () => {
    const ids = ['1', '2', '3', '4'];
    /** What is held is 1 to 3; upstream there are 2 to 4. */
    async function present(confirm: NonNullable<Source['confirm']>): Promise<RunReport> {
      const source = new ShelfSource();
      source.shelves.set('x', new Map(ids.slice(0, 3).map((id) => [id, 'v'])));
      await sync(source, path());
      source.read = async function* () {
        yield { kind: 'present', stream: 'items', keys: ids.slice(1).map(key) };
        yield { ...scan, confirmed: true, slice: 'x', scope: { equals: { shelf: 'x' } } };
        yield { kind: 'state', module: 'base', slice: 'x', state: { rows: 3 } };
        yield { kind: 'scanned', stream: 'items', scope: {}, confirmed: true };
        yield { kind: 'complete', streams: ['items'] };
      };
      source.confirm = confirm;
      return await sync(source, path());
    }
    const remembered = async (): Promise<unknown[]> => {
      const database = await DuckdbConnection.open(path());
      try {
        return await database.rows("SELECT slice FROM lark._larkstream_state WHERE slice = 'base/x'");
      } finally {
        await database.close();
      }
    };

    test('rows stay, what is not held is read, and the rest is gone', async () => {
      const report = await present(async ({ keys }) =>
        gone(keys.flatMap(([, id = '']) => (id === '1' ? [] : [{ shelf: 'x', id, value: 'read' }]))),
      );
      expect(report).toMatchObject({ outcome: 'done', streams: [{ rowsRead: 1, rowsInserted: 1, rowsDeleted: 1 }] });
      expect(await live(path())).toEqual([
        ['x', '2', 'v'],
        ['x', '3', 'v'],
        ['x', '4', 'read'],
      ]);
      expect(await remembered()).toHaveLength(1);
    });

    test('nothing is deleted, and nothing remembered, where that cannot be asked; nor by a wider scan', async () => {
      for (const failing of [1, 2]) {
        let asked = 0;
        const report = await present(async ({ keys }) => {
          if (++asked === failing)
            throw new TransientError({ code: 'source.scan.unstable', message: untranslated('no') });
          return gone(keys.map(([, id = '']) => ({ shelf: 'x', id, value: 'read' })));
        });
        expect(report).toMatchObject({ outcome: 'incomplete', streams: [{ rowsDeleted: 0 }] });
        expect((await live(path())).slice(0, 3).map(([, id]) => id)).toEqual(ids.slice(0, 3));
        expect(await remembered()).toEqual([]);
      }
    });

    test('without the scope to ask, nothing is deleted, and the next run reads everything', async () => {
      const report = await present(async () => ({
        kind: 'not-permitted',
        error: new ConfigError({ code: 'lark.scope.missing', message: untranslated('grant it') }),
      }));
      expect(report).toMatchObject({ outcome: 'done', warnings: [expect.stringContaining('grant it')] });
      expect(await live(path())).toHaveLength(3);
      expect(await remembered()).toEqual([]);
    });

    test('one that the app may not read by its id leaves the run incomplete, and the next run reads everything', async () => {
      const report = await present(async ({ keys }) => ({ kind: 'answered', rows: [], hidden: keys, warnings: [] }));
      expect(report).toMatchObject({
        outcome: 'incomplete',
        streams: [{ rowsDeleted: 0, errors: [{ code: 'source.record.hidden' }] }],
      });
      expect(await live(path())).toHaveLength(3);
      expect(await remembered()).toEqual([]);
    });
  });

  test('of thousands that may not be asked about, what is suspicious stays', async () => {
    const report = await missing(2_001, async () => ({
      kind: 'not-permitted',
      error: new ConfigError({ code: 'lark.scope.missing', message: untranslated('grant it') }),
    }));

    expect(report).toMatchObject({
      outcome: 'incomplete',
      streams: [{ errors: [{ code: 'source.scan.suspicious' }] }],
    });
    expect(await live(path())).toHaveLength(2_001);
  });
});

test('another run log can take the place of the one beside the data', async () => {
  const begun: string[] = [];
  const runs: RunLog = {
    begin: async ({ runId }) => {
      begun.push(runId);
    },
    save: async () => {},
    leave: async () => {},
    load: async () => ({ runs: [], begun: undefined }),
  };
  const source = new ShelfSource();
  source.shelves.set('x', new Map([['1', 'v']]));
  const path = join(folder, 'elsewhere.duckdb');
  const destination = await openDuckdbDestination({ path, schema: 'lark', hardDeletes: false });
  const options = { source, destination, clock: systemClock, signal: new AbortController().signal };
  const planned = [{ stream: items, mode: 'dedup' }] as const;
  await runSync({ ...options, planned, runId: 'elsewhere', runs });
  expect(begun).toEqual(['elsewhere']);
  expect((await destination.runs.load(1)).begun).toBeUndefined();

  await runSync({ ...options, planned, runId: 'beside' });
  expect((await destination.runs.load(1)).begun).toMatchObject({ runId: 'beside', pid: process.pid });
  await destination.close();
});

test('stopping commits what arrived and ends as stopped', async () => {
  const path = join(folder, 'c.duckdb');
  const stop = new AbortController();
  const source = new ShelfSource();
  source.read = async function* ({ signal }) {
    yield { kind: 'rows', stream: 'items', rows: [{ shelf: 'x', id: '1', value: 'a' }] };
    stop.abort();
    signal.throwIfAborted();
  };
  const destination = await openDuckdbDestination({ path, schema: 'lark', hardDeletes: false });
  const report = await runSync({
    source,
    destination,
    planned: [{ stream: items, mode: 'dedup' }],
    runId: 'stopped',
    clock: systemClock,
    signal: stop.signal,
  });
  await destination.close();

  expect(report).toMatchObject({ outcome: 'stopped', error: { code: 'run.stopped' } });
  expect(await live(path)).toEqual([['x', '1', 'a']]);
});
