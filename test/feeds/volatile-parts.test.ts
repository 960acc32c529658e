import { expect, test } from 'vitest';
import { approvalStreams } from '../../src/feeds/approval/streams.ts';
import { attachmentLinks } from '../../src/feeds/base/streams.ts';
import type { VolatileParts } from '../../src/model/stream.ts';

function without({ mark, pattern }: VolatileParts, text: string): string {
  return text.includes(mark) ? text.replaceAll(pattern, '') : text;
}

const files = 'https://p3-approval-sign.byteimg.com/lark-approval-attachment/image/1/a.png~tplv.image';
const parts =
  approvalStreams.find(({ name }) => name === 'approval_instance_payloads')?.volatileParts ?? attachmentLinks;

test.each([
  ['plain', `["${files}?x-expires=1659033558&x-signature=6edF3k%2BaH%3D#.png","b"]`, `["${files}","b"]`],
  ['JSON with escapes', `["${files}?x-expires=1\\u0026x-signature=2","b"]`, `["${files}","b"]`],
  [
    'JSON in JSON',
    `{"form":"[{\\"value\\":[\\"${files}?x-expires=1\\\\u0026x-signature=2\\"]}]"}`,
    `{"form":"[{\\"value\\":[\\"${files}\\"]}]"}`,
  ],
  ['somebody writes of it', '{"comment":"x-expires=5?"}', '{"comment":"x-expires=5?"}'],
])('signatures of approval files: %s', (_, text, rest) => {
  expect(without(parts, text)).toBe(rest);
});

test('permissions in links to attachments, and nothing else of a record', () => {
  const open = 'https://open.feishu.cn/open-apis/drive/v1/medias';
  const cell = (extra: string): string =>
    `{"附件":[{"file_token":"T1","name":"a?b.pdf","tmp_url":"${open}/batch_get_tmp_download_url?file_tokens=T1&extra=${extra}","url":"${open}/T1/download?extra=${extra}"}],"网址":{"link":"https://x.cn/?q=1","text":"?"}}`;
  expect(without(attachmentLinks, cell('%7B1'))).toBe(without(attachmentLinks, cell('%7B2')));
  expect(without(attachmentLinks, cell('1'))).toContain('"link":"https://x.cn/?q=1"');
  expect(without(attachmentLinks, cell('1').replaceAll('T1', 'T2'))).not.toBe(without(attachmentLinks, cell('1')));
  expect(without(attachmentLinks, cell('1').replace('a?b', 'a?c'))).not.toBe(without(attachmentLinks, cell('1')));
});
