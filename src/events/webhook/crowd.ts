import { isIPv6 } from 'node:net';
import { Blocks } from './blocks.ts';

export interface CrowdLimits {
  /** Of all servers of the process together. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Bodies that have arrived and are not answered yet. */
  readonly bytes: number;
}

/** A connection from outside. */
export interface Guest {
  /** Whose share of the connections it takes; undefined for a proxy, behind which there are many. */
  readonly address: string | undefined;
  /** Ends it without a word, and calls `leave`. */
  readonly close: () => void;
  /** It has sent something that was believed. */
  isProven: boolean;
  /** Something believed is being stored: it is not to be closed now. */
  answering: number;
  bytes: number;
  /** Forgets what has arrived of its body, at once: the end of its connection is heard of only later. */
  dropBody: () => void;
}

/** Bodies above this size give way first, so that small events pass while large strangers hold what there is. */
const largeBytes = 64 * 1024;

/**
 * Bounds what strangers can take before they have proved anything: connections in all, connections of an address, bytes of bodies.
 * Whoever has waited longest without proving anything gives way to whoever comes now, so that the platform, which
 * sends its event at once, always gets its turn.
 */
export class Crowd {
  readonly blocks: Blocks = new Blocks();
  readonly #limits: CrowdLimits;
  /** In the order of their coming. */
  readonly #guests = new Set<Guest>();
  readonly #atAddress = new Map<string, number>();
  readonly #onClosed: () => void;
  #bytes = 0;

  constructor(limits: CrowdLimits, onClosed: () => void = () => {}) {
    this.#limits = limits;
    this.#onClosed = onClosed;
  }

  get connections(): number {
    return this.#guests.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  enter(guest: Guest): void {
    this.#guests.add(guest);
    if (guest.address !== undefined) {
      const count = (this.#atAddress.get(guest.address) ?? 0) + 1;
      this.#atAddress.set(guest.address, count);
      if (count > this.#limits.connectionsPerAddress)
        this.#close(this.#longestWaiting((one) => one.address === guest.address) ?? guest);
    }
    if (this.#guests.size > this.#limits.connections) this.#close(this.#longestWaiting(() => true) ?? guest);
  }

  leave(guest: Guest): void {
    if (!this.#guests.delete(guest)) return;
    this.release(guest, guest.bytes);
    if (guest.address === undefined) return;
    const count = (this.#atAddress.get(guest.address) ?? 1) - 1;
    if (count > 0) this.#atAddress.set(guest.address, count);
    else this.#atAddress.delete(guest.address);
  }

  /** More of its body has arrived. */
  hold(guest: Guest, bytes: number): void {
    // What arrives after its end is nobody's.
    if (!this.#guests.has(guest)) return;
    guest.bytes += bytes;
    this.#bytes += bytes;
    while (this.#bytes > this.#limits.bytes) {
      const large = this.#longestWaiting((one) => one.bytes > largeBytes);
      this.#close(large ?? this.#longestWaiting((one) => one.bytes > 0) ?? guest);
      if (guest.bytes === 0) return;
    }
  }

  /** Of its body nothing is kept any more. */
  release(guest: Guest, bytes: number): void {
    const released = Math.min(bytes, guest.bytes);
    guest.bytes -= released;
    this.#bytes -= released;
  }

  /** Of those who have proved nothing, else of those who have nothing under way. */
  #longestWaiting(fits: (guest: Guest) => boolean): Guest | undefined {
    let proven: Guest | undefined;
    for (const guest of this.#guests) {
      if (guest.answering > 0 || !fits(guest)) continue;
      if (!guest.isProven) return guest;
      proven ??= guest;
    }
    return proven;
  }

  #close(guest: Guest): void {
    this.leave(guest);
    guest.dropBody();
    guest.close();
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
