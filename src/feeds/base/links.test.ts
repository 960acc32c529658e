import { expect, test } from 'vitest';
import { parseBaseLink, splitEmbedded } from './links.ts';

test.each([
  [
    'https://example.feishu.cn/base/BascN1?table=tblA&view=vewB',
    { kind: 'base', reference: { appToken: 'BascN1', tableId: 'tblA', viewId: 'vewB' } },
  ],
  ['https://acme.larksuite.com/base/BascN1', { kind: 'base', reference: { appToken: 'BascN1' } }],
  [
    'https://lark.intranet.example/prefix/base/BascN1/?x=1&table=tblA',
    { kind: 'base', reference: { appToken: 'BascN1', tableId: 'tblA' } },
  ],
  ['https://example.feishu.cn/wiki/WikiN1?table=tblA', { kind: 'wiki', nodeToken: 'WikiN1', tableId: 'tblA' }],
])('%s', (link, expected) => {
  expect(parseBaseLink(link)).toEqual(expected);
});

test.each(['https://example.feishu.cn/docx/DocN1', 'BascN1', ''])(
  '%j is no link to a Base, and says what to copy',
  (link) => {
    expect(() => parseBaseLink(link)).toThrow(
      expect.objectContaining({ code: 'config.setting.invalid', cure: expect.stringContaining('/base/') }),
    );
  },
);

test.each([
  ['https://example.feishu.cn/share/base/view/shrcnAbC', 'shares a view'],
  ['https://example.feishu.cn/share/base/form/shrcnAbC', 'shares a view or a form'],
  ['https://acme.larksuite.com/share/base/dashboard/shrusAbC?table=tblA', 'shares'],
  ['https://example.feishu.cn/base/add/AbC', 'adds or shows one record'],
  ['https://example.feishu.cn/record/AbC', 'shows one record'],
  ['https://example.feishu.cn/base/workspace/FEqVbbLmWaB6xMsX', 'workspace'],
  ['https://example.feishu.cn/base/home', 'workspace'],
  ['https://example.feishu.cn/wiki/space/7034502641455497244', 'wiki space'],
  ['https://example.feishu.cn/wiki/settings/7034502641455497244', 'wiki space'],
])('%s is no token, and says which link is needed', (link, what) => {
  expect(() => parseBaseLink(link)).toThrow(
    expect.objectContaining({
      code: 'config.setting.invalid',
      message: expect.stringContaining(what),
      cure: expect.stringContaining('/base/<token>'),
    }),
  );
});

test('the token of an embedded Base names its table too', () => {
  expect(splitEmbedded({ appToken: 'BascN1_tblA' })).toEqual({ appToken: 'BascN1', tableId: 'tblA' });
  expect(splitEmbedded({ appToken: 'BascN1', tableId: 'tblB' })).toEqual({ appToken: 'BascN1', tableId: 'tblB' });
});
