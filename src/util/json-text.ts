import { type JsonObject, type JsonValue, parseJson } from './json.ts';

/** A JSON value that stays the text it came as: it is neither parsed nor written again on its way to a destination. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): JsonValue {
    return parseJson(this.text);
  }
}

export interface Lifted {
  /** The text with each lifted value replaced by its index in `texts`. */
  readonly text: string;
  readonly texts: readonly string[];
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b;
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d;

/** Index behind the closing quote of the string that opens at `start`; -1 when it never closes. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slash = end - 1;
    while (text.charCodeAt(slash) === backslash) slash--;
    // An even number of backslashes escape each other, not the quote.
    if ((end - slash) % 2 === 1) return end + 1;
  }
  return -1;
}

/** Index behind the value that begins at `start`; -1 when it never ends. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = stringEnd(text, at);
      if (at < 0 || depth === 0) return at;
      continue;
    }
    if (isOpening(code)) depth++;
    else if (isClosing(code)) {
      if (depth === 0) return at;
      depth--;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && code === comma) return at;
    at++;
  }
  return -1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

/**
 * Takes the values of `keys` out of the objects at `depth` (1 is the outermost) without parsing them. Walking over a value costs a
 * fraction of parsing and writing it again, which is most of the work for a Base's records. Undefined when brackets or
 * quotes do not match: the text is then no JSON.
 */
export function liftTexts(text: string, keys: ReadonlySet<string>, depth: number): Lifted | undefined {
  const texts: string[] = [];
  let kept = '';
  let from = 0;
  let level = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code !== quote) {
      if (isOpening(code)) level++;
      else if (isClosing(code)) level--;
      at++;
      continue;
    }
    const end = stringEnd(text, at);
    if (end < 0) return undefined;
    const after = level === depth ? skipSpace(text, end) : end;
    if (level !== depth || text.charCodeAt(after) !== colon || !keys.has(text.slice(at + 1, end - 1))) {
      at = end;
      continue;
    }
    const start = skipSpace(text, after + 1);
    at = valueEnd(text, start);
    if (at < 0) return undefined;
    kept += text.slice(from, start) + texts.length;
    texts.push(text.slice(start, at).trimEnd());
    from = at;
  }
  return level === 0 ? { text: kept + text.slice(from), texts } : undefined;
}

/** The value that was lifted out of `from` at `key`; null when the key is absent. */
export function liftedAt(from: JsonObject, key: string, texts: readonly string[]): JsonText | null {
  const index = from[key];
  const text = typeof index === 'number' ? texts[index] : undefined;
  return text === undefined || text === 'null' ? null : new JsonText(text);
}
