const blockBytes = 16 * 1024;

/**
 * Memory in which bodies gather, in equal blocks that are reused and never released. Hundreds of bodies that grow and
 * vanish side by side would leave the memory of the process full of holes, several times as large as what they hold.
 */
export class Blocks {
  readonly #spare: Uint8Array[] = [];

  take(): Uint8Array {
    return this.#spare.pop() ?? new Uint8Array(blockBytes);
  }

  giveBack(blocks: readonly Uint8Array[]): void {
    this.#spare.push(...blocks);
  }
}

/** Bytes that arrive bit by bit. */
export class Gathered {
  readonly #from: Blocks;
  #blocks: Uint8Array[] = [];
  #size = 0;

  constructor(from: Blocks) {
    this.#from = from;
  }

  get size(): number {
    return this.#size;
  }

  add(chunk: Uint8Array): void {
    let done = 0;
    while (done < chunk.length) {
      const at = this.#size % blockBytes;
      if (at === 0) this.#blocks.push(this.#from.take());
      const part = chunk.subarray(done, done + blockBytes - at);
      this.#blocks.at(-1)?.set(part, at);
      done += part.length;
      this.#size += part.length;
    }
  }

  /** A copy in one piece. */
  toBuffer(): Buffer<ArrayBuffer> {
    const whole = Buffer.from(new ArrayBuffer(this.#size));
    for (const [index, block] of this.#blocks.entries()) {
      const from = index * blockBytes;
      whole.set(block.subarray(0, this.#size - from), from);
    }
    return whole;
  }

  clear(): void {
    this.#from.giveBack(this.#blocks);
    this.#blocks = [];
    this.#size = 0;
  }
}
