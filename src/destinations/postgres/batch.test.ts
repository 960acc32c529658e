import fc from 'fast-check';
import { expect, test } from 'vitest';
import { untranslated } from '../../model/message.ts';
import type { Row, Stream } from '../../model/stream.ts';
import { JsonText } from '../../util/json-text.ts';
import { Batch } from './batch.ts';

const stream: Stream = {
  name: 'things',
  title: untranslated('Things'),
  description: untranslated(''),
  module: 'base',
  primaryKey: ['id'],
  columns: [
    { name: 'id', type: 'string', description: untranslated('') },
    { name: 'cells', type: 'json', description: untranslated('') },
    { name: 'note', type: 'string', description: untranslated('') },
    { name: 'people', type: 'json', description: untranslated('') },
  ],
  volatileParts: { mark: '?signed=', pattern: /\?signed=[^"]*/g },
};

function linesOf(rows: readonly Row[], columns: ReadonlyMap<string, string> = new Map()): string {
  const batch = new Batch({ stream, columns, startedAt: '2026-05-01T00:00:00.000Z', runId: 'run' });
  batch.add(rows);
  return Buffer.concat([...batch.lines({ isChecked: false, without: new Set() })]).toString();
}

/** As it stands in the middle of a body. */
function inBody(text: string): JsonText {
  const body = Buffer.from(`{"a":${text}}`);
  return new JsonText({ body, start: 5, end: body.length - 1 });
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('?signed=x', '名', 'a\tb', '\\', '\u0000', '\ud83d', '"'),
);
const json = fc
  .dictionary(text, fc.oneof(text, fc.integer(), fc.array(text)))
  .chain((value) =>
    fc.constantFrom(
      JSON.stringify(value),
      `\t${JSON.stringify(value)}`,
      JSON.stringify(value, null, ' ').replaceAll('\n', ''),
    ),
  );

test('lines and hashes are the same, whether JSON came as text or as bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(json, text, fc.option(json)), { maxLength: 5 }), (values) => {
      const rows = (of: (text: string) => JsonText): Row[] =>
        values.map(([cells, note, people], at) => ({
          id: String(at),
          cells: of(cells),
          note,
          people: people === null ? null : of(people),
        }));
      expect(linesOf(rows(inBody))).toBe(linesOf(rows((value) => new JsonText(value))));
    }),
  );
});

test('JSON goes as text into a column that another program has made one of texts', () => {
  const columns = new Map([['cells', 'text']]);
  const [row] = linesOf([{ id: '1', cells: inBody('["x"]'), note: 'n', people: null }], columns).split('\n');
  expect(row?.split('\t').slice(0, 4)).toEqual(['1', expect.stringContaining('x'), 'n', '\\N']);
});
