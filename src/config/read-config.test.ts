import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { revealed } from '../../test/support/revealed.ts';
import { ConfigError } from '../model/errors.ts';
import { untranslated } from '../model/message.ts';
import { parseConfig, readConfig } from './read-config.ts';
import type { Config } from './settings.ts';

const complete = `
source:
  region: feishu
  base_url:
  credentials:
    auth_type: custom_app
    app_id: cli_1
    app_secret: \${SECRET}
  modules:
    approval:
      approval_codes: [A, B]
      start_date: 2026-01-01
    contact:
destination:
  type: duckdb
  path: larkstream.duckdb
`;

function parse(text: string, environment: Record<string, string> = { SECRET: 's3cret' }): Config {
  return parseConfig({ text, file: '/etc/lark/larkstream.yaml', environment });
}

function failure(text: string, environment: Record<string, string> = {}): ConfigError {
  try {
    parse(text, environment);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown;
    throw thrown;
  }
  throw new ConfigError({ code: 'internal.unexpected', message: untranslated('It was accepted') });
}

const withSource = (lines: string): string => `
source:
  region: lark
  credentials: { app_id: cli_1, app_secret: x }
${lines}
destination: { type: duckdb, path: x.duckdb }
`;

test('fills in the defaults, and takes a module without settings as switched on', () => {
  const config = parse(complete);

  expect(revealed(config)).toEqual({
    source: {
      region: 'feishu',
      credentials: { auth_type: 'custom_app', app_id: 'cli_1', app_secret: 's3cret' },
      rate_limit_scale: 1,
      modules: {
        approval: {
          approval_codes: ['A', 'B'],
          start_date: '2026-01-01',
          lookback_days: 30,
          revert_days: 31,
          user_id_type: 'open_id',
          incremental: 'exact',
          audit_hours: 24,
        },
        contact: { department_ids: [], department_id_type: 'open_department_id', user_id_type: 'open_id' },
      },
    },
    destination: { type: 'duckdb', path: '/etc/lark/larkstream.duckdb', schema: 'lark', hard_deletes: false },
    streams: { include: ['*'], exclude: [], mode: {} },
    events: {
      mode: 'long_connection',
      store: '/etc/lark/larkstream-events.db',
      reconcile_minutes: 60,
      retention_days: 7,
    },
  });
});

test('the mode webhook needs to know the token, and a Postgres is no path', () => {
  const withEvents = (events: string): Config => parse(`${complete}events: ${events}\n`);
  expect(() => withEvents('{ mode: webhook }')).toThrow('events.webhook: is needed for the mode webhook');
  expect(() => withEvents('{ mode: webhook, webhook: { port: 8787 } }')).toThrow('events.webhook.verification_token');
  expect(revealed(withEvents('{ store: "postgres://u:p@h/d" }').events)).toMatchObject({ store: 'postgres://u:p@h/d' });
});

test('reads the same configuration as JSON', () => {
  const json = JSON.stringify({
    source: {
      region: 'feishu',
      credentials: { auth_type: 'custom_app', app_id: 'cli_1', app_secret: `\${SECRET}` },
      modules: { approval: { approval_codes: ['A', 'B'], start_date: '2026-01-01' }, contact: {} },
    },
    destination: { type: 'duckdb', path: 'larkstream.duckdb' },
  });

  expect(revealed(parse(json))).toEqual(revealed(parse(complete)));
});

test('reports every problem at once, one line each, in the order of the file', () => {
  const error = failure(`source:
  region: larc
  credentials: { app_id: 3, app_secret: "\${ABSENT}" }
  rate_limt_scale: 3
  modules:
    attendance:
      lookback_days: -1
      start_date: 2026-02-30
    base: { tables: [{}] }
destination: { type: postgres }
`);

  expect(error.code).toBe('config.setting.invalid');
  expect(error.message.split('\n')).toEqual([
    'source.region: must be one of feishu, lark (line 2)',
    'source.credentials.app_id: must be text: put it in quotes (line 3)',
    'source.credentials.app_secret: environment variable ABSENT is not set (line 3)',
    'source.rate_limt_scale: is not a known setting; did you mean rate_limit_scale? (line 4)',
    'source.modules.attendance.lookback_days: must be at least 0 (line 7)',
    'source.modules.attendance.start_date: must be a date such as 2026-01-31 (line 8)',
    'source.modules.base.tables[0]: must have either `app_token` or `url` (line 9)',
    'destination.url: is required (line 10)',
  ]);
});

