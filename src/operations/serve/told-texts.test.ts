import { expect, test } from 'vitest';
import { Redactor } from '../../model/redactor.ts';
import { Secret } from '../../model/secret.ts';
import { ToldTexts } from './told-texts.ts';

const redactor = new Redactor([new Secret('s3cr3t-password')]);
const error = {
  code: 'destination.open.failed',
  message: 'Cannot connect with s3cr3t-password',
  cure: 'Check host and port in `destination.url`, see `destination.open.failed`.',
  zh: { message: '无法连接', cure: '请检查 `destination.url` 中的主机和端口。' },
  details: { at: 1, names: ['s3cr3t-password', null] },
};

test('a setting of the destination is named by the destination that people know, in their language, and no secret is told', () => {
  expect(new ToldTexts(redactor, { destination: 'Warehouse' }).all(error)).toEqual({
    code: 'destination.open.failed',
    message: 'Cannot connect with ***',
    cure: 'Check host and port in `url` of the destination “Warehouse”, see `destination.open.failed`.',
    zh: { message: '无法连接', cure: '请检查目标“Warehouse”的 `url` 中的主机和端口。' },
    details: { at: 1, names: ['***', null] },
  });
});

test('where the destination has no name, the setting is named as it is', () => {
  expect(new ToldTexts(redactor, {}).all(error).cure).toBe(error.cure);
});

test('files below the folder for files are named as people gave them, and no others', () => {
  const texts = new ToldTexts(redactor, { filesRoot: '/srv/lark (files)' });
  const said =
    'Cannot open /srv/lark (files)/sales/a.duckdb: “/srv/lark (files)/sales” is not below /mnt/srv/lark (files)/x';
  expect(texts.text(said, 'en')).toBe('Cannot open sales/a.duckdb: “sales” is not below /mnt/srv/lark (files)/x');
  expect(new ToldTexts(redactor, { filesRoot: '/' }).text('Cannot open /a', 'en')).toBe('Cannot open /a');
});
