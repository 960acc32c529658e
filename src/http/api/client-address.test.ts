import { expect, test } from 'vitest';
import { clientAddress, parseProxies } from './client-address.ts';

const proxies = parseProxies(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);

test.each([
  ['198.51.100.1', undefined, '198.51.100.1'],
  ['198.51.100.1', '203.0.113.9', '198.51.100.1'],
  ['10.1.2.3', '203.0.113.9', '203.0.113.9'],
  ['::ffff:10.1.2.3', '203.0.113.9', '203.0.113.9'],
  ['fd00::1', '2001:db8::5', '2001:db8::5'],
  ['10.1.2.3', '1.1.1.1, 203.0.113.9, 192.0.2.7', '203.0.113.9'],
  ['10.1.2.3', '203.0.113.9, nonsense', '10.1.2.3'],
  ['10.1.2.3', '10.9.9.9', '10.9.9.9'],
  ['10.1.2.3', undefined, '10.1.2.3'],
  ['10.1.2.3', '203.0.113.9:4711', '203.0.113.9'],
  ['10.1.2.3', '203.0.113.9:4711, 192.0.2.7:80', '203.0.113.9'],
  ['10.1.2.3', '[2001:db8::5]:4711', '2001:db8::5'],
  ['10.1.2.3', '[2001:db8::5]', '2001:db8::5'],
  ['10.1.2.3', '"[2001:db8::5]:4711"', '2001:db8::5'],
  ['10.1.2.3', '[::ffff:203.0.113.9]:4711', '203.0.113.9'],
  ['10.1.2.3', '203.0.113.9, [fd00::9]:80', '203.0.113.9'],
  [undefined, '203.0.113.9', undefined],
])('of the socket %s and the header %s, the asker is %s', (peer, forwarded, expected) => {
  expect(clientAddress(peer, forwarded, proxies)).toBe(expected);
});

test('without proxies that the operator names, nobody’s word is believed', () => {
  expect(clientAddress('127.0.0.1', '203.0.113.9', parseProxies([]))).toBe('127.0.0.1');
});

test.each(['proxy.example.com', '10.0.0.0/33', '10.0.0.0/x', '', 'fd00::/129'])('%s is no proxy', (entry) => {
  expect(() => parseProxies([entry])).toThrow(expect.objectContaining({ code: 'config.setting.invalid' }));
});
