import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LarkstreamError } from '../../src/model/errors.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import type { Row } from '../../src/model/stream.ts';
import { isObject, type JsonValue } from '../../src/util/json.ts';
import { JsonText } from '../../src/util/json-text.ts';
import { attempts, play } from './any-sequence.ts';
import {
  children,
  column,
  type DestinationHarness,
  none,
  parts,
  report,
  rows,
  things,
  useDestination,
} from './destination-fixture.ts';
import { streamReport } from './stream-report.ts';

/** What every destination must do, whatever it is made of; `sequences` of changes and interruptions are tried. */
export function destinationContract(
  name: string,
  start: () => Promise<DestinationHarness>,
  sequences: number = Number(process.env.SEQUENCES ?? 8),
): void {
  describe(name, () => {
    const { harness, open, end, held, live, states } = useDestination(start);

    describe('dedup', () => {
      test('updates by key, keeps the last of equal keys, and stores every type', async () => {
        const first = await open('run1');
        await first.write(rows('things', { id: 'a', place: 'x', count: 1 }, { id: 'b', place: 'x', count: 2 }));
        const before = await first.commit(none);
        await first.write(
          rows(
            'things',
            { id: 'b', place: 'y', count: 3 },
            {
              id: 'b',
              place: "z\t\\N 'q'\r\n\\.",
              count: '9007199254740993',
              share: 0.5,
              seen_at: '2026-03-01T04:05:06.789Z',
              day: '2026-03-01',
              open: false,
              extra: { 名: ["o'k\\n", null, '"', '\n'] },
            },
          ),
        );
        const counts = await first.commit(new Map([['base/t', { page: 1 }]]));
        await end(first);

        expect(before.inserted.get('things')).toBe(2);
        expect(counts.updated.get('things')).toBe(1);
        expect(counts.inserted.size).toBe(0);
        expect(
          await held(things, 'id', 'place', 'count', 'share', 'seen_at', 'day', 'open', 'extra', '_larkstream_run_id'),
        ).toEqual([
          ['a', 'x', '1', null, null, null, null, null, 'run1'],
          [
            'b',
            "z\t\\N 'q'\r\n\\.",
            '9007199254740993',
            0.5,
            '2026-03-01T04:05:06.789Z',
            '2026-03-01',
            false,
            { 名: ["o'k\\n", null, '"', '\n'] },
            'run1',
          ],
        ]);
        expect(await states()).toEqual({ 'base/t': { page: 1 } });
      });

      test('rows that are as they were are not written, and do not count as gone', async () => {
        const first = await open('run1');
        await first.write(
          rows('things', { id: 'a', extra: { url: 'x?signed=1' }, revision: 1 }, { id: 'b', place: 'x' }, { id: 'c' }),
        );
        await first.write(children(['a'], ['a', '1', 'p'], ['a', '2', 'q']));
        await first.commit(none);
        await end(first);

        const second = await open('run2');
        await second.write(
          rows('things', { id: 'a', extra: { url: 'x?signed=2' }, revision: 2 }, { id: 'b', place: 'y' }, { id: 'd' }),
        );
        await second.write(children(['a'], ['a', '1', 'p'], ['a', '3', 'r']));
        const scan = { kind: 'scanned', stream: 'things', scope: {} } as const;
        expect(await second.measure(scan)).toEqual({ live: 4, missing: 1 });
        await second.sweep(scan);
        const counts = await second.commit(none);
        await end(second);

        const of = (stream: string) =>
          [counts.inserted, counts.updated, counts.unchanged, counts.deleted].map((map) => map.get(stream) ?? 0);
        expect(of('things')).toEqual([1, 1, 1, 1]);
        expect(of('parts')).toEqual([1, 0, 1, 1]);
        expect(await held(things, 'id', 'place', 'extra', '_larkstream_run_id')).toEqual([
          ['a', null, { url: 'x?signed=1' }, 'run1'],
          ['b', 'y', null, 'run2'],
          ['c', null, null, 'run1'],
          ['d', null, null, 'run2'],
        ]);
        expect(await live()).toEqual(['a', 'b', 'd']);
        expect(await held(parts, 'part_id', 'name', '_larkstream_run_id')).toEqual([
          ['1', 'p', 'run1'],
          ['3', 'r', 'run2'],
        ]);
      });

      test('a value that does not fit becomes null and is counted', async () => {
        const destination = await open('run1');
        await destination.write(rows('things', { id: 'a', count: 1.5, seen_at: 'soon', open: 'yes', share: 'NaN' }));
        const { unfit } = await destination.commit(none);
        await end(destination);

        const expected = { 'things.count': 1, 'things.seen_at': 1, 'things.open': 1, 'things.share': 1 };
        expect(Object.fromEntries(unfit)).toEqual(expected);
      });

      test('text that nobody parsed is stored as it came, and only when it is JSON', async () => {
        const destination = await open('run1');
        await destination.write(
          rows(
            'things',
            { id: 'a', extra: new JsonText('{ "b":[1, 2.50], "c":"\\ud83d\\ude00" }') },
            { id: 'b', extra: new JsonText('{"b":') },
            { id: 'c', extra: new JsonText('"x"') },
            { id: 'd', extra: new JsonText(String.raw`["\\ud800", "\ud83d\ude00", "\uDC00\ud83d"]`) },
            { id: 'e', extra: ['\ud800'] },
          ),
        );
        const { unfit } = await destination.commit(none);
        await end(destination);

        expect(Object.fromEntries(unfit)).toEqual({ 'things.extra': 1 });
        expect(await held(things, 'id', 'extra')).toEqual([
          ['a', { b: [1, 2.5], c: '😀' }],
          ['b', null],
          ['c', 'x'],
          ['d', [String.raw`\ud800`, '😀', '\ufffd\ufffd']],
          ['e', ['\ufffd']],
        ]);
      });

      test('children of a parent are replaced as a whole, also twice between two commits', async () => {
        const destination = await open('run1');
        await destination.write(children(['a', 'b'], ['a', '1', 'old'], ['a', '2', 'old'], ['b', '1', 'old']));
        await destination.write(children(['a'], ['a', '2', 'mid'], ['a', '3', 'mid']));
        await destination.write(children(['a'], ['a', '3', 'new']));
        await destination.commit(none);
        await destination.write(children(['b']));
        await destination.commit(none);
        await end(destination);

        expect(await held(parts, 'thing_id', 'part_id', 'name')).toEqual([['a', '3', 'new']]);
      });

      test('columns that rows do not speak of keep what they held, until rows speak of them again', async () => {
        const [told, untold] = [true, false];
        let runs = 0;
        /** One run that brings these, one after the other; then what is held of thing a and of its parts. */
        const run = async (...brought: [number, string | null, boolean][]): Promise<JsonValue[][]> => {
          const destination = await open(`run${++runs}`);
          for (const [count, place, isTold] of brought) {
            await destination.write({ ...rows('things', { id: 'a', count, place }), silent: isTold ? [] : ['place'] });
            const part = (id: string): Row => ({ thing_id: 'a', part_id: id, name: place });
            const both = rows('parts', part('1'), part(`${count + 2}`));
            await destination.write({ ...both, parents: [['a']], silent: isTold ? [] : ['name'] });
          }
          await destination.commit(none);
          await end(destination);
          return [...(await held(things, 'count', 'place')), ...(await held(parts, 'part_id', 'name'))];
        };

        expect(await run([0, 'x', told])).toEqual([
          ['0', 'x'],
          ['1', 'x'],
          ['2', 'x'],
        ]);
        for (const count of [1, 1, 2]) {
          expect(await run([count, null, untold])).toEqual([
            [`${count}`, 'x'],
            ['1', 'x'],
            [`${count + 2}`, null],
          ]);
        }
        expect(await run([3, null, untold], [4, 'y', told], [5, null, untold])).toEqual([
          ['5', 'y'],
          ['1', 'y'],
          ['7', null],
        ]);
        // What is said to be empty is empty, though the values that came are those of before.
        expect(await run([5, null, told])).toEqual([
          ['5', null],
          ['1', null],
          ['7', null],
        ]);
      });

      test('a key deleted and delivered again between two commits ends as the last of the two', async () => {
        const destination = await open('run1');
        await destination.write(rows('things', { id: 'a' }, { id: 'b' }));
        await destination.write({ kind: 'deletes', stream: 'things', keys: [['a'], ['b']] });
        await destination.write(rows('things', { id: 'b' }));
        await destination.commit(none);
        await end(destination);

        expect(await live()).toEqual(['b']);
      });

      test('a scan marks what the scope holds and the run did not deliver, and a return revives it', async () => {
        const first = await open('run1');
        await first.write(rows('things', { id: 'a', place: 'x' }, { id: 'b', place: 'x' }, { id: 'c', place: 'y' }));
        await first.commit(none);
        await end(first);
        const second = await open('run2');
        await second.write(rows('things', { id: 'a', place: 'x' }));
        const scan = { kind: 'scanned', stream: 'things', scope: { equals: { place: 'x' } } } as const;

        expect(await second.measure(scan)).toEqual({ live: 2, missing: 1 });
        await second.sweep(scan);
        const { deleted } = await second.commit(none);
        await end(second);

        expect(deleted.get('things')).toBe(1);
        expect(await live()).toEqual(['a', 'c']);
        const third = await open('run3');
        await third.write(rows('things', { id: 'b', place: 'x' }));
        await third.commit(none);
        await end(third);
        expect(await live()).toEqual(['a', 'b', 'c']);
      });

      test('says what is missing, and keeps what is there after all', async () => {
        const first = await open('run1');
        await first.write(rows('things', ...['a', 'b', 'c', 'd', 'e'].map((id): Row => ({ id, place: 'x' }))));
        await first.write(children(['a'], ['a', '1', 'p'], ['a', '2', 'q']));
        await first.commit(none);
        await end(first);
        const second = await open('run2');
        await second.write(rows('things', { id: 'a', place: 'x' }));
        const scan = { kind: 'scanned', stream: 'things', scope: { equals: { place: 'x' } } } as const;
        const missing = await second.missingKeys(scan, { limit: 10 });
        expect(missing.toSorted()).toEqual([['b'], ['c'], ['d'], ['e']]);
        const some = await second.missingKeys(scan, { limit: 3 });
        expect([...some, ...(await second.missingKeys(scan, { limit: 3, after: some.at(-1) }))].toSorted()).toEqual(
          missing.toSorted(),
        );
        expect(some).toHaveLength(3);
        await second.markPresent('things', [['b'], ['c']]);
        await second.markPresent('parts', [['a', '2']]);
        await second.write(rows('things', { id: 'd', place: 'x' }));
        expect(await second.measure(scan)).toEqual({ live: 5, missing: 1 });
        await second.sweep(scan);
        await second.sweep({ kind: 'scanned', stream: 'parts', scope: {} });
        await second.commit(none);
        await end(second);

        expect(await live()).toEqual(['a', 'b', 'c', 'd']);
        const kept = await harness().texts('parts', ['part_id', '_larkstream_deleted_at']);
        expect(kept.filter(([, deletedAt]) => deletedAt === null)).toEqual([['2', null]]);
      });

      test('tells what of that which is there is not held: what never was, and what was marked deleted', async () => {
        const first = await open('run1');
        await first.write(rows('things', ...['a', 'b', 'c', 'd'].map((id): Row => ({ id, place: 'x' }))));
        await first.write({ kind: 'deletes', stream: 'things', keys: [['d']] });
        await first.commit(none);
        await end(first);
        const second = await open('run2');
        const scan = { kind: 'scanned', stream: 'things', scope: {} } as const;
        expect(await second.unheldKeys(scan)).toEqual([]);
        await second.write(rows('things', { id: 'new', place: 'x' }));
        for (const ids of [['a', 'b', 'd'], ['a', 'e', 'f', 'new'], []])
          await second.markPresent(
            'things',
            ids.map((id) => [id]),
          );
        expect((await second.unheldKeys(scan)).toSorted()).toEqual([['d'], ['e'], ['f']]);
        await second.commit(none);
        await second.write(rows('things', { id: 'd', place: 'x' }, { id: 'e', place: 'x' }));
        expect(await second.unheldKeys(scan)).toEqual([['f']]);
        expect(await second.measure(scan)).toEqual({ live: 6, missing: 1 });
        await second.sweep(scan);
        await second.commit(none);
        await end(second);
        expect(await live()).toEqual(['a', 'b', 'd', 'e', 'new']);

        // Of the run before nothing counts as there.
        const third = await open('run3');
        await third.markPresent('parts', [
          ['a', '1'],
          ['b', '1'],
        ]);
        const ofParts = { kind: 'scanned', stream: 'parts', scope: { equals: { thing_id: 'a' } } } as const;
        expect(await third.unheldKeys(ofParts)).toEqual([['a', '1']]);
        expect(await third.unheldKeys(scan)).toEqual([]);
        expect(await third.measure(scan)).toEqual({ live: 5, missing: 5 });
        await third.rollback();
        await end(third);
      });

      test('of a refresh, tells only what that one has met: what was there before may be gone', async () => {
        const session = await open('run1');
        const scan = { kind: 'scanned', stream: 'things', scope: {}, within: 'refresh' } as const;
        await session.beginRefresh();
        await session.write(rows('things', ...['a', 'b'].map((id): Row => ({ id, place: 'x' }))));
        await session.markPresent('things', [['c']]);
        expect(await session.unheldKeys(scan)).toEqual([['c']]);
        await session.write({ kind: 'deletes', stream: 'things', keys: [['b']] });
        await session.commit(none);
        await session.beginRefresh();
        await session.markPresent('things', [['a'], ['d']]);
        expect(await session.unheldKeys(scan)).toEqual([['d']]);
        await session.rollback();
        await end(session);
      });

      test('hard deletes remove what is gone', async () => {
        const first = await open('run1', { hard: true });
        await first.write(rows('things', { id: 'a' }, { id: 'b' }, { id: 'c' }));
        await first.commit(none);
        await end(first);
        const second = await open('run2', { hard: true });
        await second.write(rows('things', { id: 'a' }));
        await second.write({ kind: 'deletes', stream: 'things', keys: [['b'], ['never']] });
        await second.sweep({ kind: 'scanned', stream: 'things', scope: {} });
        const { deleted } = await second.commit(none);
        await end(second);

        expect(deleted.get('things')).toBe(2);
        expect(await held(things, 'id')).toEqual([['a']]);
      });

      test('scopes by set and by half-open range', async () => {
        const first = await open('run1');
        const at = (id: string, place: string, day: string): Row => ({
          id,
          place,
          seen_at: `2026-01-0${day}T00:00:00Z`,
        });
        await first.write(rows('things', at('a', 'x', '1'), at('b', 'x', '2'), at('c', 'y', '1'), at('d', 'z', '1')));
        await first.commit(none);
        await end(first);
        const second = await open('run2');
        const scope = {
          oneOf: { column: 'place', values: ['x', 'y'] },
          range: { column: 'seen_at', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
        };
        await second.sweep({ kind: 'scanned', stream: 'things', scope });
        await second.commit(none);
        await end(second);

        expect(await live()).toEqual(['b', 'd']);
      });

      test('thousands of rows in several batches, some of them twice', async () => {
        const many = 40_000;
        const all = (from: number, to: number, place: string): Row[] =>
          Array.from({ length: to - from }, (_, at) => ({ id: `id${from + at}`, place, extra: { n: from + at } }));
        const first = await open('run1');
        for (let at = 0; at < many; at += 500) await first.write(rows('things', ...all(at, at + 500, 'x')));
        await first.write(rows('things', ...all(100, 200, 'again')));
        const before = await first.commit(none);
        await end(first);
        expect(before.inserted.get('things')).toBe(many);
        // Whether the later of equal keys came in the same batch is the destination's business.
        expect(before.updated.get('things') ?? 0).toBeLessThanOrEqual(100);

        const second = await open('run2');
        for (let at = 0; at < many; at += 500)
          await second.write(rows('things', ...all(at, at + 500, at < 500 ? 'new' : 'x')));
        const scan = { kind: 'scanned', stream: 'things', scope: {} } as const;
        expect(await second.measure(scan)).toEqual({ live: many, missing: 0 });
        const counts = await second.commit(none);
        await end(second);
        expect(counts.updated.get('things')).toBe(500);
        expect(counts.unchanged.get('things')).toBe(many - 500);
        expect(await live()).toHaveLength(many);
      });

      test('what was not committed is not there after the next opening, and state goes with its rows', async () => {
        const first = await open('run1');
        await first.write(rows('things', { id: 'a' }));
        await first.commit(new Map([['base/t', 1]]));
        await first.write(rows('things', { id: 'b' }));
        await end(first);

        expect(await held(things, 'id')).toEqual([['a']]);
        const second = await open('run2');
        await second.commit(new Map([['base/t', null]]));
        await end(second);
        expect(await states()).toEqual({});
      });

      test('a state that was saved is found whatever is written meanwhile, and never an older one again', async () => {
        const first = await open('run1');
        await first.commit(new Map([['base/t', 0]]));
        let isWriting = true;
        const write = async (): Promise<void> => {
          for (let round = 1; round <= 40; round++) {
            await first.write(rows('things', { id: `${round}` }));
            await first.commit(new Map([['base/t', round]]));
          }
        };
        const read = async (): Promise<void> => {
          for (let newest = 0; isWriting; ) {
            const found = Number((await first.state.load('tenant')).get('base/t'));
            expect(found).toBeGreaterThanOrEqual(newest);
            newest = found;
          }
        };
        const writing = write().finally(() => {
          isWriting = false;
        });
        await Promise.all([writing, read(), read()]);
        await end(first);
      });

      test('closing waits for a state that is being read', async () => {
        const first = await open('run1');
        await first.commit(new Map([['base/t', 1]]));
        const reading = first.state.load('tenant').catch((thrown: unknown) => thrown);
        await first.close();
        const found = await reading;
        if (!(found instanceof LarkstreamError)) expect(found).toEqual(new Map([['base/t', 1]]));
      });

      test('new columns appear, old ones stay, a column of another type is cast or null', async () => {
        const old = { ...things, columns: [column('id'), column('count'), column('gone')] };
        const first = await open('run1', { streams: [old] });
        await first.write(rows('things', { id: 'a', count: 'many', gone: 'kept' }));
        await first.commit(none);
        await end(first);
        const second = await open('run2', { streams: [things] });
        await second.write(rows('things', { id: 'b', count: 7, place: 'x' }));
        await second.commit(none);
        await end(second);

        expect(await held(old, 'id', 'count', 'gone', 'place')).toEqual([
          ['a', 'many', 'kept', null],
          ['b', '7', null, 'x'],
        ]);
      });
    });

    test('a column that the stream no longer has keeps what it held, also in rows that change', async () => {
      const old = { ...things, columns: [...things.columns, column('former'), column('former_json', 'json')] };
      const first = await open('run1', { streams: [old] });
      const held1 = (id: string): Row => ({ id, place: 'x', former: `was ${id}`, former_json: [id] });
      await first.write(rows('things', held1('a'), held1('b'), held1('c')));
      await first.commit(none);
      await end(first);
      const second = await open('run2', { streams: [things] });
      await second.write(rows('things', { id: 'a', place: 'y' }, { id: 'd', place: 'y' }));
      await second.write(rows('things', { id: 'a', place: 'z' }));
      await second.commit(none);
      await end(second);

      expect(await held(old, 'id', 'place', 'former', 'former_json')).toEqual([
        ['a', 'z', 'was a', ['a']],
        ['b', 'x', 'was b', ['b']],
        ['c', 'x', 'was c', ['c']],
        ['d', 'y', null, null],
      ]);
    });

    test('any sequence of changes and of interrupted runs ends as upstream is', { timeout: 600_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(attempts, fc.boolean(), async (all, hard) => {
          await using place = await start();
          const { truth, last } = await play({
            attempts: all,
            streams: [things, parts],
            mode: 'dedup',
            open: () => place.open(hard),
          });
          const alive = async (table: string, ...columns: string[]): Promise<string[]> => {
            const found = await place.texts(table, [...columns, '_larkstream_deleted_at']);
            return found
              .filter((row) => row.at(-1) === null)
              .map((row) => row.slice(0, -1).join(' '))
              .sort();
          };
          const { outcome, error } = last;
          expect({ outcome, error }).toEqual({ outcome: 'done', error: undefined });
          expect(await alive('things', 'id', 'count')).toEqual(truth.things.map((pair) => pair.join(' ')).sort());
          expect(await alive('parts', 'thing_id', 'part_id')).toEqual(truth.parts.map((pair) => pair.join(' ')).sort());
        }),
        { numRuns: sequences },
      );
    });

    describe.each(['overwrite', 'append'] as const)('%s', (mode) => {
      test('is invisible before it is published, and an interrupted one leaves nothing', async () => {
        const first = await open('run1', { streams: [things], mode });
        await first.write(rows('things', { id: 'a' }));
        await first.publish(['things'], new Map([['base/t', 1]]));
        await end(first);
        const interrupted = await open('run2', { streams: [things], mode });
        await interrupted.write(rows('things', { id: 'x' }));
        await interrupted.commit(none);
        await interrupted.close();
        const second = await open('run3', { streams: [things], mode });
        await second.write(rows('things', { id: 'a' }, { id: 'b' }));
        await second.publish(['things'], new Map([['base/t', 3]]));
        await end(second);

        const expected = mode === 'append' ? [['a'], ['a'], ['b']] : [['a'], ['b']];
        expect(await held(things, 'id')).toEqual(expected);
        expect(await states()).toEqual({ 'base/t': 3 });
        expect((await harness().tables()).filter((table) => table.startsWith('_larkstream_new'))).toEqual([]);
      });
    });

    test('a table that is built anew keeps the columns that its rows do not speak of', async () => {
      const mode = 'overwrite';
      const publish = async (run: string, silent: readonly string[], ...some: Row[]): Promise<void> => {
        const destination = await open(run, { streams: [things], mode });
        await destination.write({ ...rows('things', ...some), silent });
        await destination.publish(['things'], none);
        await end(destination);
      };
      await publish('run1', [], { id: 'a', place: 'x' }, { id: 'b', place: 'y' });
      await publish('run2', ['place'], { id: 'a', place: null, count: 2 }, { id: 'c', place: null });
      expect(await held(things, 'id', 'place', 'count')).toEqual([
        ['a', 'x', '2'],
        ['c', null, null],
      ]);
      await publish('run3', [], { id: 'a', place: null });
      expect(await held(things, 'id', 'place')).toEqual([['a', null]]);
    });

    test('a table of that name that is not ours is refused and left alone', async () => {
      await harness().foreignTable('things');
      await expect(open('run1')).rejects.toMatchObject({ code: 'destination.table.incompatible' });
    });

    test('behind the newest runs stands the last one that read all of a stream which none of these did', async () => {
      const destination = await open('run0');
      const at = (run: number): string => new Date(Date.UTC(2026, 0, 1, 0, run)).toISOString();
      const save = async (run: number, streams: RunReport['streams'], more: Partial<RunReport> = {}): Promise<void> => {
        const times = { startedAt: at(run), finishedAt: at(run) };
        await destination.runs.save({ ...report(`run${run}`), ...times, streams, ...more });
      };
      const [whole, part] = [streamReport('things', 'complete'), streamReport('things', 'partial')];
      await save(0, [whole]);
      await save(1, [whole, streamReport('parts', 'complete')]);
      await save(2, [part]);
      await save(3, [whole], { isLive: true });
      for (let run = 4; run < 8; run++) await save(run, [streamReport('parts', 'complete')]);
      await end(destination);
      const again = await harness().open(false);
      const { runs } = await again.runs.load(3);
      await again.close();
      expect(runs.map((run) => (isObject(run) ? run.runId : run))).toEqual(['run7', 'run6', 'run5', 'run1']);
    });

    test('a report that is saved again, alone or after a newer one, is there once', async () => {
      const destination = await open('run1');
      const second = { ...report('run2'), startedAt: '2026-01-02T00:00:00.000Z' };
      for (const one of [report('run1'), report('run1'), second, report('run1'), second])
        await destination.runs.save(one);
      await end(destination);
      const again = await harness().open(false);
      const { runs } = await again.runs.load(10);
      await again.close();
      expect(runs).toEqual([second, report('run1')]);
    });

    test('reset drops a stream and forgets its slices; runs are remembered', async () => {
      const first = await open('run1');
      await first.write(rows('things', { id: 'a' }));
      await first.write(children(['a'], ['a', '1', 'p']));
      await first.commit(
        new Map([
          ['base/t', 1],
          ['base/u', 2],
        ]),
      );
      await first.runs.save(report('run1'));
      await end(first);
      const again = await harness().open(false);
      await again.state.reset('tenant', [things], ['base/t']);
      expect((await again.runs.load(5)).runs).toMatchObject([{ runId: 'run1', outcome: 'done' }]);
      await again.close();

      expect(await states()).toEqual({ 'base/u': 2 });
      expect(await harness().tables()).not.toContain('things');
      expect(await harness().tables()).toContain('parts');
    });
  });
}
