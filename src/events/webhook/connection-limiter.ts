import { isIPv6 } from 'node:net';
import { Blocks } from './blocks.ts';

/** Upper bounds of the connections of one process; above them, those that have proved nothing are closed first. */
export interface ConnectionLimits {
  /** Of all servers of the process together. */
  readonly connections: number;
  /** Of those that have proved nothing: behind one address there may be many who have. */
  readonly connectionsPerAddress: number;
  /** Bodies that have arrived and are not answered yet. */
  readonly bytes: number;
}

/** A connection from outside. */
export interface PeerConnection {
  /** Whose share of the connections it takes; undefined for a proxy, behind which there are many. */
  readonly address: string | undefined;
  /** Ends it without a word, and calls `remove`. */
  readonly close: () => void;
  /** It has sent something that was believed; `prove` says so. */
  isProven: boolean;
  /** Something believed is being stored: it is not to be closed now. */
  answering: number;
  bytes: number;
  /** Forgets what has arrived of its body, at once: its connection reports the end only later. */
  dropBody: () => void;
}

/** Bodies above this size give way first, so that small events pass while large strangers hold what there is. */
const largeBytes = 64 * 1024;

/**
 * Bounds what strangers can take before they have proved anything: connections in all, connections of an address, bytes of bodies.
 * A new connection replaces the one that has waited longest without authenticating, so that the platform, which
 * sends its event at once, always gets its turn.
 */
export class ConnectionLimiter {
  readonly blocks: Blocks = new Blocks();
  readonly #limits: ConnectionLimits;
  /** In the order of their coming. */
  readonly #connections = new Set<PeerConnection>();
  /** Those that have proved nothing. */
  readonly #atAddress = new Map<string, number>();
  readonly #onClosed: () => void;
  #bytes = 0;

  constructor(limits: ConnectionLimits, onClosed: () => void = () => {}) {
    this.#limits = limits;
    this.#onClosed = onClosed;
  }

  get connections(): number {
    return this.#connections.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(connection: PeerConnection): void {
    this.#connections.add(connection);
    if (connection.address !== undefined) {
      const count = (this.#atAddress.get(connection.address) ?? 0) + 1;
      this.#atAddress.set(connection.address, count);
      if (count > this.#limits.connectionsPerAddress)
        this.#close(this.#longestWaiting((one) => !one.isProven && one.address === connection.address) ?? connection);
    }
    if (this.#connections.size > this.#limits.connections) this.#close(this.#longestWaiting(() => true) ?? connection);
  }

  remove(connection: PeerConnection): void {
    if (!this.#connections.delete(connection)) return;
    this.release(connection, connection.bytes);
    if (!connection.isProven) this.#leaveAddress(connection);
  }

  /** It has sent something that was believed. */
  prove(connection: PeerConnection): void {
    if (connection.isProven) return;
    connection.isProven = true;
    if (this.#connections.has(connection)) this.#leaveAddress(connection);
  }

  /** More of its body has arrived. */
  hold(connection: PeerConnection, bytes: number): void {
    // Bytes after its end belong to no request.
    if (!this.#connections.has(connection)) return;
    connection.bytes += bytes;
    this.#bytes += bytes;
    while (this.#bytes > this.#limits.bytes) {
      const large = this.#longestWaiting((one) => one.bytes > largeBytes);
      this.#close(large ?? this.#longestWaiting((one) => one.bytes > 0) ?? connection);
      if (connection.bytes === 0) return;
    }
  }

  /** Of its body nothing is kept any more. */
  release(connection: PeerConnection, bytes: number): void {
    const released = Math.min(bytes, connection.bytes);
    connection.bytes -= released;
    this.#bytes -= released;
  }

  /** Of those who have proved nothing, else of those who have nothing under way. */
  #longestWaiting(fits: (connection: PeerConnection) => boolean): PeerConnection | undefined {
    let proven: PeerConnection | undefined;
    for (const connection of this.#connections) {
      if (connection.answering > 0 || !fits(connection)) continue;
      if (!connection.isProven) return connection;
      proven ??= connection;
    }
    return proven;
  }

  #leaveAddress({ address }: PeerConnection): void {
    if (address === undefined) return;
    const count = (this.#atAddress.get(address) ?? 1) - 1;
    if (count > 0) this.#atAddress.set(address, count);
    else this.#atAddress.delete(address);
  }

  #close(connection: PeerConnection): void {
    this.remove(connection);
    connection.dropBody();
    connection.close();
    this.#onClosed();
  }
}

/** Whose connection it is: an IPv4 address, or the 64 bits of an IPv6 address that one host may vary freely below. */
export function addressShare(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return `${[...groups, ...Array<string>(zeros).fill('0'), ...rest].slice(0, 4).join(':')}::/64`;
}
