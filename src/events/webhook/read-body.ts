import type { IncomingMessage } from 'node:http';
import { Gathered } from './blocks.ts';
import type { ConnectionLimiter, PeerConnection } from './connection-limiter.ts';

type Body =
  | { readonly kind: 'whole'; readonly bytes: Buffer<ArrayBuffer> }
  | { readonly kind: 'too large' }
  /** The connection ended before the body did. */
  | { readonly kind: 'gone' };

/** Reads a body of at most `most` bytes; those that have arrived count in the limiter until it is released. */
export function readBody(
  request: IncomingMessage,
  {
    most,
    connection,
    limiter,
  }: { readonly most: number; readonly connection: PeerConnection; readonly limiter: ConnectionLimiter },
): Promise<Body> {
  return new Promise((resolve) => {
    const gathered = new Gathered(limiter.blocks);
    let isOver = false;
    const end = (body: () => Body): void => {
      if (isOver) return;
      isOver = true;
      connection.dropBody = () => {};
      resolve(body());
      gathered.clear();
    };
    connection.dropBody = () => end(() => ({ kind: 'gone' }));
    request.on('data', (chunk: Buffer) => {
      if (gathered.size + chunk.length > most) end(() => ({ kind: 'too large' }));
      if (!isOver) {
        gathered.add(chunk);
        limiter.hold(connection, chunk.length);
      }
      free(chunk);
    });
    request.on('end', () => end(() => ({ kind: 'whole', bytes: gathered.toBuffer() })));
    request.on('error', () => end(() => ({ kind: 'gone' })));
    request.on('close', () => end(() => ({ kind: 'gone' })));
  });
}

/**
 * Gives memory back at once. What strangers send is not part of what the garbage collector looks after, and would stay until
 * something else makes it run.
 */
export function free({ buffer, length }: Buffer): void {
  // Small ones may lie in a pool together with others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}
