import type { JsonObject } from '../../util/json.ts';
import type { Message } from '../message.ts';
import { messageEvent, pressedEvent } from './trigger-consumer.ts';

/** What stands in the place of the body of an event that was erased: the event is still there, with its ids and times. */
export const erasedBody: JsonObject = { erased: true };

/** What stands in the place of a reason that named what was erased. */
export const erasedReason: Message = { en: 'Erased', zh: '已清除' };

/** Whether what it carried was erased. */
export function isErased(body: JsonObject): boolean {
  return body.erased === true;
}

/** Events that carry what a person has said, typed or is called; what others tell of is found again by its id on the platform. */
export const personalEvents: readonly string[] = [
  messageEvent,
  pressedEvent,
  'card.action.trigger_v1',
  'application.bot.menu_v6',
];
