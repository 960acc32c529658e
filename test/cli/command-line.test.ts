import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createStyle } from '../../src/cli/style.ts';
import { en } from '../../src/cli/texts/en.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runLarkstream } from '../support/run-larkstream.ts';
import { silentTerminal } from '../support/silent-terminal.ts';

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
  const { code, out } = await runInProcess([name, '--help']);

  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`Examples:\\n  \\$ .*larkstream ${name}`));
});

const wrongLines: readonly (readonly [argv: readonly string[], en: string, zh: string])[] = [
  [['syncc'], 'Unknown command syncc; did you mean sync?', '没有命令 syncc；是否想输入 sync？'],
  [['qqqqqqqq'], 'Unknown command qqqqqqqq', '没有命令 qqqqqqqq'],
  [['sync', '--ful'], 'Unknown option --ful; did you mean --full?', '没有选项 --ful；是否想输入 --full？'],
  [['--qqq', 'sync'], 'Unknown option --qqq', '没有选项 --qqq'],
  [['reset'], 'The argument <stream> is missing', '缺少参数 <数据流>'],
  [['status', '--limit'], 'The value of --limit <count> is missing', '--limit <count> 缺少取值'],
  [['sync', '--live', '--full'], '--live cannot be used with --full', '--live 不能与 --full 同时使用'],
  [['spec', 'a', 'b'], 'Too many arguments: 2 (a, b) instead of 0', '参数过多：最多 0 个，给出了 2 个（a, b）'],
  [
    ['status', '--limit', 'x'],
    '--limit is "x" and must be a whole number, at least 1',
    '--limit 的值 “x” 无效：必须是不小于 1 的整数',
  ],
  [
    ['sandbox', '--limits', 'some'],
    '--limits is "some" and must be documented, off, or a factor such as 10',
    '--limits 的值 “some” 无效：必须是 documented、off 或倍数（如 10）',
  ],
  [
    ['completion', 'tcsh'],
    '<shell> is "tcsh" and must be one of bash, zsh, fish',
    '<shell> 的值 “tcsh” 无效：必须是以下之一：bash、zsh、fish',
  ],
  [
    ['events', '--state', 'lost'],
    '--state is "lost" and must be one of pending, done, dead, kept',
    '--state 的值 “lost” 无效：必须是以下之一：pending、done、dead、kept',
  ],
  [
    ['connection', 'open'],
    '<command> is "open" and must be one of refresh, reconnect, disconnect',
    '<命令> 的值 “open” 无效：必须是以下之一：refresh、reconnect、disconnect',
  ],
  [
    ['sync', '--every', '9y'],
    '--every is "9y" and must be a time such as 30s, 15m, 1h or 1d, at most 14d',
    '--every 的值 “9y” 无效：必须是时长，例如 30s、15m、1h 或 1d，最长 14d',
  ],
];

test.each(wrongLines)('a wrong command line ends with 2, in every language and as JSON: %j', async (argv, en, zh) => {
  const [english, chinese] = [await runInProcess(argv), await runInProcess(['--lang', 'zh', ...argv])];
  const after = await runInProcess([...argv, '--lang=zh', '--json']);

  for (const { code } of [english, chinese, after]) expect(code).toBe(2);
  expect(english.error.split('\n')[0]).toBe(`✗ ${en}`);
  expect(chinese.error.split('\n')[0]).toBe(`✗ ${zh}`);
  expect(chinese.error).toContain('--help` 会列出它的用法。');
  expect(english.out + chinese.out).toBe('');
  if (argv.at(-1) === '--limit') return;
  expect(after.events).toMatchObject([
    { event: 'error', code: 'config.usage.invalid', message: en, zh: { message: zh } },
  ]);
});

const addresses = createProgram(
  createContext({ terminal: silentTerminal, texts: en, style: createStyle(false), errorStyle: createStyle(false) }),
  () => {},
).commands.flatMap((command) =>
  command.options
    .filter(({ flags }) => flags.endsWith('<url>'))
    .map(({ long }) => [command.name(), String(long)] as const),
);

test('there are options that take an address', () => {
  expect(addresses).toEqual(
    expect.arrayContaining([
      ['init', '--base-url'],
      ['sandbox', '--webhook'],
      ['serve', '--store'],
    ]),
  );
});

test.each(addresses)(
  '%s %s takes an address of its kind and nothing else, and shows no password',
  async (name, option) => {
    const example = option === '--store' ? 'postgres' : 'https';
    for (const text of ['nonsense', '', 'ftp://example.com', 'http:example.com', 'https://', 'ftp://u:Zq9Hidden@h']) {
      const { code, out, error } = await runInProcess([name, option, text]);
      expect(code, text).toBe(2);
      expect(out).toBe('');
      expect(error).toMatch(new RegExp(`^✗ ${option} .*must be an address such as ${example}://`));
      expect(error).not.toContain('Zq9');
    }
  },
);

test.each([
  [['--lang', 'fr', 'status'], 'larkstream'],
  [['status', '--lang', 'fr'], 'larkstream'],
  [['--nope'], 'larkstream'],
  [['sync', '--nope'], 'larkstream sync'],
  [['sandbox', '--port', 'x'], 'larkstream sandbox'],
])('what shows the usage is named once: %j', async (argv, command) => {
  const { code, error } = await runInProcess(argv, { env: { LARKSTREAM_LANG: 'en' } });
  expect(code).toBe(2);
  expect(error).toContain(`next: \`${command} --help\` shows`);
});

