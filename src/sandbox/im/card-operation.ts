import type { Exchange } from '../route.ts';
import type { CardOperation } from './cards.ts';
import { refusal } from './refusals.ts';

/** What every operation on a card says of itself. */
export function operation({ params, body, appId, nowMs }: Exchange, what: string): CardOperation {
  const { sequence, uuid } = body;
  if (typeof sequence !== 'number') throw refusal(10002, 'sequence');
  return { cardId: params.card_id ?? '', appId, sequence, uuid: typeof uuid === 'string' ? uuid : null, what, nowMs };
}

/** A text of the request. */
export function textOf({ body }: Exchange, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw refusal(10002, key);
  return value;
}
