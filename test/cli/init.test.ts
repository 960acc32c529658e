import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSecretAnswer } from '../../src/cli/init/readers.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, tryParseJson } from '../../src/util/json.ts';
import { revealed } from '../support/revealed.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { hasPseudoTerminal, runInTerminal } from '../support/run-in-terminal.ts';

/** `init` from its first question to the check at its end, against a simulated tenant. */
let sandbox: Sandbox;
let folder = '';
beforeAll(async () => {
  sandbox = await startSandbox({ users: 8, limits: 'off' });
  folder = mkdtempSync(join(tmpdir(), 'larkstream-init-'));
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const nowhere = 'Zq9WrongSecretWrongSecretWrong99';

describe.runIf(hasPseudoTerminal)('in a pseudo-terminal', () => {
  test('typing the secret itself is understood, never shown, never in the configuration; the check runs', async () => {
    const { appId, appSecret } = sandbox.options;
    const [code = ''] = sandbox.tenant.approvals.approvalCodes;
    const [base = ''] = sandbox.tenant.tables.appTokens;
    const [table = '', other = ''] = sandbox.tenant.tables.tableIds(base);
    const view = String(sandbox.tenant.tables.views(base, table)[0]?.view_id);
    const { screen, unasked, ...ended } = await runInTerminal(
      ['init', '--base-url', sandbox.url],
      [
        { when: 'Lark (open.larksuite.com)? [feishu]', answer: '' },
        { when: 'App ID', answer: 'cli nonsense' },
        { when: 'contains a space', answer: ` \u200b${appId} ` },
        { when: 'is not shown', answer: nowhere },
        { when: 'again? [Y/n]', answer: '' },
        { when: '[feishu]', answer: 'feishu' },
        { when: 'App ID', answer: appId },
        { when: 'is not shown', answer: appSecret },
        { when: 'accepts the app', answer: 'approval, base, contact' },
        { when: 'Approval codes', answer: 'nosuch-code' },
        { when: 'Approval codes', answer: `https://www.feishu.cn/approval/admin/edit?definitionCode=${code}` },
        { when: 'Link of a Base', answer: `https://example.feishu.cn/base/${base}?table=tblWhatever` },
        { when: 'table tblWhatever, which this Base', answer: '99' },
        { when: 'The list goes from 1 to', answer: '2' },
        { when: 'Link of a Base', answer: `https://example.feishu.cn/base/${base}?table=${table}&view=${view}` },
        { when: 'The link names table 1.', answer: '' },
        { when: `view ${view}`, answer: `https://example.feishu.cn/base/${base}?table=${table}` },
        { when: 'The link names table 1.', answer: '' },
        { when: 'counts once', answer: 'no link' },
        { when: 'The answer is neither a link', answer: '' },
        { when: 'Which departments?', answer: '2' },
        { when: 'Destination', answer: '' },
        { when: '[larkstream.duckdb]', answer: 'lark.duckdb' },
        { when: 'Choose another name', answer: '' },
        { when: 'First day', answer: '2026-13-01' },
        { when: 'no such date', answer: '2999-01-01' },
        { when: 'is in the future', answer: '2025-10-01' },
        { when: 'only you may read', answer: 'y' },
      ],
      { cwd: folder },
    );
    expect(unasked, screen).toEqual([]);
    expect(ended.code, screen).toBe(0);
    expect(screen.replaceAll(/\s+/g, ' ')).toContain('Everything that a sync needs is in place');
    for (const secret of [appSecret, nowhere]) expect(screen).not.toContain(secret);
    expect(screen).not.toContain('internal.unexpected');
    const text = readFileSync(join(folder, 'larkstream.yaml'), 'utf8');
    expect(text).not.toContain(appSecret);
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./larkstream.schema.json');
    const config = readConfig(join(folder, 'larkstream.yaml'), { LARK_APP_SECRET: appSecret });
    expect(revealed(config.source)).toMatchObject({
      region: 'feishu',
      credentials: { app_id: appId, app_secret: appSecret },
      modules: {
        approval: { approval_codes: [code], start_date: '2025-10-01' },
        base: {
          tables: [
            { app_token: base, table_id: other },
            { app_token: base, table_id: table },
          ],
        },
        contact: { department_ids: [expect.stringMatching(/^od-/)] },
      },
    });
    const secretFile = join(folder, 'larkstream.env');
    expect(readFileSync(secretFile, 'utf8')).toBe(`LARK_APP_SECRET='${appSecret}'\n`);
    for (const file of ['larkstream.env', 'larkstream.yaml'])
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    const schema = tryParseJson(readFileSync(join(folder, 'larkstream.schema.json'), 'utf8'));
    expect(isObject(schema) && schema.title).toBe('larkstream.yaml');
  });

  test('init works in Chinese, with the secret in a variable and a Postgres whose password is refused', async () => {
    const { screen, unasked, code } = await runInTerminal(
      ['init', 'zh.yaml', '--lang', 'zh', '--base-url', sandbox.url],
      [
        { when: '还是 lark', answer: '飞书' },
        { when: 'App ID', answer: sandbox.options.appId },
        { when: '输入内容不显示', answer: 'MY_SECRET' },
        { when: '平台接受该应用', answer: '通讯录 考勤' },
        { when: '读取哪些部门', answer: 'all' },
        { when: '目标（', answer: 'postgres' },
        { when: '密码请写成变量', answer: 'postgres://u:Zq9Hidden@h/d' },
        { when: '密码请写成变量', answer: `postgres://u:$\{PG_PASSWORD}@h/d` },
        { when: '从哪一天开始读取', answer: '' },
      ],
      { cwd: folder, env: { MY_SECRET: sandbox.options.appSecret } },
    );
    expect(unasked, screen).toEqual([]);
    expect(readFileSync(join(folder, 'larkstream.schema.json'), 'utf8')).toContain('"title": "目标"');
    expect(code, screen).toBe(0);
    expect(screen.replaceAll(/\s+/g, ' ')).toContain('已写入 zh.yaml');
    expect(screen).not.toContain(sandbox.options.appSecret);
    const text = readFileSync(join(folder, 'zh.yaml'), 'utf8');
    expect(text).not.toContain('Zq9Hidden');
    expect(text).toContain('# 填写了某个模块即启用它');
    expect(text).toContain(`url: postgres://u:$\{PG_PASSWORD}@h/d`);
    expect(existsSync(join(folder, 'zh.env'))).toBe(false);
  });

  test('Ctrl-C writes nothing', async () => {
    const { code, screen } = await runInTerminal(['init', 'left.yaml'], [{ when: '[feishu]', answer: '\u0003' }], {
      cwd: folder,
    });
    expect(code).toBe(130);
    expect(screen).toMatch(/\r?\nStopped; nothing was written\.\r?\n/);
    expect(screen).not.toContain('✗');
    expect(existsSync(join(folder, 'left.yaml'))).toBe(false);
  });
});

test.each(['flags.yaml', 'flags.json'])(
  'flags answer everything, %s is written and checked without a question',
  async (name) => {
    const file = join(folder, name);
    const [code = ''] = sandbox.tenant.approvals.approvalCodes;
    const tokens = sandbox.tenant.tables.appTokens;
    const argv = [
      'init',
      file,
      '--yes',
      '--region',
      'feishu',
      '--base-url',
      sandbox.url,
      '--app-id',
      sandbox.options.appId,
    ];
    const what = [
      '--secret-env',
      'S',
      '--modules',
      'approval,base',
      '--approval',
      code,
      '--base',
      tokens.join(','),
      '--path',
      'x.duckdb',
      '--start-date',
      '2026-10-01',
    ];
    const env = { S: sandbox.options.appSecret };
    const { code: exit, out, error } = await runInProcess([...argv, ...what], { env });
    expect(error).toBe('');
    expect(exit).toBe(0);
    expect(out).toContain('Everything that a sync needs is in place');
    expect(out).not.toContain(sandbox.options.appSecret);
    expect(readConfig(file, env)).toMatchObject({
      source: {
        modules: {
          approval: { approval_codes: [code] },
          base: { tables: tokens.map((token) => ({ app_token: token })) },
        },
      },
      destination: { path: join(folder, 'x.duckdb') },
    });
    if (name.endsWith('.json')) expect(isObject(tryParseJson(readFileSync(file, 'utf8')))).toBe(true);
  },
);

test.each([
  [['--path', 'lark.duckdb'], true],
  [[], false],
])('a file named like the schema is warned of at once: %j → %s', async (flags, isWarned) => {
  const { error } = await runInProcess(['init', join(folder, `stem-${isWarned}.yaml`), '--yes', ...flags]);
  expect(error.includes('the same name: DuckDB')).toBe(isWarned);
});

test.each([
  [['--secret-env', nowhere], '--secret-env must be the name'],
  [['--modules', 'approval,nonsense'], 'some of approval, base'],
  [['--app-id', 'abc def'], '--app-id must be'],
  [['--base', 'not a link'], '--base must be'],
  ...[
    ['https://example.feishu.cn/docx/DocN1', 'is not a link to a Base'],
    ['https://example.feishu.cn/sheets/ShtN1', 'is not a link to a Base'],
    ['https://example.feishu.cn/drive/folder/FldN1', 'is not a link to a Base'],
    ['https://example.feishu.cn/base/', 'is not a link to a Base'],
    ['https://example.feishu.cn/wiki/', 'is not a link to a Base'],
    ['https://example.feishu.cn/share/base/dashboard/shrusAbC', 'shares a view'],
    ['https://example.feishu.cn/base/workspace/AbC', 'a workspace of Bases'],
    ['https://example.feishu.cn/base/add/AbC', 'adds or shows one record'],
    ['https://example.feishu.cn/record/AbC', 'adds or shows one record'],
    ['https://example.feishu.cn/wiki/settings/70345', 'a whole wiki space'],
    ['tblj33ekPC84WvjT', 'the id of a table'],
    ['vewAbCdEfG', 'the id of a view'],
    ['shrcnAbCdEfG', 'the id of a shared link'],
  ].map(([text = '', what = '']): [string[], string] => [
    ['--base', 'https://example.feishu.cn/base/BascN1', text],
    what,
  ]),
  [['--destination', 'postgres', '--path', 'postgres://u:Zq9Hidden@h/d'], 'with its password as a variable'],
])('%j is refused, nothing secret is shown, and nothing is written', async (flags, expected) => {
  const file = join(folder, 'refused.yaml');
  const { code, error } = await runInProcess(['init', file, '--yes', ...flags]);
  expect(code).toBe(2);
  expect(error).toContain(expected);
  expect(error).not.toMatch(/Zq9/);
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['LARK_APP_SECRET', { variable: 'LARK_APP_SECRET' }],
  [`$\{MY_SECRET}`, { variable: 'MY_SECRET' }],
  ['$MY_SECRET', { variable: 'MY_SECRET' }],
  ['lark_secret', { variable: 'lark_secret' }],
  ['SECRET', { variable: 'SECRET' }],
  ['known', { variable: 'known' }],
  ['dskLLdkasdjlasdKKdskLLdkasdjlasdK', { secret: 'dskLLdkasdjlasdKKdskLLdkasdjlasdK' }],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', { secret: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345' }],
  [' \u200bdskLLdkasdjlasdKK\u00a0', { secret: 'dskLLdkasdjlasdKK' }],
  ['two words', undefined],
  ['', undefined],
])('the answer %j about the secret is understood', (answer, expected) => {
  expect(revealed(readSecretAnswer(answer, (name) => name === 'known'))).toEqual(expected);
});
