import { type Language, languages, type Message } from '../../model/message.ts';
import type { JsonObject } from '../../util/json.ts';
import { durationOf } from '../rules/duration-words.ts';

/** What is told of a session, and the button under it. */
export interface SessionNotice {
  readonly text: Message;
  readonly button: { readonly text: Message; readonly value: JsonObject } | undefined;
}

/** What the button of a notice says when it is pressed; `sessionId` is the one to go on with. */
export interface ContinueSession {
  readonly act: 'continue_session';
  readonly sessionId: string;
  /** In which it was offered, and who presses is answered. */
  readonly language?: Language | undefined;
}

/** The conversation before has had its time: a bot that has forgotten says so, and one tap goes back. */
export function timeoutNotice(beforeId: string, idleMs: number): SessionNotice {
  const { en, zh } = durationOf(idleMs);
  return {
    text: {
      en: `This is a new conversation: nothing was said in the one before for ${en}.`,
      zh: `已开始新会话：上一个会话超过 ${zh} 没有消息。`,
    },
    button: continueButton(beforeId),
  };
}

/** `/new` was said. */
export function newSessionNotice(beforeId: string | undefined): SessionNotice {
  return {
    text: { en: 'This is a new conversation.', zh: '已开始新会话。' },
    button: beforeId === undefined ? undefined : continueButton(beforeId),
  };
}

/** The button was pressed. */
export const continuedNotice: SessionNotice = {
  text: { en: 'We go on with the conversation before.', zh: '已继续之前的会话。' },
  button: undefined,
};

/** The value of a pressed button; undefined when it is that of another one. */
export function readContinue(value: JsonObject): ContinueSession | undefined {
  const { act, sessionId, language } = value;
  if (act !== 'continue_session' || typeof sessionId !== 'string') return undefined;
  const known = languages.find((one) => one === language);
  return { act, sessionId, ...(known === undefined ? {} : { language: known }) };
}

function continueButton(sessionId: string): SessionNotice['button'] {
  return {
    text: { en: 'Go on with the one before', zh: '继续之前的会话' },
    value: { act: 'continue_session', sessionId },
  };
}
