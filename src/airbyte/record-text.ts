import type { Row, RowValue, Stream } from '../model/stream.ts';
import { JsonText } from '../util/json-text.ts';
import { isJsonAsText } from './json-schema.ts';

function valueText(value: RowValue, asText: boolean): string {
  if (value === null) return 'null';
  const json = value instanceof JsonText ? value.text : JSON.stringify(value);
  return asText ? JSON.stringify(json) : json;
}

/** Writes rows of one stream as RECORD lines. Runs for every record of a tenant: texts that came as JSON are not parsed. */
export class RecordText {
  readonly #head: string;
  readonly #asText: ReadonlySet<string>;
  /** Key → how it stands before its value, with the comma. */
  readonly #keys = new Map<string, string>();

  constructor(stream: Stream) {
    this.#head = `{"type":"RECORD","record":{"stream":${JSON.stringify(stream.name)},"emitted_at":`;
    this.#asText = new Set(stream.columns.filter(isJsonAsText).map(({ name }) => name));
  }

  /** One line with its end. `now` in milliseconds since the epoch. */
  line(row: Row, now: number): string {
    let line = `${this.#head}${now},"data":{`;
    let isFirst = true;
    for (const key in row) {
      const value = row[key];
      if (value === undefined) continue;
      const start = this.#start(key);
      line += (isFirst ? start.slice(1) : start) + valueText(value, this.#asText.has(key));
      isFirst = false;
    }
    return `${line}}}}\n`;
  }

  #start(key: string): string {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const start = `,${JSON.stringify(key)}:`;
    this.#keys.set(key, start);
    return start;
  }
}
