import { isObject, type JsonObject, type JsonValue, readObject, readText, tryParseJson } from '../../util/json.ts';
import { ApiFailure } from '../route.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { type CardButton, viewCard } from './card-json.ts';
import { replaceCard } from './card-routes.ts';
import type { Im } from './im.ts';
import type { ImMessage } from './message.ts';
import { cardOf } from './message-payload.ts';
import { authorOf } from './say.ts';

/** What a person does to a card. */
export interface Press {
  /** The button: its text, its name, or its number from 0. */
  readonly button: string | number;
  /** An open_id; the first person of the company when left out. */
  readonly as?: string;
  /** What was typed into and chosen in the form around the button. */
  readonly formValue?: JsonObject;
}

/** What came of it, as the person sees it. */
export interface Pressed {
  readonly toast: { readonly type: string; readonly text: string } | undefined;
  /** The answer has put another card in its place. */
  readonly isReplaced: boolean;
  /** What the client shows when the app does not answer well: 200340 not configured, 200341 too late, 200671 not 200, 200672 no JSON, 200673 bad card. */
  readonly error: { readonly code: number; readonly why: string } | undefined;
  /** Lets the app change the card later, twice, for thirty minutes. */
  readonly token: string;
}

/** Presses a button of a card: the app is asked (card.action.trigger) and what it answers is done. */
export async function press(im: Im, message: ImMessage, what: Press, now: () => number): Promise<Pressed> {
  const { author: owner } = message;
  const card = cardOf(im, message.said);
  if (card === undefined || owner.kind !== 'app')
    throw new SandboxUseError(`The message ${message.id} is no card of a bot`);
  const button = find(card, what.button);
  const who = authorOf(im, what.as);
  if (who.kind !== 'user') throw new SandboxUseError('Only people press buttons');
  const app = im.parts.apps.require(owner.appId);
  const token = im.chats.newId('c-');
  const state = { messageId: message.id, appId: app.appId, createdMs: now(), isAnswered: false, uses: 0 };
  im.tokens.set(token, state);
  const entity = message.said.cardId === undefined ? undefined : im.cards.find(message.said.cardId);
  if (entity !== undefined) entity.busyUntilMs = Number.POSITIVE_INFINITY;
  const body = callbackBody(im, message, { button, formValue: what.formValue, openId: who.openId, token });
  const answered = await im.parts.events.callback(app, im.parts.tenantKey, { type: 'card.action.trigger', body });
  if (entity !== undefined) entity.busyUntilMs = 0;
  state.isAnswered = true;
  if ('failure' in answered) return nothing(token, codeOf(answered.failure), answered.failure);
  const pressed = settle(im, message, { text: answered.text, openId: who.openId, token, nowMs: now() });
  im.chats.changes.tell();
  return pressed;
}

function find(card: JsonObject, wanted: string | number): CardButton {
  const { buttons } = viewCard(card);
  const found =
    typeof wanted === 'number' ? buttons[wanted] : buttons.find(({ text, name }) => text === wanted || name === wanted);
  if (found === undefined)
    throw new SandboxUseError(`No button ${wanted}; there are ${buttons.map(({ text }) => text).join(', ')}`);
  return found;
}

interface CallbackFacts {
  readonly button: CardButton;
  readonly formValue: JsonObject | undefined;
  readonly openId: string;
  readonly token: string;
}

function callbackBody(im: Im, message: ImMessage, { button, formValue, openId, token }: CallbackFacts): JsonObject {
  const person = im.person(openId);
  const value: JsonValue = button.value ?? {};
  return {
    operator: {
      tenant_key: im.parts.tenantKey,
      user_id: person?.userId ?? '',
      open_id: openId,
      union_id: person?.unionId ?? '',
    },
    token,
    action: {
      value,
      tag: 'button',
      timezone: 'Asia/Shanghai',
      ...(button.name === null ? {} : { name: button.name }),
      ...(formValue === undefined ? {} : { form_value: formValue }),
    },
    host: 'im_message',
    context: { open_message_id: message.id, open_chat_id: message.chatId },
  };
}

function codeOf(failure: string): number {
  if (failure === 'not configured' || failure === 'no request URL' || failure === 'no subscription mode') return 200340;
  if (failure === 'timed out') return 200341;
  return failure.startsWith('HTTP') || failure.startsWith('code') ? 200671 : 200342;
}

function nothing(token: string, code: number, why: string): Pressed {
  return { toast: undefined, isReplaced: false, error: { code, why }, token };
}

function settle(
  im: Im,
  message: ImMessage,
  { text, openId, token, nowMs }: { text: string; openId: string; token: string; nowMs: number },
): Pressed {
  const answer = text === '' ? {} : tryParseJson(text);
  if (!isObject(answer)) return nothing(token, 200672, text.slice(0, 200));
  const toast = readToast(readObject(answer, 'toast'));
  if (toast !== undefined) im.toasts.push({ openId, messageId: message.id, ...toast, atMs: nowMs });
  const card = readObject(readObject(answer, 'card'), 'data');
  if (Object.keys(card).length === 0) return { toast, isReplaced: false, error: undefined, token };
  try {
    replaceCard(im, message, card, nowMs);
  } catch (reason) {
    if (!(reason instanceof ApiFailure)) throw reason;
    return { toast, isReplaced: false, error: { code: 200673, why: reason.message }, token };
  }
  return { toast, isReplaced: true, error: undefined, token };
}

function readToast(toast: JsonObject): Pressed['toast'] {
  const i18n = readObject(toast, 'i18n');
  const text = readText(toast, 'content') ?? readText(i18n, 'zh_cn') ?? readText(i18n, 'en_us');
  return text === null ? undefined : { type: readText(toast, 'type') ?? 'info', text };
}
