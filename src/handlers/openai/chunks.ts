import type { ReplyPart } from '../../model/triggers/handler.ts';
import { isObject, readNumber, readObject, readObjects, readText } from '../../util/json.ts';
import { invalidAnswer } from '../refusals.ts';

/** One piece of an answer of a model, or all of it. */
export interface Chunk {
  readonly text: string;
  /** It thinks aloud; people are not shown what. */
  readonly isThinking: boolean;
  readonly finish: string | undefined;
  readonly tokens: number | undefined;
  readonly error: string | undefined;
}

/** What has come before a chunk. */
export interface Said {
  text: string;
  isThinking: boolean;
}

/** Reads a chunk of a stream (`delta`), or an answer as a whole (`message`). @throws ConfigError `handler.answer.invalid` */
export function readChunk(value: unknown): Chunk {
  if (!isObject(value)) throw invalidAnswer({ en: 'a chunk is no object', zh: '数据块不是对象' });
  const [choice = {}] = readObjects(value, 'choices');
  const piece = isObject(choice.delta) ? choice.delta : readObject(choice, 'message');
  const error = value.error;
  return {
    text: typeof piece.content === 'string' ? piece.content : '',
    isThinking: (readText(piece, 'reasoning_content') ?? readText(piece, 'reasoning')) !== null,
    finish: readText(choice, 'finish_reason') ?? undefined,
    tokens: readNumber(readObject(value, 'usage'), 'total_tokens') ?? undefined,
    error: isObject(error) ? (readText(error, 'message') ?? 'error').slice(0, 200) : undefined,
  };
}

/** What is said with a chunk; notes in `said` what has come. */
export function* partsOfChunk(
  { text, isThinking, finish, tokens }: Chunk,
  said: Said,
): Generator<ReplyPart, void, void> {
  if (isThinking && !said.isThinking && said.text === '') {
    said.isThinking = true;
    yield { kind: 'progress', text: '…' };
  }
  if (text !== '') {
    said.text += text;
    yield { kind: 'text', text };
  }
  // Cut off by the limit of tokens: who reads it must see that something is missing.
  if (finish === 'length' && said.text !== '') yield { kind: 'text', text: ' …' };
  if (tokens !== undefined) yield { kind: 'usage', tokens };
}
