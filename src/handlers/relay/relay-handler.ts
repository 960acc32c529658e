import type { Handler, HandlerRequest, HandlerTools, ReplyPart } from '../../model/triggers/handler.ts';
import type { BodyOwner } from '../../model/triggers/sealed-text.ts';
import type { JsonValue } from '../../util/json.ts';
import { partsOfEvents } from '../answer-events.ts';
import { brokenOff } from '../event-stream.ts';
import { type AnswerEvent, answerEventForm, parsedAs } from '../forms/answer.ts';
import { payloadOf } from '../forms/payload.ts';

/** What a listener is handed. */
export interface RelayedRequest {
  readonly turnId: string;
  readonly owner: BodyOwner;
  /** JSON. */
  readonly payload: string;
}

/** Finds a listener and hands it the request; gives lists of events of its answer. @throws TransientError `handler.away` */
export type Relay = (request: RelayedRequest, signal: AbortSignal) => AsyncIterable<JsonValue>;

/** A program elsewhere that has connected: it gets what a URL gets, and answers with the events of a stream. */
export function createRelayHandler(relay: Relay): Handler {
  async function* handle(request: HandlerRequest, { signal }: HandlerTools): AsyncGenerator<ReplyPart, void, void> {
    const payload = JSON.stringify(payloadOf(request));
    const events = eventsOf(relay({ turnId: request.id, owner: ownerOf(request), payload }, signal));
    const who = 'listener';
    if (!(yield* partsOfEvents(events, who))) throw brokenOff(who);
  }
  return { handle };
}

/** The session of a test is none that is kept. */
function ownerOf({ kind, session, trigger }: HandlerRequest): BodyOwner {
  return session === undefined || kind === 'test'
    ? { kind: 'trigger', id: trigger.id }
    : { kind: 'session', id: session.id };
}

async function* eventsOf(lists: AsyncIterable<JsonValue>): AsyncGenerator<AnswerEvent, void, void> {
  for await (const list of lists)
    for (const event of Array.isArray(list) ? list : []) yield parsedAs(answerEventForm, event);
}
