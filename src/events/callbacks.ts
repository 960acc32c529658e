import type { Clock } from '../model/clock.ts';
import type { ReceivedEvent } from '../model/event.ts';
import type { JsonObject } from '../util/json.ts';

/** Answers a callback of a card or a link; `{}` leaves the card as it is. */
export type CallbackHandler = (event: ReceivedEvent) => Promise<JsonObject>;

/** Callbacks want an answer in three seconds and are never repeated. Source: callback-subscription. */
const callbackTypes: ReadonlySet<string> = new Set([
  'card.action.trigger',
  'card.action.trigger_v1',
  'url.preview.get',
]);
const answerTimeoutMs = 2_500;

/** Whether the platform waits for an answer to events of this type, instead of an acknowledgement. */
export function isCallback(type: string): boolean {
  return callbackTypes.has(type);
}

/** The handler's answer, or `{}` when it takes too long or fails: the person who pressed the button would see an error. */
export async function answerCallback(
  event: ReceivedEvent,
  handler: CallbackHandler | undefined,
  clock: Clock,
): Promise<JsonObject> {
  if (handler === undefined) return {};
  const stop = new AbortController();
  const late = clock.sleep(answerTimeoutMs, stop.signal).then(
    () => ({}),
    () => ({}),
  );
  const answered = handler(event).catch(() => ({}));
  const answer = await Promise.race([answered, late]);
  stop.abort();
  return answer;
}
