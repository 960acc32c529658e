import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../model/errors.ts';
import { untranslated } from '../model/message.ts';
import { platformCode } from './error-map.ts';
import { type ErrorRule, ruleFor } from './error-rules.ts';

interface DocumentedCode {
  readonly code: number;
  readonly kind: string;
  readonly source: string;
}

const documented: DocumentedCode[] = readFileSync(new URL('../../contract/codes.tsv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .map(([code, , , kind = '', , source = '']) => ({ code: Number(code), kind, source }));

/** What must follow from the class that the contract gives a code. */
const expected: Readonly<
  Record<string, { readonly reactions: readonly string[]; readonly errors: readonly string[] }>
> = {
  transient: { reactions: ['transient', 'few', 'contention'], errors: ['lark.server.failed'] },
  transient_v3: { reactions: ['few'], errors: ['lark.server.failed'] },
  server_fault_contact_support: { reactions: ['few', 'fail'], errors: ['lark.server.failed'] },
  throttle: { reactions: ['throttle', 'contention'], errors: ['lark.rate.limited'] },
  quota: { reactions: ['quota', 'fail'], errors: ['lark.quota.exhausted', 'lark.call.failed'] },
  scope: { reactions: ['fail'], errors: ['lark.scope.missing'] },
  data_range: { reactions: ['fail'], errors: ['lark.range.denied', 'lark.document.forbidden'] },
  ip: { reactions: ['fail'], errors: ['lark.ip.denied'] },
  page_token: { reactions: ['fail'], errors: ['lark.page.invalid'] },
  params: { reactions: ['fail'], errors: ['lark.parameter.rejected'] },
  params_v3: { reactions: ['fail'], errors: ['lark.parameter.rejected'] },
  id_kind: { reactions: ['fail'], errors: ['lark.entity.missing'] },
  not_found: { reactions: ['fail'], errors: ['lark.entity.missing', 'lark.document.missing'] },
  not_found_v3: { reactions: ['fail'], errors: ['lark.entity.missing'] },
  app_state: { reactions: ['fail'], errors: ['lark.app.disabled', 'lark.credentials.rejected'] },
  isv_ticket: { reactions: ['fail'], errors: ['lark.credentials.rejected'] },
  isv_tenant_token: { reactions: ['fail'], errors: ['lark.credentials.rejected'] },
  token_refresh: { reactions: ['replay'], errors: ['lark.token.rejected'] },
  token_bug: { reactions: ['fail'], errors: ['lark.token.rejected'] },
  user_token: { reactions: ['fail'], errors: ['lark.token.rejected'] },
  wire: { reactions: ['fail'], errors: ['lark.endpoint.missing'] },
};

/** Classes of calls that the client does not make: old APIs, writes, long connections; the rest has no common meaning. */
const elsewhere = [
  'business',
  'data_range_legacy',
  'forbidden_legacy',
  'id_kind_legacy',
  'idempotent_repeat',
  'connection_limit',
];

const ruleOf = (code: number, domain: string): ErrorRule => ruleFor({ code, domain, status: 400 });
const judged = documented.filter(({ kind }) => !elsewhere.includes(kind));

test('the contract was read, and every class is judged or named as not ours', () => {
  expect(judged.length).toBeGreaterThan(350);
  expect(judged.filter(({ kind }) => expected[kind] === undefined)).toEqual([]);
});

test('every documented code is treated as its class asks', () => {
  const wrong = judged.filter(({ code, kind }) => {
    const rule = ruleOf(code, kind.endsWith('_v3') ? 'contact' : '');
    return !expected[kind]?.reactions.includes(rule.reaction) || !expected[kind].errors.includes(rule.error);
  });
  expect(wrong).toEqual([]);
});

describe('one code, two meanings', () => {
  test.each([
    { code: 40003, domain: 'contact', reaction: 'few' },
    { code: 40003, domain: 'im', reaction: 'fail' },
    { code: 10003, domain: 'auth', reaction: 'fail', error: 'lark.credentials.rejected' },
    { code: 10003, domain: 'contact', reaction: 'fail', error: 'lark.parameter.rejected' },
    { code: 1254030, domain: 'bitable', reaction: 'fail', error: 'lark.page.invalid' },
    { code: 1254002, domain: 'bitable', reaction: 'few' },
  ])('$code in $domain: $reaction', ({ code, domain, ...rule }) => {
    expect(ruleOf(code, domain)).toMatchObject(rule);
  });
});

describe('the modules’ own codes', () => {
  test.each([
    { codes: [1390003, 1254043, 40015, 41012], family: 'record', error: 'lark.entity.missing' },
    { codes: [1390002, 1390015, 1390016], family: 'config', error: 'lark.entity.missing' },
    { codes: [1254040, 1254041, 1254003, 1254004], family: 'config', error: 'lark.document.missing' },
    { codes: [1220004, 1220005, 1390009, 40004, 41050], family: 'config', error: 'lark.range.denied' },
    { codes: [131006, 1254302, 91403], family: 'config', error: 'lark.document.forbidden' },
    { codes: [1225000, 1227000, 1254200, 1255003], family: 'transient', error: 'lark.server.failed' },
    { codes: [1254016, 1254018, 1220001, 1390001], family: 'config', error: 'lark.parameter.rejected' },
  ])('$codes: $error', ({ codes, ...rule }) => {
    for (const code of codes) expect(ruleOf(code, '')).toMatchObject(rule);
  });
});

test('an unknown code is judged by the HTTP status', () => {
  const reaction = (status: number): string => ruleFor({ code: 31415926, domain: 'x', status }).reaction;
  expect([200, 400, 403, 429, 500, 504].map(reaction)).toEqual([
    'fail',
    'fail',
    'fail',
    'throttle',
    'transient',
    'transient',
  ]);
});

test('the platform code is read from our errors only', () => {
  const error = new ConfigError({ code: 'lark.call.failed', message: untranslated('x'), details: { platformCode: 5 } });
  expect([platformCode(error), platformCode(new Error('x')), platformCode({ details: { platformCode: 5 } })]).toEqual([
    5,
    undefined,
    undefined,
  ]);
});
