import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import type { OpenedDestination } from '../../src/model/destination.ts';
import { ConfigError, TransientError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import type { Source } from '../../src/model/source.ts';
import type { ModuleName, Stream } from '../../src/model/stream.ts';
import type { WriteMode } from '../../src/model/write-mode.ts';
import { runSync } from '../../src/sync/run.ts';
import type { DestinationHarness } from './destination-fixture.ts';

const text = (name: string) => ({ name, type: 'string', description: untranslated(name) }) as const;
const streamOf = (name: string, module: ModuleName): Stream => ({
  name,
  title: untranslated(name),
  description: untranslated(name),
  module,
  columns: [text('id')],
  primaryKey: ['id'],
});
const streams = [streamOf('things', 'base'), streamOf('people', 'contact')];
const rowsOfEach = 3;

/** Every way in which a run can end. */
const ways = [
  'by itself',
  'one stream incomplete',
  'the source gives up without a word',
  'the source fails',
  'the secret is wrong',
  'a stop',
  'begin fails',
  'a commit fails',
  'finish fails',
] as const;

interface Ending {
  readonly way: (typeof ways)[number];
  /** Changes before it. */
  readonly after: number;
  readonly mode: WriteMode;
  readonly msPerLook: number;
}

const endings: fc.Arbitrary<Ending> = fc.record({
  way: fc.constantFrom(...ways),
  after: fc.nat(2 * rowsOfEach + 2),
  mode: fc.constantFrom('dedup', 'overwrite'),
  msPerLook: fc.constantFrom(0, 1_500, 4_000),
});

const auditedEarlier: Change = {
  kind: 'audited',
  streams: ['people'],
  asOf: Date.parse('2025-12-31T12:00:00Z'),
  withinMs: 24 * 3_600_000,
};

/** One stream after the other: its rows, its state, its end. */
function changes(): Change[] {
  return streams.flatMap(({ name, module }): Change[] => [
    ...Array.from(
      { length: rowsOfEach },
      (_, at): Change => ({ kind: 'rows', stream: name, rows: [{ id: String(at) }] }),
    ),
    { kind: 'state', module, slice: 'all', state: 1 },
    ...(name === 'people' ? [auditedEarlier] : []),
    { kind: 'complete', streams: [name] },
  ]);
}

const refused = new ConfigError({ code: 'lark.credentials.rejected', message: untranslated('wrong secret') });

function sourceOf({ way, after }: Ending, stop: AbortController): Source {
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
    async *read({ signal }) {
      if (way === 'the secret is wrong') throw refused;
      for (const [at, change] of changes().entries()) {
        if (at === after) {
          if (way === 'the source fails') throw refused;
          if (way === 'the source gives up without a word') return;
          if (way === 'a stop') stop.abort();
          if (way === 'one stream incomplete') yield { kind: 'incomplete', streams: ['people'], error: refused };
        }
        signal.throwIfAborted();
        yield change;
      }
    },
    close: async () => {},
  };
}

const broken = new TransientError({ code: 'destination.write.failed', message: untranslated('It is gone') });

function breaking(destination: OpenedDestination, { way, after }: Ending): OpenedDestination {
  const method = { 'begin fails': 'begin', 'a commit fails': 'commit', 'finish fails': 'finish' }[String(way)];
  let calls = 0;
  return new Proxy(destination, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...values: unknown[]): unknown => {
        const fails = name === method && (name !== 'commit' || calls++ >= after % 3);
        return fails ? Promise.reject(broken) : Reflect.apply(value, target, values);
      };
    },
  });
}

async function run(
  harness: DestinationHarness,
  ending: Ending,
  begunMs = Date.parse('2026-01-01T00:00:00Z'),
): Promise<RunReport> {
  const destination = await harness.open(false);
  const stop = new AbortController();
  let nowMs = begunMs;
  try {
    return await runSync({
      source: sourceOf(ending, stop),
      destination: breaking(destination, ending),
      planned: streams.map((stream) => ({ stream, mode: ending.mode })),
      runId: 'run1',
      clock: {
        now: () => (nowMs += ending.msPerLook),
        elapsed: () => (nowMs += ending.msPerLook),
        sleep: async () => {},
      },
      signal: stop.signal,
    });
  } finally {
    await destination.close();
  }
}

