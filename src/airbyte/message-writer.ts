import { isObject, type JsonObject, type JsonValue } from '../util/json.ts';

export interface MessageWriterOptions {
  /** Resolves when the bytes have been taken; may be slow. */
  readonly write: (bytes: Buffer) => Promise<void>;
  /** Takes secrets out of texts that people read: logs, errors, the outcome of a check. */
  readonly scrub: (text: string) => string;
}

/** A pipe takes 64 KB at once; a little more makes sure that it is never waited for with a half-empty one. */
const chunkCharacters = 128 * 1024;

/**
 * Messages on their way to stdout: joined into chunks, written one after the other. `isFull` tells a producer to wait for
 * `flush`, so that a slow reader slows the reading and memory stays flat.
 */
export class MessageWriter {
  readonly #options: MessageWriterOptions;
  #text = '';
  #writing: Promise<void> = Promise.resolve();
  #failure: { readonly reason: unknown } | undefined;

  constructor(options: MessageWriterOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#text.length >= chunkCharacters;
  }

  /** A message that is rare. Its texts are scrubbed. */
  send(message: JsonObject): void {
    this.sendLine(JSON.stringify(this.#clean(message)));
  }

  /** A record or a state, which hold data and no texts of ours. */
  sendLine(line: string): void {
    this.#text += `${line}\n`;
  }

  /** Resolves when everything so far has been written. Rejects when the reader has left. */
  async flush(): Promise<void> {
    if (this.#text !== '') {
      const bytes = Buffer.from(this.#text, 'utf8');
      this.#text = '';
      this.#writing = this.#writing.then(() => this.#write(bytes));
    }
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure.reason;
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      await this.#options.write(bytes);
    } catch (reason) {
      this.#failure = { reason };
    }
  }

  #clean(value: JsonObject): JsonValue {
    const visit = (item: JsonValue | undefined): JsonValue | undefined => {
      if (typeof item === 'string') return this.#options.scrub(item);
      if (Array.isArray(item)) return item.map((one) => visit(one) ?? null);
      if (!isObject(item)) return item;
      return Object.fromEntries(Object.entries(item).map(([key, one]) => [key, visit(one)]));
    };
    return value.type === 'LOG' || value.type === 'TRACE' || value.type === 'CONNECTION_STATUS'
      ? (visit(value) ?? null)
      : value;
  }
}
