import { eventOfPart } from '../handlers/answer-events.ts';
import type { AnswerEvent } from '../handlers/forms/answer.ts';
import { createTurnPoster } from '../handlers/http/http-handler.ts';
import type { Clock } from '../model/clock.ts';
import type { Secret } from '../model/secret.ts';
import { createHostGuard } from '../outbound/host-guard.ts';
import { type JsonObject, readNumber, readText } from '../util/json.ts';

/** Where turns are forwarded to. */
export interface ForwardOptions {
  readonly url: string;
  /** Of Standard Webhooks. */
  readonly key: Secret;
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
}

/** Forwards a turn; gives the events of the answer. */
export type Forward = (
  turn: JsonObject,
  signal: AbortSignal,
  onStatus: (status: number) => void,
) => AsyncIterable<AnswerEvent>;

/** Posts turns to a URL of the developer's own, inside their network too, as the handler behind a URL does. */
export function createForward({ url, key, environment, clock }: ForwardOptions): Forward {
  const guard = createHostGuard({ allowsPrivate: true });
  const post = createTurnPoster({ url, keys: [key] }, { guard, environment, now: () => clock.now() });
  return async function* forward(turn, signal, onStatus) {
    const posted = {
      id: readText(turn, 'id') ?? '',
      attempt: readNumber(turn, 'attempt') ?? 1,
      body: JSON.stringify(turn),
      canBeLater: readText(turn, 'replyHandle') !== null,
    };
    for await (const part of post(posted, signal, onStatus)) yield eventOfPart(part);
  };
}
