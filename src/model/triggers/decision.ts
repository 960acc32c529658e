import type { Message } from '../message.ts';

/** Why a trigger did not take an event, or did. Stable codes: people filter by them. */
export const decisionCodes = [
  'matched',
  'kind',
  'type',
  'paused',
  'own_message',
  'bot',
  'bot_loop',
  'stale',
  'chat_kind',
  'chat_denied',
  'chat_not_allowed',
  'user_denied',
  'user_not_allowed',
  'department',
  'not_paired',
  'not_mentioned',
  'all_mention',
  'keyword',
  'command',
  'message_type',
  'pattern',
  'language',
  'quiet_hours',
  'quota',
  'fields',
  'earlier_trigger',
  'recalled',
  'blocked',
] as const;
/** One of `decisionCodes`. */
export type DecisionCode = (typeof decisionCodes)[number];

/** One trigger that was tried, in its order. */
export interface TriedTrigger {
  readonly triggerId: string;
  readonly version: number;
  readonly outcome: 'taken' | 'refused' | 'shadow';
  readonly code: DecisionCode;
  /** In words, with what was compared: `The group strategy is “mention”, and the bot was not mentioned`. */
  readonly why: Message;
}

/** What was decided about one event, once for all triggers of its integration. */
export interface Decision {
  readonly eventId: string;
  readonly decidedAt: number;
  readonly tried: readonly TriedTrigger[];
}
