import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of this machine that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Ports that Linux and macOS give to nobody who asks for any. */
const kept = { first: 20_000, count: 10_000 };

/** A port that is free again for a server that ends and comes back: none of the connections that others make in between gets it. */
export async function lastingPort(): Promise<number> {
  for (let tries = 0; tries < kept.count; tries += 1) {
    const port = kept.first + ((process.pid + tries) % kept.count);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
  throw new Error('no port');
}
