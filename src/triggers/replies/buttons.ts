import type { Message } from '../../model/message.ts';
import type { AnswerShow } from '../../model/triggers/answer-show.ts';
import type { ReplyButton } from '../../model/triggers/handler.ts';
import { isObject, type JsonObject, readObject, readText, tryParseJson } from '../../util/json.ts';

type ButtonOwner = AnswerShow['owner'];

/** Marks a value as ours: of cards that others have made for the app nothing is known. */
const mark = 'larkstream';
const mostButtons = 20;
const mostValueBytes = 2_000;

/** The row of buttons under an answer, as an element of a card; undefined when there are none. */
export function buttonRow(buttons: readonly ReplyButton[], owner: ButtonOwner): JsonObject | undefined {
  const shown = usableButtons(buttons);
  if (shown.length === 0) return undefined;
  return {
    tag: 'column_set',
    flex_mode: 'flow',
    horizontal_spacing: '8px',
    columns: shown.map((button) => ({
      tag: 'column',
      width: 'auto',
      elements: [
        {
          tag: 'button',
          type: button.style,
          text: { tag: 'plain_text', content: button.text.slice(0, 100).toWellFormed() },
          behaviors: [{ type: 'callback', value: carriedBy(button, owner) }],
        },
      ],
    })),
  };
}

/** Those that fit: not too many, none with too much to carry. */
export function usableButtons(buttons: readonly ReplyButton[]): readonly ReplyButton[] {
  return buttons
    .filter(({ id, value }) => Buffer.byteLength(JSON.stringify([id, value])) <= mostValueBytes)
    .slice(0, mostButtons);
}

function carriedBy({ id, value, forEverybody }: ReplyButton, { turnId, ownerOpenId }: ButtonOwner): JsonObject {
  return { [mark]: 1, turn: turnId, button: id, owner: forEverybody ? null : ownerOpenId, value };
}

/** What a press of a button is. */
export type Press =
  /** Of another card. */
  | { readonly kind: 'foreign' }
  /** By somebody whose button it is not: this is shown to that person only, within three seconds. */
  | { readonly kind: 'refused'; readonly toast: JsonObject; readonly turnId: string; readonly openId: string }
  | {
      readonly kind: 'pressed';
      readonly turnId: string;
      readonly buttonId: string;
      readonly value: JsonObject;
      readonly openId: string;
      readonly chatId: string | undefined;
      readonly messageId: string | undefined;
    };

/** Judges `card.action.trigger` (its `event`). */
export function readPress(event: JsonObject): Press {
  const action = readObject(event, 'action');
  const raw = typeof action.value === 'string' ? tryParseJson(action.value) : action.value;
  const openId = readText(readObject(event, 'operator'), 'open_id');
  if (!isObject(raw) || raw[mark] === undefined || openId === null) return { kind: 'foreign' };
  const [turnId, buttonId, owner] = [readText(raw, 'turn'), readText(raw, 'button'), readText(raw, 'owner')];
  if (turnId === null || buttonId === null) return { kind: 'foreign' };
  if (owner !== null && owner !== openId) return { kind: 'refused', toast: toast('warning', notYours), turnId, openId };
  const context = readObject(event, 'context');
  return {
    kind: 'pressed',
    turnId,
    buttonId,
    value: readObject(raw, 'value'),
    openId,
    chatId: readText(context, 'open_chat_id') ?? undefined,
    messageId: readText(context, 'open_message_id') ?? undefined,
  };
}

/** What the platform is answered while it waits: a word to those whose button it is not; otherwise the card stays as it is, and what follows comes later. */
export function answerToPress(event: JsonObject): JsonObject {
  const press = readPress(event);
  return press.kind === 'refused' ? press.toast : {};
}

const notYours: Message = {
  en: 'Only the person who asked may press this',
  zh: '只有提问的人可以点击',
};

/** What is answered to a press, in the language of who pressed. */
function toast(type: 'info' | 'success' | 'warning' | 'error', words: Message): JsonObject {
  return { toast: { type, content: words.en, i18n: { zh_cn: words.zh, en_us: words.en } } };
}
