import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { authority, httpListen } from './http-listen.ts';

test('an IPv6 address stands in brackets', () => {
  expect(authority({ host: '::1', port: 80 })).toBe('[::1]:80');
  expect(authority({ host: '127.0.0.1', port: 80 })).toBe('127.0.0.1:80');
});

test('a server on a free port answers at the URL, and the port is taken for the next one', async () => {
  const server = createServer((_request, response) => response.end('here'));
  const other = createServer();
  try {
    const url = await httpListen(server, { host: '127.0.0.1', port: 0 });
    expect(await (await fetch(url)).text()).toBe('here');
    const { port } = new URL(url);
    await expect(httpListen(other, { host: '127.0.0.1', port: Number(port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  } finally {
    server.close();
    server.closeAllConnections();
    other.close();
  }
});
