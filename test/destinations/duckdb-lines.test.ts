import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellsOf, columnsOfCells, LineWriter } from '../../src/destinations/duckdb/lines.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Row, Stream } from '../../src/model/stream.ts';

const stream: Stream = {
  name: 'things',
  title: untranslated('Things'),
  description: untranslated(''),
  module: 'base',
  primaryKey: ['id'],
  columns: [
    { name: 'id', type: 'string', description: untranslated('') },
    { name: 'note', type: 'string', description: untranslated('') },
    { name: 'count', type: 'integer', description: untranslated('') },
    { name: 'share', type: 'number', description: untranslated('') },
    { name: 'extra', type: 'json', description: untranslated('') },
    { name: 'revision', type: 'integer', description: untranslated(''), volatile: true },
  ],
  volatileParts: { mark: '?signed=', pattern: /\?signed=[^"]*/g },
};

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
});
afterAll(() => instance.closeSync());

async function read(lines: readonly Buffer[], hasEscapes: boolean): Promise<unknown[][]> {
  const connection = await instance.connect();
  try {
    await connection.run('CREATE OR REPLACE TABLE lines (line BLOB)');
    const appender = await connection.createAppender('lines');
    for (const line of lines) {
      appender.appendBlob(line);
      appender.endRow();
    }
    appender.closeSync();
    const columns = columnsOfCells(stream, { hasEscapes, isLenient: false });
    const reader = await connection.runAndReadAll(
      `SELECT ${columns} FROM (SELECT ${cellsOf('line')} AS cells FROM lines ORDER BY rowid)`,
    );
    return reader.getRows();
  } finally {
    connection.closeSync();
  }
}

const text = fc.string({
  unit: fc.constantFrom('\u0000', '\u0001', '\u0002', '\u0003', 'a', 'b', '\n', '\t', '"', '\\', '名', '🏖', ''),
  maxLength: 6,
});
const rows = fc.array(
  fc.record({
    id: text,
    note: fc.option(text),
    count: fc.option(fc.maxSafeInteger()),
    share: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    extra: fc.option(fc.array(text)),
  }),
  { minLength: 1, maxLength: 20 },
);

test('DuckDB reads what was written, whatever characters it holds', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (written) => {
      const writer = new LineWriter(stream);
      const lines = written.map((row) => Buffer.from(writer.write(row).bytes));
      const found = await read(lines, writer.hasEscapes);
      expect(found).toEqual(
        written.map(({ id, note, count, share, extra }) => [
          id,
          note,
          count === null ? null : BigInt(count),
          share === null ? null : share + 0,
          extra === null ? null : JSON.stringify(extra),
          null,
        ]),
      );
    }),
  );
});

const compared = (row: Row): string => {
  const { bytes, compared: part } = new LineWriter(stream).write(row);
  return (part ?? bytes).toString('latin1');
};

test('a volatile value that differs is no change, but a value that moves to the next column, or from null to an empty text, is one', () => {
  const link = (signature: string): string => compared({ id: '1', extra: { url: `x/y${signature}` } });
  expect(link('?signed=1')).toBe(link('?signed=2'));
  expect(link('?other=1')).not.toBe(link('?other=2'));
  expect(compared({ id: '1', revision: 1 })).toBe(compared({ id: '1', revision: 2 }));
  const all: Row[] = [
    { id: '1' },
    { id: '1', note: '' },
    { id: '1', note: '\u0002' },
    { id: '1', extra: '' },
    { id: '1\u0001' },
  ];
  expect(new Set(all.map(compared)).size).toBe(all.length);
});

test("DuckDB's hash is what it was: another one would rewrite every row of every table once", async () => {
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll("SELECT hash('recA'::BLOB), hash(encode('名' || repeat('x', 2000)))");
  expect(reader.getRows()).toEqual([[3866255673527112286n, 11885187073403653337n]]);
});
