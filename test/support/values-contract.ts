import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OpenedDestination } from '../../src/model/destination.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Column, Row, Stream } from '../../src/model/stream.ts';
import type { JsonValue } from '../../src/util/json.ts';
import { JsonText } from '../../src/util/json-text.ts';
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

/** By column of `things`: values, and whether they fit. */
const fitting: readonly (readonly [string, readonly (readonly [JsonValue, boolean])[]])[] = [
  ['place', ['', 'x', '\u0000', 1, true, { a: 1 }].map((value) => [value, true])],
  ['count', [0, -1, '7', '-9223372036854775808', '9223372036854775807'].map((value) => [value, true])],
  ['count', ['9223372036854775808', 1.5, '1.5', '1e3', 2 ** 60, '', 'x', true, [1]].map((value) => [value, false])],
  ['share', [0, -0.5, 1e308, -1e308, 5e-324, '0.1', '1e3', '12345678901234567890.5'].map((value) => [value, true])],
  ['share', ['1e999', '-1e999', 'NaN', 'Infinity', '', ' ', 'x', false, {}].map((value) => [value, false])],
  ['open', [true, false].map((value) => [value, true])],
  ['open', ['true', 0, 1, '', []].map((value) => [value, false])],
  [
    'seen_at',
    [
      ...['1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2028-02-29T12:00:00.123456Z'],
      '2026-01-01T08:00:00+08:00',
    ].map((value) => [value, true]),
  ],
  [
    'seen_at',
    [
      ...['2026-13-45T99:99:99Z', '2026-02-30T00:00:00Z', '2027-02-29T00:00:00Z', '2026-04-31T00:00:00Z'],
      ...['2026-01-01T24:00:00Z', '2026-01-01T00:00:60Z', '0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z'],
      ...['0001-01-01T00:00:00+14:00', '2026-01-01T00:00:00', '2026-01-01 00:00:00', '2026/01/01', 'soon', '', '0'],
      ...[0, -1e308, true],
    ].map((value) => [value, false]),
  ],
  [
    'day',
    ['2026-01-31', '2028-02-29', '0001-01-01', '9999-12-31', '2026-01-01T23:00:00Z'].map((value) => [value, true]),
  ],
  [
    'day',
    ['2026-02-30', '2026-13-01', '2026-00-10', '0000-01-01', 'today', '', 20260101].map((value) => [value, false]),
  ],
  ['extra', [0, 'x', '', true, [], {}, [null]].map((value) => [value, true])],
];

