import { hidden, type Secret } from '../../model/secret.ts';
import type { Handler, HandlerRequest, HandlerTools, ReplyPart } from '../../model/triggers/handler.ts';
import { guardedStream, type StreamedAnswer, type StreamLimits } from '../../outbound/guarded-stream.ts';
import { isObject, type JsonObject, readText as readField, readObject, tryParseJson } from '../../util/json.ts';
import { brokenOff, readEvents, readText } from '../event-stream.ts';
import { parsedText } from '../forms/answer.ts';
import { type HttpHandlerParts, usualLimits } from '../http/http-handler.ts';
import { errorOfStatus } from '../http-status.ts';
import { explained, failed, invalidAnswer, refused } from '../refusals.ts';
import { partsOfChunk, readChunk } from './chunks.ts';
import { conversationOf, type ImageSettings } from './conversation-of.ts';

/** A chat-completions endpoint, and what it is told beside the conversation. */
export interface OpenaiHandlerOptions extends ImageSettings {
  /** Up to the version, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Undefined where the endpoint wants none. */
  readonly key: Secret | undefined;
  readonly systemPrompt: string | undefined;
  /** Of an answer; undefined: as many as the endpoint gives. */
  readonly maxTokens: number | undefined;
  /** Newer models of OpenAI take `max_completion_tokens` only, other endpoints mostly `max_tokens`. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens';
  /** What one session may use; 0: without an end. */
  readonly sessionTokens: number;
  readonly limits?: Partial<StreamLimits>;
}

interface OpenaiHandlerParts extends HttpHandlerParts {
  /** How many tokens a session has used: the sum of the `usage` parts of its answers. */
  readonly tokensOf: (sessionId: string) => Promise<number>;
}

const maxEventCharacters = 1024 * 1024;
/** A model may think for long before it says its first word. */
const patience: Partial<StreamLimits> = { firstByteMs: 60_000, maxBytes: 16 * 1024 * 1024 };

