import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDestination } from '../../src/app/create-destination.ts';
import { AttachmentFolder } from '../../src/destinations/attachments/folder.ts';
import { openDuckdbDestination } from '../../src/destinations/duckdb/destination.ts';
import { LarkstreamError } from '../../src/model/errors.ts';
import { SqliteDatabase } from '../../src/store/sqlite-database.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runLarkstream } from '../support/run-larkstream.ts';

/** Where things are written: places that cannot be used, files that lie there already, and who may read what was written. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-places-'));
  mkdirSync(join(folder, 'a-folder'));
  writeFileSync(join(folder, 'a-file'), 'not a database');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shared = { hard_deletes: false } as const;

/** Below `/proc` no folder can be made, and the system says that it is missing: Node's own recursive `mkdir` never returns. */
const places: readonly (readonly [string, () => string, RegExp])[] = [
  ['below a file', () => join(folder, 'a-file', 'x', 'y'), /is a file, not a folder/],
  ...(process.platform === 'linux' ? [['below /proc', () => '/proc/x/y', /does not exist/] as const] : []),
  ['a name that is too long', () => join(folder, 'x'.repeat(300), 'y'), /is too long/],
];

type Opener = (path: string) => Promise<unknown> | unknown;

const openers: Readonly<Record<string, Opener>> = {
  duckdb: (path) => createDestination({ type: 'duckdb', path, schema: 'lark', ...shared }),
  parquet: (path) => createDestination({ type: 'parquet', path, compression: 'zstd', ...shared }),
  ndjson: (path) => createDestination({ type: 'ndjson', path, compression: 'none', ...shared }),
  csv: (path) => createDestination({ type: 'csv', path, compression: 'none', ...shared }),
  attachments: (path) => AttachmentFolder.open({ path, maxBytes: 1 }),
  store: (path) => SqliteDatabase.open(path),
};

async function faultOf(open: Opener, path: string): Promise<LarkstreamError> {
  try {
    await open(path);
  } catch (thrown) {
    if (thrown instanceof LarkstreamError) return thrown;
    throw thrown;
  }
  throw new Error(`${path} was opened`);
}

test.each(places)('%s: whatever is to be kept there, one sentence says why it cannot', async (_, place, expected) => {
  for (const [name, open] of Object.entries(openers)) {
    const fault = await faultOf(open, place());
    expect(fault.family, name).toBe('config');
    expect(fault.message, name).toMatch(expected);
    expect(fault.texts.message.zh, name).toMatch(/[\u4e00-\u9fff]/);
  }
});

test.runIf(process.platform === 'linux')('a folder that is there is not said to be missing', async () => {
  const words = [/cannot be created in its folder/, /无法在所在文件夹中创建/] as const;
  for (const [index, lang] of ['en', 'zh'].entries()) {
    const { code, error } = await runInProcess(['init', '/proc/x.yaml', '--yes', '--lang', lang]);
    expect(code).toBe(2);
    expect(error).toMatch(words[index] ?? /never/);
    expect(error).not.toMatch(/does not exist|不存在/);
  }
});

test('a folder or another file in the place of a database', async () => {
  const open = (path: string): Promise<unknown> => openDuckdbDestination({ path, schema: 'lark', hardDeletes: false });
  expect((await faultOf(open, join(folder, 'a-folder'))).message).toContain('is a folder, not a database file');
  expect((await faultOf(open, join(folder, 'a-file'))).message).toContain('but not a DuckDB database');
});

test.each(places)('%s: init, sandbox and demo say so in a sentence, and end', async (_, place, expected) => {
  for (const argv of [
    ['init', place()],
    ['sandbox', '--users', '3', '--records', '1', '--write-config', place()],
    ['demo', '--fast', '--keep', place()],
    ['demo', '--fast', '--output', place()],
  ]) {
    const { code, error } = await runInProcess(argv);
    expect(code, argv[0]).toBe(2);
    expect(error, argv[0]).toMatch(
      /is a file, not a folder|does not exist|is too long|cannot be created in its folder/,
    );
    expect(error, argv[0]).not.toContain('internal.unexpected');
  }
  expect(expected).toBeDefined();
});

