import { expect, test } from 'vitest';
import { revealed } from '../../test/support/revealed.ts';
import { parseConfig } from './read-config.ts';
import { renderTemplate, type TemplateOptions } from './template.ts';

const environment = { LARK_APP_SECRET: 's' };
const wanted: TemplateOptions = {
  region: 'lark',
  appId: 'cli_1',
  appSecret: `\${LARK_APP_SECRET}`,
  modules: ['approval', 'base', 'attendance', 'contact'],
  settings: { approval: { approval_codes: ['A-1', 'B-2'] }, base: { tables: [{ app_token: 'bascn1' }] } },
  startDate: '2026-02-03',
  path: './larkstream.duckdb',
};
const parse = (text: string): ReturnType<typeof parseConfig> =>
  parseConfig({ text, file: '/x/larkstream.yaml', environment });

test('a written template can be read, and holds the requested settings', () => {
  expect(revealed(parse(renderTemplate(wanted)).source)).toMatchObject({
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

const languages = ['en', 'zh'] as const;
const templates: readonly TemplateOptions[] = [
  wanted,
  { ...wanted, modules: ['contact'], settings: { contact: { department_ids: ['od-1'] } } },
  { ...wanted, destination: 'postgres', path: 'postgres://u:p@h/d', rateLimitScale: 2 },
];

test.each(templates)('the remarks are in the language that was asked for, the settings the same (%#)', (options) => {
  const [en = '', zh = ''] = languages.map((language) => renderTemplate({ ...options, language }));
  const remarks = (text: string): string[] => text.match(/(?<=# )(?!\w+: |[- ] ).+$/gm) ?? [];

  expect(renderTemplate(options)).toBe(en);
  expect(revealed(parse(zh))).toEqual(revealed(parse(en)));
  expect(zh.split('\n')).toHaveLength(en.split('\n').length);
  expect(en).not.toMatch(/\p{Script=Han}/u);
  expect(remarks(zh.replaceAll(/`[^`\n]+`/g, '')).join('\n')).not.toMatch(/[A-Za-z]{2,}(?: [a-z]{2,}){2,}/);
  expect(zh.match(/\p{Script=Han}+/gu)?.length).toBeGreaterThan(20);
});
