import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { listenOn } from '../events/listen.ts';
import { silentLogger } from '../model/logger.ts';
import { unnamedProxyNotice } from './unnamed-proxy.ts';

test.each([
  ['no proxy is named', [], ['127.0.0.1']],
  ['another proxy is named', ['10.0.0.0/8'], ['127.0.0.1']],
  ['it is named', ['127.0.0.0/8'], []],
])('who forwards requests is told once, with the flag, where %s', async (_, proxies, told) => {
  const warnings: unknown[] = [];
  const warn = (message: string, fields?: object): void => {
    expect(message).toContain('--proxies');
    warnings.push(fields);
  };
  const notice = unnamedProxyNotice(proxies, { ...silentLogger, warn });
  const server = createServer((request, response) => {
    notice(request);
    response.end();
  });
  const url = await listenOn(server, { host: '127.0.0.1', port: 0 }, '--port');
  await fetch(url);
  expect(warnings).toEqual([]);
  for (let again = 0; again < 2; again++) await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.9' } });
  expect(warnings).toEqual(told.map((address) => ({ address })));
  server.closeAllConnections();
  server.close();
});
