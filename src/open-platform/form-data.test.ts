import { expect, test } from 'vitest';
import { formBytes, formType } from './form-data.ts';

test('a form is read back by those who read forms, whatever is in it', async () => {
  const content = new Uint8Array(Array.from({ length: 700 }, (_, index) => index % 256));
  const form = {
    fields: { file_type: 'stream', file_name: '报告 "1".bin' },
    file: { field: 'file', name: 'a"b\r\n报告.bin', content },
  };
  const bytes = Buffer.from(formBytes(form));
  const read = await new Response(bytes, { headers: { 'content-type': formType(form) } }).formData();
  expect([read.get('file_type'), read.get('file_name')]).toEqual(['stream', '报告 "1".bin']);
  const file = read.get('file');
  expect(file).toBeInstanceOf(Blob);
  expect(new Uint8Array(file instanceof Blob ? await file.arrayBuffer() : [])).toEqual(content);
});
