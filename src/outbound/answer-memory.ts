/** A share of the memory, growing with one answer. `end` gives it back; it may be called more than once. */
export interface AnswerShare {
  /** True when the bytes are granted at once; else `onGranted` is called later. */
  grow(bytes: number, onGranted: () => void): boolean;
  end(): void;
}

interface Waiting {
  readonly share: Share;
  readonly bytes: number;
  readonly onGranted: () => void;
}

interface Share {
  held: number;
}

/**
 * The memory that all answers under way in this process hold together. What does not fit waits; one answer at a time may go beyond,
 * so that answers which all hold a part can never wait for each other for good.
 */
export class AnswerMemory {
  readonly #totalBytes: number;
  #heldBytes = 0;
  #elder: Share | undefined;
  #waiting: Waiting[] = [];

  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  open(): AnswerShare {
    const share: Share = { held: 0 };
    return {
      grow: (bytes, onGranted) => {
        if (this.#grant(share, bytes)) return true;
        this.#waiting.push({ share, bytes, onGranted });
        return false;
      },
      end: () => this.#end(share),
    };
  }

  #grant(share: Share, bytes: number): boolean {
    if (this.#heldBytes + bytes > this.#totalBytes) {
      this.#elder ??= share;
      if (this.#elder !== share) return false;
    }
    share.held += bytes;
    this.#heldBytes += bytes;
    return true;
  }

  #end(share: Share): void {
    this.#heldBytes -= share.held;
    share.held = 0;
    if (this.#elder === share) this.#elder = undefined;
    const waiting = this.#waiting.filter((one) => one.share !== share);
    this.#waiting = [];
    for (const one of waiting) {
      // In the order in which they came: the first that does not fit becomes the one that may go beyond.
      if (this.#grant(one.share, one.bytes)) one.onGranted();
      else this.#waiting.push(one);
    }
  }
}