test.each([
  ['  modules: { contcat: {} }', 'source.modules.contcat: is not a known setting; did you mean contact? (line 5)'],
  ['  modules: {}', 'must switch on at least one of approval, base, attendance, contact'],
  ['  modules: { approval: { approval_codes: [] } }', 'approval_codes: must name at least one approval'],
  ['  modules: { base: { tables: [{ app_token: a, view_id: v }] } }', 'view_id: needs `table_id` beside it'],
  ['  modules: { base: { tables: [{ url: "https://x.feishu.cn/base/a", table_id: t }] } }', 'is already part of `url`'],
  ['  modules: { contact: { user_id_type: email } }', 'must be one of open_id, union_id, user_id'],
  ['  modules: { attendance: { lookback_days: 1.5 } }', 'lookback_days: must be a whole number'],
  ['  modules: { contact: yes }', 'source.modules.contact: must be a group of settings'],
])('refuses %s', (lines, expected) => {
  expect(failure(withSource(lines)).message).toContain(expected);
});

test.each([
  ['version: 1\n', 'has an unknown setting', 'Correct or remove the setting in each line that is told'],
  ['version: 1\nsource: 3\n', 'must be a group of settings', 'Correct or remove the setting in each line that is told'],
  ['sourc: {}\n', 'sourc: is not a known setting', 'Correct the named setting'],
])('the cure for %j sends to what the message shows', (lines, message, cure) => {
  const error = failure(lines);
  expect(error.message).toContain(message);
  expect(error.cure).toContain(cure);
});

test('names the missing variable, and only that, when nothing else is wrong', () => {
  const error = failure(complete);

  expect(error.code).toBe('config.variable.missing');
  expect(error.message).toBe('source.credentials.app_secret: environment variable SECRET is not set (line 8)');
});

test('a variable is replaced after parsing, anywhere in a text, and $${ stands for itself', () => {
  const text = complete.replace('larkstream.duckdb', () => `"\${DIR}/a$\${b}.duckdb"`);

  expect(revealed(parse(text, { SECRET: 'x:[y', DIR: '/data' }))).toMatchObject({
    source: { credentials: { app_secret: 'x:[y' } },
    destination: { path: `/data/a\${b}.duckdb` },
  });
});

test('a syntax error has line and column and shows nothing of the text', () => {
  const error = failure('source:\n  credentials:\n    app_secret: "s3cret" more\n    app_id: [\n');

  expect(error.code).toBe('config.file.malformed');
  expect(error.message).toMatch(/^\/etc\/lark\/larkstream\.yaml:3:\d+: /);
  expect(error.message).not.toContain('s3cret');
});

test('a key that stands twice is an error', () => {
  expect(failure('source: {}\nsource: {}\n').message).toContain(':2:1: this key occurs twice in its group');
});

test('no message shows a value of a setting', () => {
  const error = failure(complete.replace('region: feishu', 'region: hunter2').replace('cli_1', '[hunter2]'), {
    SECRET: 'hunter2',
  });

  expect(error.message).toContain('region');
  expect(JSON.stringify([error.message, error.details])).not.toContain('hunter2');
});

test('a file that does not exist is named; one that exists is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-config-'));
  try {
    const file = join(folder, 'larkstream.yaml');
    expect(() => readConfig(file, {})).toThrow(`There is no configuration file ${file}`);
    writeFileSync(file, complete);
    expect(readConfig(file, { SECRET: 'x' }).destination).toMatchObject({ path: join(folder, 'larkstream.duckdb') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  '',
  '[]',
  'source: 3',
  'source: { modules: 3, credentials: 3 }',
  'source: { credentials: { auth_type: x } }',
])('an odd file is refused with a configuration error: %s', (text) => {
  expect(failure(text).code).toBe('config.setting.invalid');
});
