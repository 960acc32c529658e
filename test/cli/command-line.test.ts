import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLarkstream } from '../support/run-larkstream.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const commands = ['demo', 'init', 'check', 'discover', 'sync', 'status', 'reset', 'sandbox', 'spec', 'completion'];

test('the help lists every command and the exit codes', async () => {
  const { code, out, error } = await runLarkstream(['--help']);

  expect(code).toBe(0);
  expect(error).toBe('');
  for (const name of commands) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(out).toContain('130 stopped');
});

test.each(commands)('%s --help shows examples', async (name) => {
  const { code, out } = await runLarkstream([name, '--help']);

  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`Examples:\\n  \\$ .*larkstream ${name}`));
});

test.each([
  [['syncc'], '(Did you mean sync?)'],
  [['sync', '--ful'], '(Did you mean --full?)'],
  [['reset'], "missing required argument 'stream'"],
  [['status', '--limit', 'x'], 'It must be a whole number, at least 1.'],
  [['sandbox', '--limits', 'some'], 'It must be documented, off, or a factor such as 10.'],
  [['completion', 'tcsh'], 'It must be one of bash, zsh, fish.'],
  [['sync', '--lang', 'fr'], 'Allowed choices are en, zh.'],
  [[], 'Usage: larkstream'],
])('a wrong command line ends with 2: %j', async (argv, expected) => {
  const { code, out, error } = await runLarkstream(argv);

  expect(code).toBe(2);
  expect(out).toBe('');
  expect(error).toContain(expected);
});

test('a missing configuration says what to do, without a stack', async () => {
  const { code, out, error } = await runLarkstream(['sync', 'absent.yaml'], { cwd: folder });

  expect(code).toBe(2);
  expect(out).toBe('');
  expect(error).toContain('There is no configuration file absent.yaml');
  expect(error).toContain('next: Run `larkstream init`');
  expect(error).toContain('code: config.file.missing');
  expect(error).not.toMatch(/^\s+at /m);
});

test('what to do next is said in the language of the screen', async () => {
  const { error } = await runLarkstream(['sync', 'absent.yaml', '--lang', 'zh'], { cwd: folder });

  expect(error).toContain('下一步: 运行 `larkstream init` 生成配置文件');
});

test('with --json the error is a line on the standard output', async () => {
  const { code, events } = await runLarkstream(['check', 'absent.yaml', '--json'], { cwd: folder });

  expect(code).toBe(2);
  expect(events).toMatchObject([{ event: 'error', family: 'config', code: 'config.file.missing' }]);
});

test('a secret in a broken file stays out of every message', async () => {
  writeFileSync(join(folder, 'broken.yaml'), 'source:\n  credentials:\n    app_secret: "hunter2" x\n');
  const { code, out, error } = await runLarkstream(['sync', 'broken.yaml', '--verbose', '--json'], { cwd: folder });

  expect(code).toBe(2);
  expect(error).toContain('broken.yaml:3:');
  expect(out + error).not.toContain('hunter2');
});

test.each([
  [{ FORCE_COLOR: '1' }, [], true],
  [{}, [], false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
  [{ FORCE_COLOR: '1' }, ['--no-color'], false],
])('colour with %j and %j: %s', async (env, flags, expected) => {
  const { error } = await runLarkstream(['sync', 'absent.yaml', ...flags], { cwd: folder, env });

  expect(error.includes('\u001b[')).toBe(expected);
});

test.each([
  [{ LARKSTREAM_LANG: 'zh' }, [], '同步到目标库'],
  [{ LANG: 'zh_CN.UTF-8' }, [], '同步到目标库'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' }, [], 'replicate into'],
  [{ LANG: 'zh_CN.UTF-8' }, ['--lang', 'en'], 'replicate into'],
  [{}, ['--lang=zh'], '示例：'],
])('language with %j and %j', async (env, flags, expected) => {
  const { out } = await runLarkstream(['sync', '--help', ...flags], { env });

  expect(out).toContain(expected);
});

test('init writes a file once, and overwrites it only when told', async () => {
  const first = await runLarkstream(['init'], { cwd: folder });
  const file = join(folder, 'larkstream.yaml');
  expect(first.code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain(`app_secret: \${LARK_APP_SECRET}`);

  writeFileSync(file, 'mine');
  const second = await runLarkstream(['init', '--json'], { cwd: folder });
  expect(second.code).toBe(2);
  expect(second.events).toMatchObject([{ event: 'error', code: 'config.file.exists' }]);
  expect(readFileSync(file, 'utf8')).toBe('mine');

  const third = await runLarkstream(['init', '--force', '--json'], { cwd: folder });
  expect(third.events).toEqual([{ event: 'init', file: 'larkstream.yaml' }]);
  expect(readFileSync(file, 'utf8')).toContain('region: feishu');
});

test('the template asks for its secret', async () => {
  await runLarkstream(['init', 'fresh.yaml'], { cwd: folder });
  const { code, error } = await runLarkstream(['sync', 'fresh.yaml'], { cwd: folder });

  expect(code).toBe(2);
  expect(error).toContain('environment variable LARK_APP_SECRET is not set (line 7)');
});

test('spec prints JSON Schema', async () => {
  const { code, events } = await runLarkstream(['spec', '--json']);

  expect(code).toBe(0);
  expect(events).toMatchObject([{ title: 'Lark or Feishu', required: ['region', 'credentials', 'modules'] }]);
});

test.each(['bash', 'zsh', 'fish'])('completion for %s knows the commands', async (shell) => {
  const { code, out } = await runLarkstream(['completion', shell]);

  expect(code).toBe(0);
  for (const name of commands) expect(out).toContain(name);
  expect(out).toContain('accept-deletes');
  if (shell === 'bash' && existsSync('/bin/bash')) execFileSync('/bin/bash', ['-n'], { input: out });
});
