import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Names this process among all that share a store. */
export function newOwner(): string {
  return `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
}
