import type { Secret } from '../../model/secret.ts';
import type { Handler, HandlerRequest, HandlerTools, ReplyPart } from '../../model/triggers/handler.ts';
import { partsOfAnswer } from '../../model/triggers/handler-answer.ts';
import type { GuardedRequestParts } from '../../outbound/guarded-request.ts';
import { guardedStream, type StreamedAnswer, type StreamLimits } from '../../outbound/guarded-stream.ts';
import { KeptRoute } from '../../outbound/kept-route.ts';
import { webhookHeaders } from '../../outbound/webhook-signature.ts';
import { partsOfEvents } from '../answer-events.ts';
import { brokenOff, readEvents, readText } from '../event-stream.ts';
import { type AnswerEvent, answerEventForm, answerForm, parsedAs, parsedText } from '../forms/answer.ts';
import { payloadOf } from '../forms/payload.ts';
import { errorOfStatus } from '../http-status.ts';
import { explained, invalidAnswer } from '../refusals.ts';
import { saidOfError } from './said-of-error.ts';

/** A URL that turns are posted to. */
export interface HttpHandlerOptions {
  readonly url: string;
  /** Of Standard Webhooks, the current one first; two while one takes the place of the other. */
  readonly keys: readonly Secret[];
  /** Sent too, by their names in lower case; none of those that are set here. */
  readonly headers?: Readonly<Record<string, Secret>>;
  readonly limits?: Partial<StreamLimits>;
}

/** What the exchange goes through. */
export interface HttpHandlerParts extends GuardedRequestParts {
  /** Milliseconds since the epoch: receivers refuse what was signed minutes ago. */
  readonly now: () => number;
}

/** What an answer may take where nobody says otherwise. */
export const usualLimits: StreamLimits = {
  firstByteMs: 15_000,
  idleMs: 60_000,
  wholeMs: 10 * 60_000,
  maxBytes: 32 * 1024 * 1024,
};
/** Of one event of a stream: an attachment of 10 MB in base64. */
const maxEventCharacters = 16 * 1024 * 1024;

/** A turn on its way to a URL. */
export interface PostedTurn {
  readonly id: string;
  readonly attempt: number;
  /** JSON. */
  readonly body: string;
  /** It has a reply handle. */
  readonly canBeLater: boolean;
  /** What nobody is to read in an error, should it be said again: the right to answer, and what a person has written. */
  readonly unsaid?: readonly string[];
}

/** Posts a turn; gives what is answered. `onStatus`: called with the status of the answer. */
export type PostTurn = (
  posted: PostedTurn,
  signal: AbortSignal,
  onStatus?: (status: number) => void,
) => AsyncIterable<ReplyPart>;

/**
 * Posts each turn as JSON, signed by Standard Webhooks: the id is the same with every try, the time is that of the try. It may be answered at once, as
 * a stream of events, with 202 (later, by the reply handle) or with 204 (not at all).
 */
export function createHttpHandler(options: HttpHandlerOptions, parts: HttpHandlerParts): Handler {
  const post = createTurnPoster(options, parts);
  return {
    handle: (request: HandlerRequest, { signal }: HandlerTools) => {
      const { id, attempt, replyHandle, text } = request;
      const body = JSON.stringify(payloadOf(request));
      return post(
        { id, attempt, body, canBeLater: replyHandle !== undefined, unsaid: [replyHandle ?? '', text] },
        signal,
      );
    },
  };
}

/** The same for who has the JSON only. */
export function createTurnPoster(options: HttpHandlerOptions, parts: HttpHandlerParts): PostTurn {
  const { url, keys, headers: more = {}, limits = {} } = options;
  const { host } = new URL(url);
  const kept = new KeptRoute();
  return async function* post({ id, attempt, body, canBeLater, unsaid = [] }, signal, onStatus) {
    const timestamp = Math.floor(parts.now() / 1000);
    const own = Object.fromEntries(Object.entries(more).map(([name, value]) => [name, value.reveal()]));
    // Of `Bearer abc` the second word alone may be said again.
    const secrets = Object.values(own).flatMap((value) => [value, ...value.split(/\s+/)]);
    const headers = {
      ...own,
      accept: 'text/event-stream, application/json, text/markdown, text/plain',
      'webhook-attempt': String(attempt),
      ...webhookHeaders({ id, timestamp, body, keys }),
    };
    const stream = { headers, body, signal, kept, limits: { ...usualLimits, ...limits } };
    let answer: StreamedAnswer | undefined;
    try {
      answer = await guardedStream(url, stream, parts);
      onStatus?.(answer.status);
      yield* partsOf(answer, { host, now: parts.now(), canBeLater, unsaid: [...secrets, ...unsaid] });
    } catch (thrown) {
      throw explained(thrown);
    } finally {
      await answer?.close();
    }
  };
}

interface AnswerFacts {
  readonly host: string;
  readonly now: number;
  readonly canBeLater: boolean;
  readonly unsaid: readonly string[];
}

async function* partsOf(answer: StreamedAnswer, facts: AnswerFacts): AsyncGenerator<ReplyPart, void, void> {
  const { status, headers } = answer;
  if (status < 200 || status > 299) {
    const said = await saidOfError(answer, facts.unsaid);
    throw errorOfStatus(status, { ...facts, headers, said });
  }
  if (status === 204) return;
  if (status === 202) {
    if (facts.canBeLater) yield { kind: 'later' };
    return;
  }
  const type = (headers['content-type'] ?? 'text/plain').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/event-stream') yield* streamed(answer, facts.host);
  else yield* complete(type, (await Array.fromAsync(readText(answer.body))).join(''));
}

async function* streamed({ body }: StreamedAnswer, host: string): AsyncGenerator<ReplyPart, void, void> {
  const isComplete = yield* partsOfEvents(eventsOf(body), host);
  if (!isComplete) throw brokenOff(host);
}

async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<AnswerEvent, void, void> {
  for await (const { event, data } of readEvents(body, maxEventCharacters)) {
    const value = parsedText(data);
    // A text by itself says what it is for; a stream that names no event says more of the text.
    const fields = typeof value === 'string' ? { text: value } : value;
    yield parsedAs(answerEventForm, { ...Object(fields), event: event === 'message' ? 'delta' : event });
  }
}

function* complete(type: string, body: string): Generator<ReplyPart, void, void> {
  if (body.trim() === '') return;
  if (type === 'application/json') yield* partsOfAnswer(parsedAs(answerForm, parsedText(body)));
  else if (type === 'text/plain' || type === 'text/markdown') yield { kind: 'text', text: body.trimEnd() };
  // A page of somebody else, such as a sign-in, is shown to nobody.
  else throw invalidAnswer({ en: `it is of the type ${type.slice(0, 80)}`, zh: `其类型为 ${type.slice(0, 80)}` });
}
