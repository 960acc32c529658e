import type { Message } from '../message.ts';

/** What is asked of the platform when something is said. The same code may mean another thing of another operation (230071 to 230075). */
export const sendOperations = [
  'send',
  'reply',
  'edit',
  'patch',
  'recall',
  'react',
  'unreact',
  'ephemeral',
  'follow_ups',
  'card_create',
  'card_write',
  'card_settings',
  'card_replace',
  'upload',
] as const;
/** One of `sendOperations`. */
export type SendOperation = (typeof sendOperations)[number];

/** What to do when the platform refuses. */
export const sendActions = [
  /** Later, with growing pauses; with the same uuid. */
  'retry',
  /** In a moment, with the same uuid: it is being worked on, or somebody presses a button of the card. */
  'retry_soon',
  /** It is too long: in several parts. */
  'split',
  /** Tables as code, as many as needed. */
  'fewer_tables',
  /** The card is not understood: the same as text. */
  'plainer',
  /** Not there: in the chat instead of the thread, without a reply. */
  'other_place',
  /** Not so: CardKit → a card that is patched → text. */
  'other_way',
  /** A new message or card instead of this one, which takes no more. */
  'send_anew',
  /** The card has stopped streaming: its settings are opened again, or another one goes on. */
  'reopen',
  /** The card has seen a higher `sequence`. */
  'higher',
  /** It is as it should be already. */
  'done',
  'give_up',
] as const;
/** One of `sendActions`. */
export type SendAction = (typeof sendActions)[number];

/** A refusal, and what it is about: this message only, the message it answers to, everything said in the chat or to the person, or all the app says. */
export interface SendFault {
  readonly action: SendAction;
  readonly concerns: 'message' | 'target' | 'chat' | 'person' | 'app';
  /** A sentence without its stop, for people who ask why nothing came. */
  readonly why: Message;
}
