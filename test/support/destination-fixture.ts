import { afterEach, beforeEach } from 'vitest';
import type { RowsChange } from '../../src/model/change.ts';
import type { Fence, OpenedDestination } from '../../src/model/destination.ts';
import { untranslated } from '../../src/model/message.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import type { Column, ColumnType, Row, Stream } from '../../src/model/stream.ts';
import type { WriteMode } from '../../src/model/write-mode.ts';
import type { JsonValue } from '../../src/util/json.ts';
import { canonical } from './canonical.ts';

/** How a destination is opened for a test, and what it holds afterwards. */
export interface DestinationHarness extends AsyncDisposable {
  open(hardDeletes: boolean, fence?: Fence): Promise<OpenedDestination>;
  /** Nested values are held as the texts that they came as. */
  readonly keepsText: boolean;
  /** All rows of a table, each column as text. */
  texts(table: string, columns: readonly string[]): Promise<(string | null)[][]>;
  tables(): Promise<string[]>;
  /** What is kept beside the rows, once a run has begun: stream, changes as of, audited as of. */
  freshness(): Promise<(string | null)[][]>;
  /** What somebody with a console does to the tables; absent where there is none. */
  sql?(statement: string): Promise<void>;
  /** Makes a table of that name which Larkstream did not make. */
  foreignTable(table: string): Promise<void>;
}

export const column = (name: string, type: ColumnType = 'string', more: Partial<Column> = {}): Column => ({
  name,
  type,
  description: untranslated(`The ${name}`),
  ...more,
});

export const things: Stream = {
  name: 'things',
  title: untranslated('Things'),
  description: untranslated("Things that are somebody's"),
  module: 'base',
  columns: [
    column('id'),
    column('place'),
    column('count', 'integer'),
    column('share', 'number'),
    column('seen_at', 'timestamp'),
    column('day', 'date'),
    column('open', 'boolean'),
    column('extra', 'json'),
    column('revision', 'integer', { volatile: true }),
  ],
  primaryKey: ['id'],
  volatileParts: { mark: '?signed=', pattern: /\?signed=[^"]*/g },
};

export const parts: Stream = {
  name: 'parts',
  title: untranslated('Parts'),
  description: untranslated('Parts of things'),
  module: 'base',
  columns: [column('thing_id'), column('part_id', 'integer'), column('name')],
  primaryKey: ['thing_id', 'part_id'],
  parentKey: ['thing_id'],
};

export const rows = (stream: string, ...list: Row[]): RowsChange => ({ kind: 'rows', stream, rows: list });
export const children = (parents: string[], ...list: [string, string, string][]): RowsChange => ({
  ...rows('parts', ...list.map(([thing, part, name]) => ({ thing_id: thing, part_id: part, name }))),
  parents: parents.map((parent) => [parent]),
});
export const none: ReadonlyMap<string, null> = new Map();
export const report = (runId: string): RunReport => ({
  version: 2,
  runId,
  sourceId: 'tenant',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  outcome: 'done',
  streams: [],
  commits: 1,
  warnings: [],
});

export interface DestinationFixture {
  /** That of the test that runs. */
  readonly harness: () => DestinationHarness;
  readonly open: (
    runId: string,
    options?: {
      readonly streams?: Stream[];
      readonly mode?: WriteMode;
      readonly hard?: boolean;
      readonly fence?: Fence;
    },
  ) => Promise<OpenedDestination>;
  /** As the engine ends a run. */
  readonly end: (destination: OpenedDestination) => Promise<void>;
  /** Rows sorted by their first columns, values in the types of the stream. */
  readonly held: (stream: Stream, ...columns: string[]) => Promise<JsonValue[][]>;
  /** Ids of rows that are there and not marked deleted. */
  readonly live: () => Promise<string[]>;
  readonly states: () => Promise<Record<string, JsonValue>>;
}

/** A place of its own for each test of the surrounding `describe`. */
export function useDestination(start: () => Promise<DestinationHarness>): DestinationFixture {
  let harness: DestinationHarness;
  beforeEach(async () => {
    harness = await start();
  });
  afterEach(async () => {
    await harness[Symbol.asyncDispose]();
  });

  async function open(
    runId: string,
    {
      streams = [things, parts],
      mode = 'dedup',
      hard = false,
      fence,
    }: { streams?: Stream[]; mode?: WriteMode; hard?: boolean; fence?: Fence } = {},
  ): Promise<OpenedDestination> {
    const destination = await harness.open(hard, fence);
    const startedAt = `2026-01-0${runId.slice(-1)}T00:00:00.000Z`;
    const planned = streams.map((stream) => ({ stream, mode }));
    await destination.begin({ sourceId: 'tenant', runId, startedAt, streams: planned });
    return destination;
  }

  async function end(destination: OpenedDestination): Promise<void> {
    await destination.finish();
    await destination.close();
  }

  async function held(stream: Stream, ...columns: string[]): Promise<JsonValue[][]> {
    const types = columns.map((one) => stream.columns.find((known) => known.name === one)?.type ?? 'string');
    const all = await harness.texts(stream.name, columns);
    return all
      .map((row) => row.map((text, at) => canonical(types[at] ?? 'string', text)))
      .toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  }

  async function live(): Promise<string[]> {
    const all = await harness.texts('things', ['id', '_larkstream_deleted_at']);
    return all
      .filter(([, deletedAt]) => deletedAt === null)
      .map(([id]) => String(id))
      .sort();
  }

  async function states(): Promise<Record<string, JsonValue>> {
    const destination = await harness.open(false);
    try {
      return Object.fromEntries(await destination.state.load('tenant'));
    } finally {
      await destination.close();
    }
  }

  return { harness: () => harness, open, end, held, live, states };
}
