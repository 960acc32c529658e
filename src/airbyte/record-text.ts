import type { Row, RowValue, Stream } from '../model/stream.ts';
import { JsonText } from '../util/json-text.ts';
import { isJsonAsText } from './json-schema.ts';

/** Line ends that JSON allows between values, and that must not stand in a line of output. */
const lineEnd = /[\r\n]/;
/**
 * U+0085, U+2028 and U+2029 are ordinary characters in JSON, but Python's `splitlines`, with which some readers cut the
 * output, takes them for line ends.
 */
const pythonLineEnds = /[\u0085\u2028\u2029]/g;
const escapes: Readonly<Record<string, string>> = { '\u0085': '\\u0085', '\u2028': '\\u2028', '\u2029': '\\u2029' };

function onOneLine(json: string): string {
  return lineEnd.test(json) ? JSON.stringify(JSON.parse(json)) : json;
}

function valueText(value: RowValue, asText: boolean): string {
  if (value === null) return 'null';
  const json = value instanceof JsonText ? onOneLine(value.text) : JSON.stringify(value);
  return asText ? JSON.stringify(json) : json;
}

/** Writes rows of one stream as RECORD lines. Runs for every record of a tenant: texts that came as JSON are not parsed. */
export class RecordText {
  readonly #head: string;
  readonly #asText: ReadonlySet<string>;

  constructor(stream: Stream) {
    this.#head = `{"type":"RECORD","record":{"stream":${JSON.stringify(stream.name)},"emitted_at":`;
    this.#asText = new Set(stream.columns.filter(isJsonAsText).map(({ name }) => name));
  }

  /** `now` in milliseconds since the epoch. */
  line(row: Row, now: number): string {
    let data = '';
    for (const key in row) {
      const value = row[key];
      if (value === undefined) continue;
      data += `${data === '' ? '' : ','}${JSON.stringify(key)}:${valueText(value, this.#asText.has(key))}`;
    }
    const line = `${this.#head}${now},"data":{${data}}}}`;
    return line.replace(pythonLineEnds, (character) => escapes[character] ?? character);
  }
}
