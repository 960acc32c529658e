import { isUtf8 } from 'node:buffer';
import { GrowingBytes, type Place } from './growing-bytes.ts';
import { type JsonObject, type JsonValue, parseJson } from './json.ts';

/**
 * A JSON value that stays what it came as, text or UTF-8 bytes of a body: it is neither parsed nor written again on its way to a
 * destination. It is one line. Three stand in each record of a tenant, so that the bytes are an object of their own only while they are used.
 */
export class JsonText {
  /** Where it came as bytes, which are valid UTF-8. */
  readonly place: Place | undefined;
  #text: string | undefined;

  constructor(value: string | Place) {
    if (typeof value === 'string') this.#text = value;
    else this.place = value;
  }

  get text(): string {
    this.#text ??= this.place?.body.toString('utf8', this.place.start, this.place.end) ?? '';
    return this.#text;
  }

  toJSON(): JsonValue {
    return parseJson(this.text);
  }
}

/** The bytes of a place, as an object over the body's memory. */
export function bytesAt({ body, start, end }: Place): Uint8Array {
  return new Uint8Array(body.buffer, body.byteOffset + start, end - start);
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
  const { place } = value;
  if (place === undefined) return value.text === 'null';
  return isAt(place.body, place.start, place.end, nullText);
}

function isAt(json: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  if (end - start !== expected.length) return false;
  for (let at = 0; at < expected.length; at++) if (json[start + at] !== expected[at]) return false;
  return true;
}

/** What is kept of a body while it is walked over. */
const kept = new GrowingBytes(65_536);
const keyBytes = new WeakMap<ReadonlySet<string>, readonly Buffer[]>();

function bytesOfKeys(keys: ReadonlySet<string>): readonly Buffer[] {
  const known = keyBytes.get(keys) ?? [...keys].map((key) => Buffer.from(key));
  keyBytes.set(keys, known);
  return known;
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
  const wanted = bytesOfKeys(keys);
  const texts: JsonText[] = [];
  let from = 0;
  let level = 0;
  kept.clear();
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
    const isKey = level === depth && json[after] === colon && isOneOf(wanted, json, at + 1, end - 1);
    at = end - 1;
    if (!isKey) continue;
    const start = skipSpace(json, after + 1);
    const close = valueEnd(json, start);
    if (close < 0) return undefined;
    kept.add({ body: json, start: from, end: start });
    kept.addText(String(texts.length));
    texts.push(new JsonText({ body: json, start, end: trimmedEnd(json, close) }));
    from = close;
    at = close - 1;
  }
  if (level !== 0) return undefined;
  kept.add({ body: json, start: from, end: json.length });
  return { text: kept.toString(), texts };
}

function isOneOf(keys: readonly Buffer[], json: Uint8Array, start: number, end: number): boolean {
  for (const key of keys) if (isAt(json, start, end, key)) return true;
  return false;
}

/** Whether it is an object, by how it begins: what is inside is not looked at. */
export function isObjectText(value: JsonText): boolean {
  const { place } = value;
  return place === undefined ? value.text.startsWith('{') : place.body[place.start] === openingBrace;
}

/** The value that was lifted out of `from` at `key`; null when the key is absent. */
export function liftedAt(from: JsonObject, key: string, texts: readonly JsonText[]): JsonText | null {
  const index = from[key];
  const lifted = typeof index === 'number' ? texts[index] : undefined;
  return lifted === undefined || isNull(lifted) ? null : lifted;
}
