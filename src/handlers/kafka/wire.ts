import { Buffer } from 'node:buffer';

/** Writes numbers and texts as Kafka's protocol has them. https://kafka.apache.org/protocol#protocol_types */
export class Writer {
  readonly #pieces: Buffer[] = [];

  int8(value: number): this {
    return this.#put(1, (piece) => piece.writeInt8(value));
  }

  int16(value: number): this {
    return this.#put(2, (piece) => piece.writeInt16BE(value));
  }

  int32(value: number): this {
    return this.#put(4, (piece) => piece.writeInt32BE(value));
  }

  uint32(value: number): this {
    return this.#put(4, (piece) => piece.writeUInt32BE(value));
  }

  int64(value: bigint): this {
    return this.#put(8, (piece) => piece.writeBigInt64BE(value));
  }

  /** In zigzag. */
  varint(value: number): this {
    const bytes: number[] = [];
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest >= 0x80) {
      bytes.push((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.raw(Uint8Array.of(...bytes, rest));
  }

  /** A text with its length before it as a varint, as in records; -1 for none. */
  sized(text: string | undefined): this {
    if (text === undefined) return this.varint(-1);
    const bytes = Buffer.from(text, 'utf8');
    return this.varint(bytes.length).raw(bytes);
  }

  text(text: string | null): this {
    if (text === null) return this.int16(-1);
    const bytes = Buffer.from(text, 'utf8');
    return this.int16(bytes.length).raw(bytes);
  }

  bytes(bytes: Uint8Array): this {
    return this.int32(bytes.length).raw(bytes);
  }

  raw(bytes: Uint8Array): this {
    this.#pieces.push(Buffer.from(bytes));
    return this;
  }

  buffer(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  #put(size: number, write: (piece: Buffer) => void): this {
    const piece = Buffer.alloc(size);
    write(piece);
    this.#pieces.push(piece);
    return this;
  }
}

/** Reads what `Writer` writes. @throws RangeError where there is less than it says */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#skip(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#skip(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#skip(4));
  }

  int64(): bigint {
    return this.#bytes.readBigInt64BE(this.#skip(8));
  }

  text(): string | null {
    const length = this.int16();
    return length < 0 ? null : this.#slice(length).toString('utf8');
  }

  bytes(): Buffer {
    return this.#slice(Math.max(0, this.int32()));
  }

  /** A list, each item of which `read` reads. */
  list<T>(read: () => T): readonly T[] {
    const count = this.int32();
    // An item has at least one byte: whoever says more is lying.
    if (count > this.#bytes.length) throw new RangeError(`A list of ${count}`);
    return Array.from({ length: Math.max(0, count) }, read);
  }

  #slice(length: number): Buffer {
    const from = this.#skip(length);
    return this.#bytes.subarray(from, from + length);
  }

  #skip(count: number): number {
    const from = this.#at;
    if (from + count > this.#bytes.length) throw new RangeError('It ends too soon');
    this.#at += count;
    return from;
  }
}
