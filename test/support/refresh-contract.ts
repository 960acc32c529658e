import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change, Scope } from '../../src/model/change.ts';
import type { OpenedDestination } from '../../src/model/destination.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Source } from '../../src/model/source.ts';
import type { Stream } from '../../src/model/stream.ts';
import { runSync, type Sink } from '../../src/sync/run.ts';
import type { DestinationHarness } from './destination-fixture.ts';

const column = (name: string, type: 'string' | 'timestamp' = 'string') =>
  ({ name, type, description: untranslated(name) }) as const;
const streamOf = (name: string): Stream => ({
  name,
  title: untranslated(name),
  description: untranslated(name),
  module: 'base',
  columns: [column('shelf'), column('id'), column('day', 'timestamp'), column('value')],
  primaryKey: ['shelf', 'id'],
});
/** Records and columns of a table: one batch may change both. */
const streams = [streamOf('records'), streamOf('fields')];
const names = streams.map(({ name }) => name);

const shelves = ['x', 'y'] as const;
const edit = fc.record({
  stream: fc.constantFrom(...names),
  shelf: fc.constantFrom(...shelves),
  id: fc.constantFrom('1', '2', '3', '4'),
  /** Null deletes. */
  value: fc.option(fc.constantFrom('a', 'b')),
});
/**
 * The shapes of scope that modules scan: a table (Base), people and days (Attendance), everything (Contact). One source stands for the
 * modules here; the feeds themselves take no part.
 */
const scopeKind = fc.constantFrom('one table', 'people and days', 'everything');
const batch = fc.record({
  edits: fc.array(edit, { maxLength: 6 }),
  /** Read again wholly, or only the records that the events name. */
  isScan: fc.boolean(),
  scope: scopeKind,
});
const runs = fc.array(
  fc.record({
    reads: fc.boolean(),
    before: fc.array(edit, { maxLength: 6 }),
    batches: fc.array(batch, { maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 3 },
);

type ValueOf<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Edit = ValueOf<typeof edit>;
type Batch = ValueOf<typeof batch>;

const day = '2026-01-02T00:00:00.000Z';

/** What is upstream: stream → shelf → id → value. */
class Tenant {
  readonly #values = new Map<string, string>();

  apply(edits: readonly Edit[]): void {
    for (const { stream, shelf, id, value } of edits) {
      const key = `${stream} ${shelf} ${id}`;
      if (value === null) this.#values.delete(key);
      else this.#values.set(key, value);
    }
  }

  truth(stream: string): string[] {
    return [...this.#values]
      .filter(([key]) => key.startsWith(`${stream} `))
      .map(([key, value]) => `${key.slice(stream.length + 1)} ${value}`)
      .sort();
  }

  rows(stream: string, shelf: string): Change {
    const rows = this.truth(stream)
      .map((line) => line.split(' '))
      .filter(([found]) => found === shelf)
      .map(([found = '', id = '', value = '']) => ({ shelf: found, id, value, day }));
    return { kind: 'rows', stream, rows };
  }

  *scan(kind: Batch['scope'], only: readonly string[]): Generator<Change> {
    for (const stream of names) {
      for (const shelf of only) {
        yield this.rows(stream, shelf);
        if (kind === 'one table') yield { kind: 'scanned', stream, scope: { equals: { shelf } }, confirmed: true };
      }
      const range = { column: 'day', from: '2026-01-01T00:00:00.000Z', to: '2026-01-03T00:00:00.000Z' };
      const scope: Scope = kind === 'everything' ? {} : { oneOf: { column: 'shelf', values: [...only] }, range };
      if (kind !== 'one table') yield { kind: 'scanned', stream, scope, confirmed: true };
    }
  }

  *single({ stream, shelf, id, value }: Edit): Generator<Change> {
    if (value === null) yield { kind: 'deletes', stream, keys: [[shelf, id]] };
    else yield { kind: 'rows', stream, rows: [{ shelf, id, value, day }] };
  }
}

async function refresh(sink: Sink, tenant: Tenant, { edits, isScan, scope }: Batch): Promise<void> {
  tenant.apply(edits);
  await sink.beginRefresh();
  const touched =
    scope === 'everything' ? shelves : shelves.filter((shelf) => edits.some((one) => one.shelf === shelf));
  const changes = isScan ? [...tenant.scan(scope, touched)] : edits.flatMap((one) => [...tenant.single(one)]);
  for (const change of changes) await sink.push(change);
  await sink.commit();
}

function sourceOf(tenant: Tenant): Source {
  const never = (): never => {
    throw new Error('not asked for');
  };
  return {
    id: 'tenant',
    check: never,
    plan: never,
    refresher: never,
    subscribe: never,
    discover: async () => ({ streams, unlisted: [] }),
    async *read() {
      yield* tenant.scan('one table', shelves);
      yield { kind: 'complete', streams: names };
    },
    close: async () => {},
  };
}

/** Any number of scans of a scope in one run, and any number of runs of one destination: each finds what is gone. */
export function refreshContract(name: string, start: () => Promise<DestinationHarness>, sequences = 20): void {
  describe(`${name}: scans of one run`, () => {
    test('each batch of changes ends as upstream is', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(runs, fc.boolean(), async (all, hard) => {
          await using harness = await start();
          const tenant = new Tenant();
          const destination = await harness.open(hard);
          for (const [at, { reads, before, batches }] of all.entries()) {
            if (at === 0 || reads) tenant.apply(before);
            await runLive(destination, { tenant, runId: `run${at}`, reads: at === 0 || reads, batches });
          }
          await destination.close();
          for (const stream of names) {
            const found = await harness.texts(stream, ['shelf', 'id', 'value', '_larkstream_deleted_at']);
            const live = found.filter((row) => row.at(-1) === null).map((row) => row.slice(0, -1).join(' '));
            expect(live.sort()).toEqual(tenant.truth(stream));
          }
        }),
        { numRuns: sequences },
      );
    });
  });
}

async function runLive(
  destination: OpenedDestination,
  {
    tenant,
    runId,
    reads,
    batches,
  }: { readonly tenant: Tenant; readonly runId: string; readonly reads: boolean; readonly batches: readonly Batch[] },
): Promise<void> {
  const report = await runSync({
    source: sourceOf(tenant),
    destination,
    planned: streams.map((stream) => ({ stream, mode: 'dedup' })),
    runId,
    clock: {
      now: () => Date.parse('2026-01-05T00:00:00Z'),
      elapsed: () => Date.parse('2026-01-05T00:00:00Z'),
      sleep: async () => {},
    },
    signal: new AbortController().signal,
    reads,
    concurrentWriter: async (sink, ended) => {
      // The upstream of the read stands still while it is read.
      if (reads && !ended.aborted) await new Promise((resolve) => ended.addEventListener('abort', resolve));
      for (const one of batches) await refresh(sink, tenant, one);
    },
  });
  expect(report.outcome).toBe('done');
}
