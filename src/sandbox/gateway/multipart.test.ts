import { expect, test } from 'vitest';
import { readForm } from './multipart.ts';

const type = 'multipart/form-data; boundary=X';

function form(...parts: readonly string[]): Buffer {
  return Buffer.from(`${parts.map((part) => `--X\r\n${part}\r\n`).join('')}--X--\r\n`, 'latin1');
}

test('texts and files are told apart, and bytes stay as they are', () => {
  const body = form(
    'Content-Disposition: form-data; name="file_type"\r\n\r\nstream',
    'Content-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n\xff\r\n\x00',
    'Content-Disposition: form-data; name="bare"\r\nContent-Type: application/octet-stream\r\n\r\nbytes',
    'Content-Disposition: form-data; name="note"\r\nContent-Type: text/plain\r\n\r\n',
  );
  const read = readForm(type, body);
  expect([...(read?.texts ?? [])]).toEqual([
    ['file_type', 'stream'],
    ['note', ''],
  ]);
  expect(read?.files.get('file')).toEqual({ name: 'a.bin', bytes: Buffer.from([0xff, 13, 10, 0]) });
  expect(read?.files.get('bare')).toEqual({ name: '', bytes: Buffer.from('bytes') });
});

test.each(['', 'application/json', 'multipart/form-data'])('%s is no form', (other) => {
  expect(readForm(other, form())).toBeUndefined();
});

test('a body that ends too early gives what is whole', () => {
  const whole = form('Content-Disposition: form-data; name="a"\r\n\r\n1');
  expect(readForm(type, whole.subarray(0, 20))?.texts.size).toBe(0);
  expect(readForm('multipart/form-data; boundary="X"', whole)?.texts.get('a')).toBe('1');
});
