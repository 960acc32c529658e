import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnsOfCells, hashOfCells, lineColumns } from '../../src/destinations/duckdb/lines.ts';
import { RowChunks } from '../../src/destinations/duckdb/row-chunks.ts';
import { untranslated } from '../../src/model/message.ts';
import type { Row, Stream } from '../../src/model/stream.ts';
import { JsonText } from '../../src/util/json-text.ts';

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

/** The stream's columns of these rows, and last the hash. */
async function read(rows: readonly Row[]): Promise<unknown[][]> {
  const connection = await instance.connect();
  try {
    await connection.run(`CREATE OR REPLACE TABLE lines (${lineColumns(stream)})`);
    const chunks = new RowChunks(stream, await connection.createAppender('lines'));
    for (const row of rows) chunks.add(row);
    chunks.flush();
    chunks.close();
    const columns = `${columnsOfCells(stream, false)}, ${hashOfCells(stream, [])}`;
    return (await connection.runAndReadAll(`SELECT ${columns} FROM lines ORDER BY rowid`)).getRows();
  } finally {
    connection.closeSync();
  }
}

async function hashesOf(lines: readonly string[]): Promise<unknown[]> {
  const connection = await instance.connect();
  try {
    await connection.run('CREATE OR REPLACE TABLE lines (line BLOB)');
    const appender = await connection.createAppender('lines');
    for (const line of lines) {
      appender.appendBlob(Buffer.from(line));
      appender.endRow();
    }
    appender.closeSync();
    return (await connection.runAndReadAll('SELECT hash(line) FROM lines ORDER BY rowid')).getRows().flat();
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
      const found = await read(written);
      expect(found.map((row) => row.slice(0, -1))).toEqual(
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

/** How the tables that are there have been hashed: cells end with a separator, and one that holds it is escaped. */
function lineOf(row: Row): string {
  const cells = ['id', 'note', 'count', 'share', 'extra'].map((name) => {
    const value = row[name] ?? null;
    if (value === null) return '\u0002';
    const text = typeof value === 'string' ? value : JSON.stringify(value).replaceAll(/\?signed=[^"]*/g, '');
    if (!text.includes('\u0001') && !text.startsWith('\u0002')) return text;
    return `\u0002${text.replaceAll('\u0002', '\u0002b').replaceAll('\u0001', '\u0002a')}`;
  });
  return cells.map((cell) => `${cell}\u0001`).join('');
}

test('a row has the hash that it has always had: another one would rewrite every row of every table once', async () => {
  const link = fc.constantFrom('x?signed=1', 'x?signed=2', 'x');
  const linked = fc.record({ id: text, extra: fc.record({ link }), revision: fc.maxSafeInteger() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          rows,
          linked.map((row) => [row]),
        ),
      ),
      async (written) => {
        const all: Row[] = written.flat();
        expect((await read(all)).map((row) => row.at(-1))).toEqual(await hashesOf(all.map(lineOf)));
      },
    ),
  );
});

test('what is common to all rows of a chunk, what ends in the middle of it, and what fills more than one', async () => {
  const body = Buffer.from('{"a":1}{"a":2}');
  const extras = [0, 7].map((start) => new JsonText({ body, start, end: start + 7 }));
  for (const count of [1, 2, 2047, 2048, 2049, 5000]) {
    const written = Array.from({ length: count }, (_, at) => ({
      id: at < count - 1 ? 'same' : 'other',
      note: at % 3 === 0 ? null : 'n',
      extra: extras[at % 2] ?? null,
    }));
    const expected = written.map(({ id, note, extra }) => [id, note, null, null, extra?.text ?? null, null]);
    expect((await read(written)).map((row) => row.slice(0, -1))).toEqual(expected);
  }
});

test('values of one body are looked at, each of them, where one of them needs care', async () => {
  const body = Buffer.from('["y","x?signed=1"]');
  const [plain, signed] = [new JsonText({ body, start: 1, end: 4 }), new JsonText({ body, start: 5, end: 17 })];
  const written = [plain, signed, new JsonText('"x?signed=2"')].map((extra) => ({ id: 'a', extra }));
  const [first, second, third] = (await read(written)).map((row) => row.at(-1));
  expect(first).not.toEqual(second);
  expect(second).toEqual(third);
});

test('a volatile value that differs is no change, but a value that moves to the next column, or from null to an empty text, is one', async () => {
  const hashes = async (...written: Row[]): Promise<unknown[]> => (await read(written)).map((row) => row.at(-1));
  const link = (signature: string): Row => ({ id: '1', extra: { url: `x/y${signature}` } });
  const [one, same] = await hashes(link('?signed=1'), link('?signed=2'));
  expect(one).toEqual(same);
  const [other, another] = await hashes(link('?other=1'), link('?other=2'));
  expect(other).not.toEqual(another);
  const [revised, again] = await hashes({ id: '1', revision: 1 }, { id: '1', revision: 2 });
  expect(revised).toEqual(again);
  const all: Row[] = [
    { id: '1' },
    { id: '1', note: '' },
    { id: '1', note: '\u0002' },
    { id: '1', extra: [] },
    { id: '1\u0001' },
  ];
  expect(new Set(await hashes(...all)).size).toBe(all.length);
});

test("DuckDB's hash is what it was: another one would rewrite every row of every table once", async () => {
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll("SELECT hash('recA'::BLOB), hash(encode('名' || repeat('x', 2000)))");
  expect(reader.getRows()).toEqual([[3866255673527112286n, 11885187073403653337n]]);
});
