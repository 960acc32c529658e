/** Bytes of a body that hold one value. Several values share the body. */
export interface Place {
  readonly body: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Shorter pieces are copied faster by a loop than by a call. */
const longPiece = 96;
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const bytesPerUnit = 3;

/** Bytes that are put together piece by piece. Their memory is used again after `clear`. */
export class GrowingBytes {
  #bytes: Buffer;
  #length = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  get length(): number {
    return this.#length;
  }

  /** What is there, until the next change. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Forgets what was added since it had this length. */
  cutTo(length: number): void {
    this.#length = Math.min(length, this.#length);
  }

  addText(text: string): void {
    this.#reserve(text.length * bytesPerUnit);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  add({ body, start, end }: Place): void {
    this.#reserve(end - start);
    if (end - start > longPiece) body.copy(this.#bytes, this.#length, start, end);
    else for (let at = start, to = this.#length; at < end; at++, to++) this.#bytes[to] = body[at] ?? 0;
    this.#length += end - start;
  }

  toString(): string {
    return this.#bytes.toString('utf8', 0, this.#length);
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + size));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