test('a folder in the place of the file that is to be written', async () => {
  const { code, error } = await runInProcess(['init', join(folder, 'a-folder'), '--force']);
  expect(code).toBe(2);
  expect(error).toContain('a-folder is a folder, not a file');
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test.skipIf(process.platform === 'win32')(
  'every configuration that we write is for its owner only, also over an open one',
  async () => {
    const written = join(folder, 'modes');
    mkdirSync(written);
    const open = join(written, 'open.yaml');
    writeFileSync(open, 'x', { mode: 0o644 });
    chmodSync(open, 0o644);
    expect((await runInProcess(['init', join(written, 'init.yaml')])).code).toBe(0);
    expect((await runInProcess(['init', open, '--force'])).code).toBe(0);
    await runLarkstream(
      ['sandbox', '--users', '3', '--records', '1', '--json', '--write-config', join(written, 'sandbox.json')],
      {
        onEvent: (_, stop) => stop('SIGTERM'),
      },
    );
    await runLarkstream(['demo', '--fast', '--json', '--keep', join(written, 'demo')], {
      onEvent: (event, stop) => {
        if (event.event === 'sandbox') stop('SIGTERM');
      },
    });
    for (const file of ['init.yaml', 'open.yaml', 'sandbox.json', 'demo/larkstream.yaml']) {
      expect(modeOf(join(written, file)), file).toBe('600');
    }
    expect(readFileSync(open, 'utf8')).toContain('source:');
  },
);

test('the demo writes over nothing but what a demo wrote', async () => {
  const mine = join(folder, 'mine');
  mkdirSync(mine);
  writeFileSync(join(mine, 'larkstream.yaml'), 'source: mine');
  writeFileSync(join(mine, 'my.duckdb'), 'mine');
  const other = join(folder, 'other');
  mkdirSync(other);
  writeFileSync(join(other, 'demo.duckdb'), 'mine');
  for (const argv of [
    ['--keep', mine],
    ['--output', join(mine, 'my.duckdb')],
    ['--keep', other],
  ]) {
    const { code, error } = await runInProcess(['demo', '--fast', ...argv]);
    expect(code).toBe(2);
    expect(error).toContain('config.file.exists');
    expect(error).not.toContain('--force');
  }
  expect(readFileSync(join(mine, 'larkstream.yaml'), 'utf8')).toBe('source: mine');
  expect(readFileSync(join(mine, 'my.duckdb'), 'utf8')).toBe('mine');
  expect(existsSync(join(other, 'larkstream.yaml'))).toBe(false);
});

test.each([
  ['lark.duckdb', 'lark', true],
  ['LARK.db', 'lark', true],
  ['larkstream.duckdb', 'lark', false],
  ['lark.duckdb', 'other', false],
])('%s with the schema %s: warned of is %s, by check and by sync', async (path, schema, isWarned) => {
  const file = join(folder, 'advice.json');
  const source = {
    region: 'lark',
    base_url: 'http://127.0.0.1:1',
    credentials: { app_id: 'a', app_secret: 'abcdef' },
    modules: { contact: {} },
  };
  writeFileSync(file, JSON.stringify({ source, destination: { type: 'duckdb', path, schema } }));
  for (const argv of [
    ['sync', file, '--streams', 'nothing_at_all'],
    ['sync', file, '--streams', 'nothing_at_all', '--lang', 'zh'],
  ]) {
    const { error } = await runInProcess(argv);
    expect(/the same name: DuckDB|同名：DuckDB/.test(error)).toBe(isWarned);
  }
  const { events } = await runInProcess(['sync', file, '--streams', 'nothing_at_all', '--json']);
  expect(events.some(({ event }) => event === 'advice')).toBe(isWarned);
});