test('descriptions of commands begin alike', () => {
  for (const description of Object.values(en.commands)) expect(description).toMatch(/^[a-z]/);
});

test('the language is found before the command line is understood, in any place and from the environment', async () => {
  const inChinese = [
    [['--lang', 'zh', 'sync', '--nope'], {}],
    [['sync', '--lang', 'zh', '--nope'], {}],
    [['sync', '--nope', '--lang=zh'], {}],
    [['sync', '--nope'], { LANG: 'zh_CN.UTF-8' }],
    [['sync', '--nope'], { LARKSTREAM_LANG: 'zh', LANG: 'en_US.UTF-8' }],
    [['sync', '--nope'], { LC_ALL: 'zh_CN.UTF-8', LANG: 'C' }],
  ] as const;
  for (const [argv, env] of inChinese) expect((await runInProcess(argv, { env })).error).toContain('没有选项 --nope');
  const english = await runInProcess(['sync', '--nope', '--lang', 'en'], { env: { LANG: 'zh_CN.UTF-8' } });
  expect(english.error).toContain('Unknown option --nope');
});

test('without a command there is the help, and JSON where JSON is asked for', async () => {
  const bare = await runInProcess([]);
  expect(bare).toMatchObject({ code: 2, out: '' });
  expect(bare.error).toContain('Usage: larkstream');
  const json = await runInProcess(['--json']);
  expect(json.events).toMatchObject([{ event: 'error', code: 'config.usage.invalid' }]);
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

test('a cure is printed in the language of the screen', async () => {
  const { error } = await runLarkstream(['sync', 'absent.yaml', '--lang', 'zh'], { cwd: folder });

  expect(error).toContain('下一步：运行 `larkstream init` 生成配置文件');
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
  [{ LARKSTREAM_LANG: 'zh' }, [], '同步到目标'],
  [{ LANG: 'zh_CN.UTF-8' }, [], '同步到目标'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' }, [], 'replicate into'],
  [{ LANG: 'zh_CN.UTF-8' }, ['--lang', 'en'], 'replicate into'],
  [{}, ['--lang=zh'], '示例：'],
])('language with %j and %j', async (env, flags, expected) => {
  const { out } = await runInProcess(['sync', '--help', ...flags], { env });

  expect(out).toContain(expected);
});

test('init writes a file once, and overwrites it only with --force', async () => {
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
  expect(error).toContain('environment variable LARK_APP_SECRET is not set (line 8)');
});

test.each([
  ['en', 'Lark or Feishu', 'Where rows are written.'],
  ['zh', 'Lark 或飞书', '数据写到哪里。'],
])('spec --lang %s prints JSON Schema in that language', async (lang, title, destination) => {
  const { code, events } = await runInProcess(['spec', '--json', '--lang', lang]);
  const file = await runInProcess(['spec', '--file', '--json', '--lang', lang]);

  expect(code).toBe(0);
  expect(events).toMatchObject([{ title, required: ['region', 'credentials', 'modules'] }]);
  expect(file.events).toMatchObject([{ properties: { source: { title }, destination: { description: destination } } }]);
});

test.each(['bash', 'zsh', 'fish'])('completion for %s knows the commands', async (shell) => {
  const { code, out } = await runInProcess(['completion', shell]);

  expect(code).toBe(0);
  for (const name of commands) expect(out).toContain(name);
  expect(out).toContain('accept-deletes');
  expect(out).toContain('approval_form_fields');
  if (shell === 'bash' && existsSync('/bin/bash')) execFileSync('/bin/bash', ['-n'], { input: out });
});

test.skipIf(!existsSync('/bin/bash')).each([
  ['larkstream sy', 'sync'],
  ['larkstream sync --str', '--streams'],
  ['larkstream sync --streams approval_inst', 'approval_instances approval_instance_payloads'],
  ['larkstream sync larkstream.yaml --exclude base_views contact_us', 'contact_users contact_user_departments'],
  ['larkstream --lang ', 'en zh'],
  ['larkstream status --lang z', 'zh'],
  ['larkstream events --state ', 'pending done dead kept'],
  ['larkstream runs --state ', 'queued running succeeded incomplete failed cancelled'],
  ['larkstream sandbox --region f', 'feishu'],
  ['larkstream --js', '--json'],
  ['larkstream preview attendance_sh', 'attendance_shifts'],
  ['larkstream reset base_v', 'base_views'],
  // A file stands there, not a stream.
  ['larkstream status contact_us', ''],
])('bash completes %j', async (typed, expected) => {
  // Without bash there is nothing that could complete.
  const { out: script } = await runInProcess(['completion', 'bash']);
  const words = typed.split(' ');
  const program = `${script}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=${words.length - 1}
_larkstream
echo "\${COMPREPLY[@]}"`;
  const found = execFileSync('/bin/bash', { input: program, encoding: 'utf8' }).trim().split(/\s+/);
  expect(found.toSorted()).toEqual(expected.split(' ').toSorted());
});
