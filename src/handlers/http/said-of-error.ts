import { hidden } from '../../model/secret.ts';
import type { StreamedAnswer } from '../../outbound/guarded-stream.ts';
import { isObject, readText as readField, readObject, tryParseJson } from '../../util/json.ts';
import { readText } from '../event-stream.ts';

const mostCharacters = 200;
/** What is shorter stands in other words, too. */
const leastHidden = 6;
const mostReadCharacters = 8 * 1024;

/**
 * What an error answer says of itself, for those who look after the bot: the beginning of a plain text, or the sentence in a JSON body. Other fields are
 * left out, for they often say again what was sent, and that is what a person has written. Nothing of `unsaid` stands in it.
 */
export async function saidOfError(
  { status, headers, body }: Pick<StreamedAnswer, 'status' | 'headers' | 'body'>,
  unsaid: readonly string[],
): Promise<string> {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const isJson = type === 'application/json' || type.endsWith('+json');
  if (status < 400 || !(isJson || type === 'text/plain')) return '';
  const text = await beginningOf(body);
  const words = isJson ? sentenceOf(tryParseJson(text)) : text;
  const open = unsaid
    .filter(({ length }) => length >= leastHidden)
    .reduce((found, one) => found.replaceAll(one, hidden), words);
  return open
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, mostCharacters)
    .toWellFormed();
}

/** The status is told in any case: a body that breaks off or is no text changes nothing of it. */
async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  try {
    for await (const piece of readText(body)) {
      text += piece;
      if (text.length > mostReadCharacters) break;
    }
  } catch {
    return text;
  }
  return text;
}

/** As most programs name it, and as RFC 9457 does. */
function sentenceOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return '';
  const names = ['message', 'detail', 'error', 'title'];
  const own = names.map((name) => readField(value, name)).find((words) => words !== null);
  return own ?? readField(readObject(value, 'error'), 'message') ?? '';
}
