import { failed, invalidAnswer } from './refusals.ts';

/** One event of `text/event-stream`. */
export interface StreamEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
}

/**
 * The events of a stream as they come (WHATWG HTML, 9.2.6). `id` and `retry` are for who connects again, which nobody does here. What is not ended by
 * an empty line was broken off, and is no event.
 * @throws ConfigError `handler.answer.invalid` when it is no UTF-8, or one event is longer than `maxCharacters`
 */
export async function* readEvents(
  pieces: AsyncIterable<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<StreamEvent, void, void> {
  let event = '';
  let data: string[] = [];
  let size = 0;
  for await (const line of readLines(pieces, maxCharacters)) {
    size += line.length;
    if (size > maxCharacters) throw tooLong(maxCharacters);
    if (line !== '') {
      const [name, value] = fieldOf(line);
      if (name === 'event') event = value;
      else if (name === 'data') data.push(value);
      continue;
    }
    // An event without data is none, says the standard.
    if (data.length > 0) yield { event: event === '' ? 'message' : event, data: data.join('\n') };
    [event, data, size] = ['', [], 0];
  }
}

function fieldOf(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}

/**
 * Lines that end with LF, CR or both; the last one only where it has an end.
 * @throws ConfigError `handler.answer.invalid` as `readEvents`
 */
export async function* readLines(
  pieces: AsyncIterable<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<string, void, void> {
  let rest = '';
  let endsInHalf = false;
  for await (const text of readText(pieces)) {
    rest += text;
    // A long line in many pieces is not searched again with each of them.
    if (endsInHalf || /[\r\n]/.test(text)) {
      // A CR at the end may be the first half of an end.
      endsInHalf = text.endsWith('\r');
      const lines = (endsInHalf ? rest.slice(0, -1) : rest).split(/\r\n|\n|\r/);
      rest = `${lines.pop() ?? ''}${endsInHalf ? '\r' : ''}`;
      yield* lines;
    }
    if (rest.length > maxCharacters) throw tooLong(maxCharacters);
  }
  if (endsInHalf) yield rest.slice(0, -1);
}

/** UTF-8, a character that is cut between two pieces as one; without the mark at its beginning. @throws ConfigError `handler.answer.invalid` */
export async function* readText(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const piece of pieces) {
    const text = decoded(() => decoder.decode(piece, { stream: true }));
    if (text !== '') yield text;
  }
  const text = decoded(() => decoder.decode());
  if (text !== '') yield text;
}

function decoded(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw invalidAnswer({ en: 'it is no UTF-8', zh: '不是 UTF-8' });
  }
}

function tooLong(maxCharacters: number): Error {
  return invalidAnswer({
    en: `a line or an event is longer than ${maxCharacters} characters`,
    zh: `某一行或某个事件超过 ${maxCharacters} 个字符`,
  });
}

/** A stream that ends before it says that it is complete: what has come may be half an answer. */
export function brokenOff(host: string): Error {
  return failed({
    en: `The stream of ${host} ended without its last event`,
    zh: `${host} 的流在最后一个事件之前就结束了`,
  });
}
