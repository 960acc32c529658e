import { expect, test } from 'vitest';
import { parseConfig } from './read-config.ts';
import { renderTemplate, type TemplateOptions } from './template.ts';

const environment = { LARK_APP_SECRET: 's' };
const wanted: TemplateOptions = {
  region: 'lark',
  appId: 'cli_1',
  appSecret: `\${LARK_APP_SECRET}`,
  modules: ['approval', 'base', 'attendance', 'contact'],
  approvalCodes: ['A-1', 'B-2'],
  baseTokens: ['bascn1'],
  startDate: '2026-02-03',
  path: './larkstream.duckdb',
};
const parse = (text: string): ReturnType<typeof parseConfig> =>
  parseConfig({ text, file: '/x/larkstream.yaml', environment });

test('what is written can be read, with what was asked for', () => {
  expect(parse(renderTemplate(wanted)).source).toMatchObject({
    region: 'lark',
    credentials: { auth_type: 'custom_app', app_id: 'cli_1', app_secret: 's' },
    modules: {
      approval: { approval_codes: ['A-1', 'B-2'], start_date: '2026-02-03' },
      base: { tables: [{ app_token: 'bascn1' }] },
      attendance: { start_date: '2026-02-03' },
      contact: { user_id_type: 'open_id' },
    },
  });
});

test('modules that are not wanted are off, and every comment is a setting that works', () => {
  const text = renderTemplate({ ...wanted, modules: ['contact'] });
  const everything = renderTemplate(wanted).replaceAll(/^( *)# (\w+:| {2}\w+:)/gm, '$1$2');

  expect(Object.keys(parse(text).source.modules)).toEqual(['contact']);
  expect(() => parse(everything)).not.toThrow();
});

test('the placeholders of an empty template are valid too', () => {
  const text = renderTemplate({
    region: 'feishu',
    appId: 'cli_TODO',
    appSecret: `\${LARK_APP_SECRET}`,
    modules: wanted.modules,
    path: 'x.duckdb',
  });

  expect(Object.keys(parse(text).source.modules)).toHaveLength(4);
});