/** A database shows instants in its own way, in UTC. */
function asInstants([stream, ...times]: readonly (string | null)[]): (string | null | undefined)[] {
  const toInstant = (time: string): string =>
    new Date(time.includes('T') ? time : `${time.slice(0, 23).replace(/\+.*/, '').replace(' ', 'T')}Z`).toISOString();
  return [stream, ...times.map((time) => (time === null ? null : toInstant(time)))];
}

/** What a run says of its streams is true, however it ends. */
export function endingContract(name: string, start: () => Promise<DestinationHarness>, sequences: number): void {
  describe(`${name}: how a run ends`, () => {
    async function check(ending: Ending): Promise<RunReport> {
      await using harness = await start();
      const report = await run(harness, ending);
      const tables = await harness.tables();
      for (const { stream, outcome } of report.streams) {
        const seen = tables.includes(stream) ? (await harness.texts(stream, ['id'])).flat().sort() : [];
        if (outcome === 'complete') expect(seen).toEqual(['0', '1', '2']);
        if (outcome === 'not_read') expect(seen).toEqual([]);
        if (seen.length === 0) expect(outcome).not.toBe('complete');
      }
      const kept = ending.way === 'begin fails' ? [] : await harness.freshness();
      const told = report.streams.flatMap(({ stream, outcome, changesAsOf, auditedAsOf }) =>
        outcome === 'complete' ? [[stream, changesAsOf, auditedAsOf]] : [],
      );
      // Where only the end fails, that of the store is not known to have failed.
      if (ending.way !== 'finish fails') expect(kept.map(asInstants).sort()).toEqual(told.sort());
      const isDone = report.streams.every(({ outcome }) => outcome === 'complete') && report.error === undefined;
      expect(report.outcome === 'done').toBe(isDone);
      return report;
    }

    test('a stream is complete only where all of it was read and can be seen', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(endings, async (ending) => {
          await check(ending);
        }),
        { numRuns: sequences },
      );
    });

    const all = 2 * rowsOfEach + 4;
    const dedup = { mode: 'dedup', msPerLook: 0, after: all } as const;
    test.each([
      ['by itself', all, ['complete', 'complete']],
      ['one stream incomplete', all - 1, ['complete', 'partial']],
      ['the source gives up without a word', all - 1, ['complete', 'partial']],
      ['the secret is wrong', all, ['not_read', 'not_read']],
      ['the source fails', 1, ['partial', 'not_read']],
      ['a stop', 1, ['partial', 'not_read']],
      ['begin fails', all, ['not_read', 'not_read']],
      ['a commit fails', 0, ['not_read', 'not_read']],
    ] as const)('%s', async (way, after, outcomes) => {
      const report = await check({ ...dedup, way, after });
      expect(report.streams.map(({ outcome }) => outcome)).toEqual(outcomes);
    });

    test('how new rows are is kept beside them, and neither raised nor lost by a run that is broken off', async () => {
      await using harness = await start();
      const startedAt = '2026-01-01T00:00:00.000Z';
      await run(harness, { ...dedup, way: 'by itself' });
      const whole = [
        ['people', startedAt, '2025-12-31T12:00:00.000Z'],
        ['things', startedAt, startedAt],
      ];
      expect((await harness.freshness()).map(asInstants).sort()).toEqual(whole);
      await run(harness, { ...dedup, way: 'a stop', after: 1 }, Date.parse('2026-01-02T00:00:00Z'));
      expect((await harness.freshness()).map(asInstants).sort()).toEqual(whole);
    });

    test('a run that crashed has saved nothing, and claims nothing', async () => {
      await using harness = await start();
      const first = await harness.open(false);
      await first.begin({
        sourceId: 'tenant',
        runId: 'run1',
        startedAt: '2026-01-01T00:00:00.000Z',
        streams: streams.map((stream) => ({ stream, mode: 'dedup' })),
      });
      await first.write({ kind: 'rows', stream: 'things', rows: [{ id: '0' }] });
      await first.commit(new Map([['base/all', 1]]));
      await first.close();
      const second = await harness.open(false);
      expect((await second.runs.load(10)).runs).toEqual([]);
      await second.close();
    });
  });
}