/** Asks a language model, with what was said in the session before. It is offered no tools. */
export function createOpenaiHandler(options: OpenaiHandlerOptions, parts: OpenaiHandlerParts): Handler {
  const url = `${options.baseUrl.replace(/\/+$/, '')}/chat/completions`;
  const { host } = new URL(url);
  async function* handle(request: HandlerRequest, tools: HandlerTools): AsyncGenerator<ReplyPart, void, void> {
    if (await isSpent(request, options, parts)) {
      yield { kind: 'text', text: spent[request.user?.language ?? 'en'] };
      return;
    }
    const body = JSON.stringify(await bodyFor(request, options, tools));
    const headers = {
      accept: 'text/event-stream, application/json',
      ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key.reveal()}` }),
    };
    const limits = { ...usualLimits, ...patience, ...options.limits };
    let answer: StreamedAnswer | undefined;
    try {
      answer = await guardedStream(url, { headers, body, signal: tools.signal, limits }, parts);
      if (answer.status !== 200) throw await errorOf(answer, { host, now: parts.now(), key: options.key });
      yield* partsOf(answer, { host, key: options.key });
    } catch (thrown) {
      throw explained(thrown);
    } finally {
      await answer?.close();
    }
  }
  return { handle };
}

const spent = {
  en: 'This conversation has used up what it may. Say /new to begin another one.',
  zh: '本次会话的用量已用完。发送 /new 可开始新的会话。',
} as const;

async function isSpent(
  { session }: HandlerRequest,
  { sessionTokens }: OpenaiHandlerOptions,
  { tokensOf }: OpenaiHandlerParts,
): Promise<boolean> {
  return sessionTokens > 0 && session !== undefined && (await tokensOf(session.id)) >= sessionTokens;
}

async function bodyFor(
  request: HandlerRequest,
  options: OpenaiHandlerOptions,
  tools: HandlerTools,
): Promise<JsonObject> {
  const { model, systemPrompt, maxTokens, maxTokensField = 'max_tokens' } = options;
  const system = systemPrompt === undefined ? [] : [{ role: 'system', content: systemPrompt }];
  return {
    model,
    messages: [...system, ...(await conversationOf(request, options, tools))],
    stream: true,
    stream_options: { include_usage: true },
    ...(maxTokens === undefined ? {} : { [maxTokensField]: maxTokens }),
  };
}

/** Who is asked, and with which key: an endpoint may repeat it. */
interface Asked {
  readonly host: string;
  readonly key: Secret | undefined;
}

async function* partsOf(answer: StreamedAnswer, asked: Asked): AsyncGenerator<ReplyPart, void, void> {
  const type = answer.headers['content-type'] ?? '';
  // Some endpoints answer as a whole, whatever they are asked for.
  if (type.startsWith('application/json')) yield* whole((await Array.fromAsync(readText(answer.body))).join(''), asked);
  else if (type.startsWith('text/event-stream')) yield* streamed(answer, asked);
  else throw invalidAnswer({ en: `it is of the type ${type.slice(0, 80)}`, zh: `其类型为 ${type.slice(0, 80)}` });
}

function* whole(text: string, { host, key }: Asked): Generator<ReplyPart, void, void> {
  const chunk = readChunk(parsedText(text));
  if (chunk.error !== undefined) throw reported(host, withoutKey(chunk.error, key));
  if (chunk.finish === undefined && chunk.text === '')
    throw invalidAnswer({ en: 'it has no choices', zh: '没有 choices' });
  yield* partsOfChunk(chunk, { text: '', isThinking: false });
  if (chunk.text === '') throw unsaid(host, chunk.finish);
}

async function* streamed({ body }: StreamedAnswer, { host, key }: Asked): AsyncGenerator<ReplyPart, void, void> {
  const said = { text: '', isThinking: false };
  let finish: string | undefined;
  for await (const { data } of readEvents(body, maxEventCharacters)) {
    if (data.trim() === '[DONE]') {
      if (said.text === '') throw unsaid(host, finish);
      return;
    }
    const chunk = readChunk(parsedText(data));
    if (chunk.error !== undefined) throw reported(host, withoutKey(chunk.error, key));
    finish ??= chunk.finish;
    yield* partsOfChunk(chunk, said);
  }
  // The last event is missing with some endpoints, though the model has said that it is at its end.
  if (finish === undefined) throw brokenOff(host);
  if (said.text === '') throw unsaid(host, finish);
}

function withoutKey(words: string, key: Secret | undefined): string {
  return key === undefined ? words : words.replaceAll(key.reveal(), hidden);
}

function unsaid(host: string, finish = 'stop'): Error {
  return refused({
    en: `The model at ${host} said nothing (${finish.slice(0, 40)})`,
    zh: `${host} 的模型没有给出内容（${finish.slice(0, 40)}）`,
  });
}

function reported(host: string, words: string): Error {
  return failed({ en: `${host} reports: ${words}`, zh: `${host} 报告：${words}` });
}

interface ErrorFacts {
  readonly host: string;
  readonly now: number;
  readonly key: Secret | undefined;
}

const mostErrorBytes = 8 * 1024;

async function errorOf(answer: StreamedAnswer, { host, now, key }: ErrorFacts): Promise<Error> {
  let text = '';
  for await (const piece of readText(answer.body)) {
    text += piece;
    if (text.length > mostErrorBytes) break;
  }
  const value = tryParseJson(text);
  const error = isObject(value) ? readObject(value, 'error') : {};
  const code = readField(error, 'code') ?? readField(error, 'type') ?? '';
  const words = readField(error, 'message') ?? '';
  const said = withoutKey(words, key).slice(0, 200);
  // No money, no model, and a conversation that is too long come by statuses of several meanings.
  const isFinal = answer.status === 402 || answer.status === 404 || code === 'insufficient_quota';
  if (!isFinal) return errorOfStatus(answer.status, { host, headers: answer.headers, now, said });
  return refused({
    en: `${host} answered with HTTP ${answer.status}: ${said}`,
    zh: `${host} 以 HTTP ${answer.status} 应答：${said}`,
  });
}
