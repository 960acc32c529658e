import { expect, test } from 'vitest';
import { GuardedSocket } from '../../src/outbound/guarded-socket.ts';
import { createHostGuard } from '../../src/outbound/host-guard.ts';
import { fakeServer } from '../support/fake-servers.ts';

test('what a peer sends and nobody reads does not come in: the peer has to wait, and all of it is there when it is read', async () => {
  const piece = Buffer.alloc(64 * 1024, 'a');
  const all = 1_000 * piece.length;
  const gone = { bytes: 0 };
  await using server = await fakeServer(async (socket) => {
    socket.write('hello\n');
    for (let sent = 0; sent < all; sent += piece.length) {
      await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
      gone.bytes = sent;
    }
  });
  const parts = { guard: createHostGuard({ allowsPrivate: true }), environment: {} };
  const signal = new AbortController().signal;
  const socket = await GuardedSocket.open(
    { host: '127.0.0.1', port: server.port },
    { ...parts, signal, wholeMs: 60_000 },
  );
  try {
    expect(await socket.line(99)).toBe('hello');
    let before = -1;
    const stands = (): boolean => {
      const isSame = gone.bytes === before;
      before = gone.bytes;
      return isSame;
    };
    await expect.poll(stands, { interval: 100, timeout: 20_000 }).toBe(true);
    expect(gone.bytes).toBeLessThan(all / 2);
    let read = 0;
    for (; read < all; read += 20 * piece.length) await socket.bytes(20 * piece.length);
    expect(read).toBe(all);
  } finally {
    socket.close();
  }
});
