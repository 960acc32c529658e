import { GrowingBytes } from '../util/growing-bytes.ts';
import { isObject, type JsonObject, type JsonValue } from '../util/json.ts';
import { toVisible } from '../util/visible.ts';

/** Where the bytes of the messages go, and what hides secrets in them. */
interface MessageWriterOptions {
  /** Resolves when the bytes have been taken; may be slow. */
  readonly write: (bytes: Buffer) => Promise<void>;
  /** Takes secrets out of texts that people read: logs, errors, the outcome of a check. */
  readonly scrub: (text: string) => string;
}

/** A pipe takes 64 KB at once; a little more makes sure that it is never waited for with a half-empty one. */
const chunkBytes = 128 * 1024;
/** Room for the page that fills a chunk, so that it seldom grows. */
const chunkRoom = 1024 * 1024;

/**
 * U+0085, U+2028 and U+2029 are ordinary characters in JSON, but Python's `splitlines`, with which some readers cut the
 * output, takes them for line ends. They can stand only inside of texts, where an escape means the same.
 */
const pythonLineEnds = ['\u0085', '\u2028', '\u2029'].map((end) => ({
  end,
  bytes: Buffer.from(end),
  escaped: `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
}));

function withoutPythonLineEnds(bytes: Buffer): Buffer {
  const found = pythonLineEnds.filter((one) => bytes.includes(one.bytes));
  if (found.length === 0) return bytes;
  const clean = found.reduce((text, { end, escaped }) => text.replaceAll(end, escaped), bytes.toString('utf8'));
  return Buffer.from(clean, 'utf8');
}

/**
 * Messages on their way to stdout: joined into chunks, written one after the other. `isFull` makes a producer wait for
 * `handOn`, so that a slow reader slows the reading and memory stays flat.
 */
export class MessageWriter {
  readonly #options: MessageWriterOptions;
  /** Chunks that have been written: their memory serves the next ones. */
  readonly #free: GrowingBytes[] = [];
  #lines = new GrowingBytes(chunkRoom);
  #writing: Promise<void> = Promise.resolve();
  #failure: { readonly reason: unknown } | undefined;

  constructor(options: MessageWriterOptions) {
    this.#options = options;
  }

  get isFull(): boolean {
    return this.#lines.length >= chunkBytes;
  }

  /** A message that is rare. Its texts are scrubbed. */
  send(message: JsonObject): void {
    this.sendLine(toVisible(JSON.stringify(this.#clean(message))));
  }

  /** A state, which holds data and no texts of ours. */
  sendLine(line: string): void {
    this.#lines.addText(`${line}\n`);
  }

  /** Where lines with their ends are added: records, of which there are many. */
  get lines(): GrowingBytes {
    return this.#lines;
  }

  /**
   * Lets what is there go, and resolves when what went before it has been taken: one chunk is written while the next one is made.
   * Rejects when the reader has left.
   */
  async handOn(): Promise<void> {
    const before = this.#writing;
    this.#start();
    await before;
    this.#assertReader();
  }

  /** Resolves when everything so far has been written. Rejects when the reader has left. */
  async flush(): Promise<void> {
    this.#start();
    await this.#writing;
    this.#assertReader();
  }

  #start(): void {
    if (this.#lines.length === 0) return;
    const chunk = this.#lines;
    this.#lines = this.#free.pop() ?? new GrowingBytes(chunkRoom);
    this.#writing = this.#writing.then(async () => {
      await this.#write(withoutPythonLineEnds(chunk.bytes));
      chunk.clear();
      this.#free.push(chunk);
    });
  }

  #assertReader(): void {
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
