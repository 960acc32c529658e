import { type ServerSentEvent, serverSentEvents } from '../util/server-sent-events.ts';
import { failed, invalidAnswer } from './refusals.ts';

/** One event of `text/event-stream`. */
export type StreamEvent = Pick<ServerSentEvent, 'event' | 'data'>;

/**
 * The events of a stream as they come. `id` and `retry` are for who connects again, which nobody does here.
 * @throws ConfigError `handler.answer.invalid` when it is no UTF-8, or one event is longer than `maxCharacters`
 */
export async function* readEvents(
  pieces: AsyncIterable<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<StreamEvent, void, void> {
  const lines = withShortEvents(readLines(pieces, maxCharacters), maxCharacters);
  for await (const { event, data } of serverSentEvents(lines)) yield { event, data };
}

async function* withShortEvents(
  lines: AsyncIterable<string>,
  maxCharacters: number,
): AsyncGenerator<string, void, void> {
  let size = 0;
  for await (const line of lines) {
    size = line === '' ? 0 : size + line.length;
    if (size > maxCharacters) throw tooLong(maxCharacters);
    yield line;
  }
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