/** Any number that JSON may hold. */
const digits = (least: number, most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most });
const jsonNumber = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits(1, 60).map((text) => text.replace(/^0+(?=\d)/, '')),
    fc.option(digits(1, 60), { nil: '' }),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-', 'E-'), fc.nat(400)), { nil: null }),
  )
  .map(([sign, whole, fraction, exponent]) => {
    return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${exponent === null ? '' : exponent.join('')}`;
  });

/** The same text for numbers that are equal. */
function plainNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const shown = all.replace(/0+$/, '');
  if (shown === '') return '0';
  return `${sign}${shown}e${Number(exponent) - fraction.length + (all.length - shown.length)}`;
}

/** What becomes of values, names and texts that come from upstream, in every destination. */
export function valuesContract(name: string, start: () => Promise<DestinationHarness>): void {
  describe(`values: ${name}`, () => {
    const { harness, open, end, held, live } = useDestination(start);

    test('of every type: what does not fit is null and counted, everything else is there', async () => {
      const destination = await open('run1');
      const cases = fitting.flatMap(([name, all]) => all.map(([value, fits]) => ({ name, value, fits })));
      const list = cases.map(({ name, value }, at): Row => ({ id: String(at), [name]: value }));
      await destination.write(rows('things', ...list));
      const { unfit } = await destination.commit(none);
      await end(destination);

      const columns = fitting.map(([name]) => name);
      const all = await harness().texts('things', ['id', ...columns]);
      const there = new Map(all.map(([id, ...texts]) => [Number(id), texts]));
      const isNull = cases.map(({ name }, at) => (there.get(at) ?? [])[columns.indexOf(name)] === null);
      expect(isNull).toEqual(cases.map(({ fits }) => !fits));
      const expected = columns.map((name) => [
        `things.${name}`,
        cases.filter((one) => one.name === name && !one.fits).length,
      ]);
      expect(Object.fromEntries(unfit)).toEqual(Object.fromEntries(expected.filter(([, count]) => count !== 0)));
    });

    test('what does not fit a column that has another type there is counted too', async () => {
      const old = { ...things, columns: [column('id'), column('place', 'integer')] };
      await end(await open('run1', { streams: [old] }));
      const second = await open('run2', { streams: [things] });
      await second.write(rows('things', { id: 'a', place: 'many' }, { id: 'b', place: '7' }, { id: 'c' }));
      const { unfit } = await second.commit(none);
      await end(second);

      expect(Object.fromEntries(unfit)).toEqual({ 'things.place': 1 });
      expect(await held(old, 'id', 'place')).toEqual([
        ['a', null],
        ['b', '7'],
        ['c', null],
      ]);
    });

    test('numbers in nested values are what they were, however long', async () => {
      const destination = await open('run1');
      const seeds = fc.sample(jsonNumber, { numRuns: 200, seed: 11 });
      const numbers = [...seeds, '1e131071', '-1e-16383', '18446744073709551616', '-0', '0e5', '1E+2', '1.10'];
      const tooMuch = ['1e131072', '1e-16384', '1e999999999'];
      const list = [...numbers, ...tooMuch].map((text, at): Row => {
        return { id: String(at), extra: new JsonText(`{"n":[${text},"${text}"]}`) };
      });
      await destination.write(rows('things', ...list));
      const { unfit } = await destination.commit(none);
      await end(destination);

      const texts = await harness().texts('things', ['id', 'extra']);
      const there = new Map(texts.map(([id, text]) => [Number(id), /\[(.*?),/.exec(text ?? '')?.[1]]));
      for (const [at, text] of numbers.entries()) {
        // A database of exact numbers writes them out; one of texts has them as they came.
        if (there.get(at) !== text) expect(plainNumber(there.get(at) ?? ''), text).toBe(plainNumber(text));
      }
      const lost = tooMuch.filter((_, at) => there.get(numbers.length + at) === undefined);
      expect(unfit.get('things.extra') ?? 0).toBe(lost.length);
      if (harness().keepsText) {
        expect(lost).toEqual([]);
        expect([...there].toSorted(([a], [b]) => a - b).map(([, text]) => text)).toEqual([...numbers, ...tooMuch]);
      }
    });

    test('JSON that is nested as deep as nobody nests it ends no run', async () => {
      const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
      const destination = await open('run1');
      await destination.write(rows('things', { id: 'a', extra: new JsonText(deep) }, { id: 'b', extra: [] }));
      const { unfit } = await destination.commit(none);
      await end(destination);

      const found = new Map((await harness().texts('things', ['id', 'extra'])).map(([id, text]) => [id, text]));
      expect(found.get('b')).toBe('[]');
      expect(found.get('a')).toBe(harness().keepsText ? deep : null);
      expect(unfit.get('things.extra') ?? 0).toBe(harness().keepsText ? 0 : 1);
    });

    test('whatever stands in names and texts from upstream costs no run', async () => {
      const hostile = 'a\u0000b\u0001\u001b[31m\n\'";--\\ \ud800 \udc00 \u2028 名🏖 ?*[x]';
      const columns = things.columns.map((one) => ({ ...one, title: hostile, description: untranslated(hostile) }));
      const stream: Stream = { ...things, title: untranslated(hostile), description: untranslated(hostile), columns };
      const run = async (runId: string, more: Column[]): Promise<OpenedDestination> =>
        await open(runId, { streams: [{ ...stream, columns: [...columns, ...more] }, parts] });
      const first = await run('run1', []);
      const row = (id: string): Row => ({ id: `${id}${hostile}`, place: hostile, extra: { [hostile]: hostile } });
      await first.write(rows('things', row('a'), row('b'), row('c'), row('d')));
      await first.write(children([hostile], [hostile, '1', hostile]));
      await first.commit(new Map([[`base/${hostile}`, { [hostile]: hostile }]]));
      await end(first);
      // Twice: what was cleaned when it was written must be found again.
      const second = await run('run2', [
        column('added', 'json', { title: hostile, description: untranslated(hostile) }),
      ]);
      await second.write(rows('things', row('a')));
      await second.write({ kind: 'deletes', stream: 'things', keys: [[`b${hostile}`]] });
      await second.markPresent('things', [[`c${hostile}`]]);
      await second.write(children([hostile], [hostile, '2', hostile]));
      const oneOf = { column: 'place', values: [hostile] };
      for (const scope of [{ equals: { place: hostile } }, { oneOf }]) {
        const scan = { kind: 'scanned', stream: 'things', scope } as const;
        expect(await second.measure(scan)).toEqual({ live: 3, missing: 1 });
        expect(await second.missingKeys(scan, { limit: 9 })).toHaveLength(1);
      }
      await second.sweep({ kind: 'scanned', stream: 'things', scope: { oneOf } });
      const counts = await second.commit(new Map([[`base/${hostile}`, { [hostile]: hostile }]]));
      await second.runs.save({ ...report('run2'), warnings: [hostile] });
      await end(second);

      expect([counts.updated.get('things'), counts.deleted.get('things')]).toEqual([1, 2]);
      expect((await live()).map((id) => id[0])).toEqual(['a', 'c']);
      expect(await held(parts, 'part_id')).toEqual([['2']]);
    });

    test('tables whose names differ only in case are told apart, or refused in plain words', async () => {
      const twins = [
        { ...things, name: 'base_a_Tbl' },
        { ...things, name: 'base_a_tbl' },
      ];
      const refused = await open('run1', { streams: twins }).then(
        (destination) => destination.close(),
        (error: unknown) => error,
      );
      if (refused !== undefined) expect(refused).toMatchObject({ code: 'destination.table.incompatible' });
      const one = await open('run2', { streams: twins.slice(0, 1) });
      await one.write(rows('base_a_Tbl', { id: 'a' }));
      await one.commit(none);
      await end(one);
      expect(await harness().tables()).toContain('base_a_Tbl');
    });
  });
}
