import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorText } from '../../src/airbyte/messages.ts';
import { type ErrorCode, errorCodes } from '../../src/model/error-codes.ts';
import { ConfigError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import { runConnectorInProcess } from '../support/run-connector-in-process.ts';
import { runInProcess } from '../support/run-in-process.ts';

/** Files that are no configuration, each told by a sentence of its own, whichever program reads it. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-files-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Case {
  readonly make: (file: string) => void;
  readonly en: string;
  readonly zh: string;
}

const written = (bytes: string | Buffer, en: string, zh: string): Case => ({
  make: (file) => writeFileSync(file, bytes),
  en,
  zh,
});

const brokenFiles: Readonly<Record<string, Case>> = {
  missing: { make: () => {}, en: 'There is no ', zh: '没有' },
  folder: { make: (file) => mkdirSync(file), en: ' is a folder, not a ', zh: ' 是文件夹，不是' },
  utf16: written(Buffer.from('\ufeffsource:\r\n', 'utf16le'), ' is saved as UTF-16', ' 以 UTF-16 编码保存'),
  'utf16-no-mark': written(Buffer.from('source:\r\n', 'utf16le'), ' is saved as UTF-16', ' 以 UTF-16 编码保存'),
  binary: written(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0, 0]), ' is a binary file', ' 是二进制文件'),
  gbk: written(Buffer.from([0x61, 0x3a, 0x20, 0xb7, 0xc9, 0xca, 0xe9]), ' that are not UTF-8', '非 UTF-8 编码'),
  huge: {
    make: (file) => {
      writeFileSync(file, '');
      truncateSync(file, 300 * 1024 * 1024);
    },
    en: ' MB for a ',
    zh: '的上限 ',
  },
};

const isRoot = process.getuid?.() === 0;
if (!isRoot) {
  Object.assign(brokenFiles, {
    forbidden: {
      make: (file: string) => {
        writeFileSync(file, '{}');
        chmodSync(file, 0);
      },
      en: ' may not read ',
      zh: '无权读取 ',
    },
  });
}

const commands: readonly (readonly [string, (file: string) => readonly string[]])[] = [
  ...['check', 'discover', 'sync', 'status', 'listen'].map((name) => [name, (file: string) => [name, file]] as const),
  ['sync --live', (file) => ['sync', '--live', file]],
  ['reset', (file) => ['reset', 'x', file]],
  ['events', (file) => ['events', '--config', file]],
  ['events replay', (file) => ['events', 'replay', 'x', '--config', file]],
  ['connection', (file) => ['connection', 'refresh', file]],
];

for (const [name, { make, en, zh }] of Object.entries(brokenFiles)) {
  test(`${name}: every command says so, in both languages`, async () => {
    const file = join(folder, `${name}.yaml`);
    make(file);
    for (const [command, argv] of commands) {
      const english = await runInProcess(argv(file));
      const chinese = await runInProcess([...argv(file), '--lang', 'zh', '--verbose']);
      expect(english, command).toMatchObject({ code: 2, out: '' });
      expect(english.error, command).toContain(file);
      expect(english.error, command).toContain(en);
      expect(chinese.error, command).toContain(zh);
      expect(english.error, command).not.toContain('internal.unexpected');
    }
  });

  test(`${name}: a connector says so of each of its files, and never advises another program`, async () => {
    for (const kind of ['config', 'catalog', 'state']) {
      const file = join(folder, `${name}-${kind}.json`);
      make(file);
      const good = join(folder, 'good.json');
      writeFileSync(good, '{"streams": []}');
      const files = { config: good, catalog: good, state: good, [kind]: file };
      const argv = Object.entries(files).flatMap(([option, path]) => [`--${option}`, path]);
      const { code, all } = await runConnectorInProcess(['read', ...argv]);
      expect(code).toBe(1);
      expect(all).toContain(en);
      expect(all).toContain(file);
      expect(all).not.toMatch(/larkstream (?!-)|internal\.unexpected|Report it/);
    }
  });
}

test.each([
  ['no JSON', '{"streams": [', 'is not valid JSON'],
  ['JSON that is too deep', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'nested too deeply'],
])('a catalog or state that is %s gets the advice for that file', async (name, text, expected) => {
  for (const kind of ['config', 'catalog', 'state']) {
    const file = join(folder, `${name}-${kind}.json`);
    const good = join(folder, 'good.json');
    writeFileSync(file, text);
    writeFileSync(good, '{"streams": []}');
    const files = { config: good, catalog: good, state: good, [kind]: file };
    const argv = Object.entries(files).flatMap(([option, path]) => [`--${option}`, path]);
    const { all } = await runConnectorInProcess(['read', ...argv]);
    expect(all).toContain(expected);
    expect(all).toContain(kind === 'config' ? 'configuration file' : `${kind} file`);
    expect(all).not.toMatch(/larkstream (?!-)|internal\.unexpected/);
  }
});

test('after any error, a connector never advises commands and options of larkstream', () => {
  const codes = Object.keys(errorCodes).filter((code): code is ErrorCode => code in errorCodes);
  expect(codes.length).toBeGreaterThan(40);
  for (const code of codes) {
    const texts = [
      errorText(new ConfigError({ code, message: untranslated('x') })),
      errorText(
        new ConfigError({
          code,
          message: untranslated('x'),
          cure: untranslated('If it is so, run again with --accept-deletes.'),
        }),
      ),
      errorText(
        new ConfigError({ code, message: untranslated('x'), cure: untranslated('`larkstream status` tells more.') }),
      ),
    ];
    for (const text of texts) expect(text, code).not.toMatch(/larkstream |--accept-deletes|--force|--full/);
  }
});

test('a secret in a broken file is in no output of any kind', async () => {
  const secret = 'Zq9hunter2hunter2';
  const lines = [
    `app_secret: |${secret}`,
    `app_secret: *${secret}`,
    `app_secret: "\\x${secret}`,
    `| app_secret: ${secret}`,
    `? [${secret}]`,
    `${secret}: 1`,
  ];
  for (const [index, line] of lines.entries()) {
    const file = join(folder, `secret-${index}.yaml`);
    writeFileSync(file, `source:\n  credentials:\n    ${line}\n`);
    for (const flags of [[], ['--verbose'], ['--json'], ['--json', '--verbose', '--lang', 'zh']]) {
      const { code, out, error } = await runInProcess(['check', file, ...flags]);
      const all = out + error;
      expect(code).toBe(2);
      expect(all).not.toContain(secret);
      expect(all).not.toContain('internal.unexpected');
    }
    const { all } = await runConnectorInProcess(['check', '--config', file]);
    expect(all).not.toContain(secret);
  }
});
