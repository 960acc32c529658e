import { isUtf8 } from 'node:buffer';
import { type JsonObject, type JsonValue, parseJson } from './json.ts';

/**
 * A JSON value that stays what it came as, text or UTF-8 bytes of it: it is neither parsed nor written again on its way to a
 * destination. It is one line.
 */
export class JsonText {
  /** Where it came as bytes. */
  readonly bytes: Buffer | undefined;
  #text: string | undefined;

  constructor(value: string | Buffer) {
    if (typeof value === 'string') this.#text = value;
    else this.bytes = value;
  }

  get text(): string {
    this.#text ??= this.bytes?.toString('utf8') ?? '';
    return this.#text;
  }

  toJSON(): JsonValue {
    return parseJson(this.text);
  }
}

interface Lifted {
  /** The text with each lifted value replaced by its index in `texts`. */
  readonly text: string;
  readonly texts: readonly JsonText[];
}

const openingBrace = 0x7b;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const space = 0x20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const nullText = Buffer.from('null');

// The loops below look at every byte of a tenant's records, so they are written as plainly as possible.
const isOpening = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number | undefined): boolean => byte === 0x7d || byte === 0x5d;

/**
 * Valid UTF-8 without line ends. Those can stand only between values, for inside of texts JSON writes them as `\\n`; few answers
 * have any. Bytes that are no UTF-8 become U+FFFD, as everywhere.
 */
function readable(body: Buffer): Buffer {
  const json = isUtf8(body) ? body : Buffer.from(body.toString('utf8'));
  if (!json.includes('\n') && !json.includes('\r')) return json;
  return Buffer.from(json.map((byte) => (byte === lineFeed || byte === carriageReturn ? space : byte)));
}

function isNull(value: JsonText): boolean {
  const { bytes } = value;
  if (bytes === undefined) return value.text === 'null';
  return bytes.length === nullText.length && bytes.equals(nullText);
}

/** Index behind the closing quote of the string that opens at `start`; -1 when it never closes. */
function stringEnd(json: Uint8Array, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const byte = json[at];
    if (byte === quote) return at + 1;
    if (byte === backslash) at++;
  }
  return -1;
}

/** Index behind the object or list that opens at `start`; -1 when it never closes. */
function bracketEnd(json: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const byte = json[at];
    if (byte === quote) {
      at = stringEnd(json, at) - 1;
      if (at < 0) return -1;
    } else if (isOpening(byte)) {
      depth++;
    } else if (isClosing(byte) && --depth === 0) {
      return at + 1;
    }
  }
  return -1;
}

/** Index behind the number or word that begins at `start`; -1 when nothing follows it. */
function wordEnd(json: Uint8Array, start: number): number {
  for (let at = start; at < json.length; at++) if (json[at] === comma || isClosing(json[at])) return at;
  return -1;
}

function valueEnd(json: Uint8Array, start: number): number {
  if (json[start] === quote) return stringEnd(json, start);
  return isOpening(json[start]) ? bracketEnd(json, start) : wordEnd(json, start);
}

function trimmedEnd(json: Uint8Array, end: number): number {
  let at = end;
  while ((json[at - 1] ?? quote) <= space) at--;
  return at;
}

function skipSpace(json: Uint8Array, start: number): number {
  let at = start;
  while ((json[at] ?? quote) <= space) at++;
  return at;
}

/**
 * Takes the values of `keys` out of the objects at `depth` (1 is the outermost) without parsing or even decoding them. Walking over
 * a value costs a fraction of parsing and writing it again, which is most of the work for a Base's records. Works on UTF-8
 * bytes: all that matters to JSON's structure is ASCII. Undefined when brackets or quotes do not match: the text is then no JSON.
 */
export function liftTexts(body: Buffer, keys: ReadonlySet<string>, depth: number): Lifted | undefined {
  const json = readable(body);
  const texts: JsonText[] = [];
  let kept = '';
  let from = 0;
  let level = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte !== quote) {
      if (isOpening(byte)) level++;
      else if (isClosing(byte)) level--;
      continue;
    }
    const end = stringEnd(json, at);
    if (end < 0) return undefined;
    const after = level === depth ? skipSpace(json, end) : end;
    const isKey = level === depth && json[after] === colon && keys.has(json.toString('utf8', at + 1, end - 1));
    at = end - 1;
    if (!isKey) continue;
    const start = skipSpace(json, after + 1);
    const close = valueEnd(json, start);
    if (close < 0) return undefined;
    kept += json.toString('utf8', from, start) + texts.length;
    texts.push(new JsonText(json.subarray(start, trimmedEnd(json, close))));
    from = close;
    at = close - 1;
  }
  return level === 0 ? { text: kept + json.toString('utf8', from), texts } : undefined;
}

/** Whether it is an object, by how it begins: what is inside is not looked at. */
export function isObjectText(value: JsonText): boolean {
  return value.bytes === undefined ? value.text.startsWith('{') : value.bytes[0] === openingBrace;
}

/** The value that was lifted out of `from` at `key`; null when the key is absent. */
export function liftedAt(from: JsonObject, key: string, texts: readonly JsonText[]): JsonText | null {
  const index = from[key];
  const lifted = typeof index === 'number' ? texts[index] : undefined;
  return lifted === undefined || isNull(lifted) ? null : lifted;
}
