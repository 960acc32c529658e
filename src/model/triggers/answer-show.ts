import {
  isObject,
  type JsonObject,
  type JsonValue,
  readBoolean,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../util/json.ts';
import type { ReplyButton } from './handler.ts';
import type { Target } from './messenger.ts';

/** What an answer may show and whom it may call, beside its text. */
export interface AnswerShow {
  /** The people of the session: `@Name` in an answer calls them, nobody else can be called. */
  readonly people: readonly { readonly openId: string; readonly name: string }[];
  readonly mayCallEverybody: boolean;
  /** Keys of images that were uploaded for it. */
  readonly images: readonly string[];
  readonly title: string | undefined;
  readonly buttons: readonly ReplyButton[];
  /** Of whose turn the buttons are, and who asked: only that person may press them, unless a button is for everybody. */
  readonly owner: { readonly turnId: string; readonly ownerOpenId: string };
}

/** As `JSON.stringify` has written it; undefined when it is none. */
export function readAnswerShow(value: JsonValue | undefined): AnswerShow | undefined {
  if (!isObject(value)) return undefined;
  const owner = readObject(value, 'owner');
  return {
    people: readObjects(value, 'people').map((person) => ({
      openId: text(person, 'openId'),
      name: text(person, 'name'),
    })),
    mayCallEverybody: value.mayCallEverybody === true,
    images: readTexts(value, 'images'),
    title: readText(value, 'title') ?? undefined,
    buttons: readObjects(value, 'buttons').map((button) => ({
      id: text(button, 'id'),
      text: text(button, 'text'),
      value: readObject(button, 'value'),
      style: button.style === 'primary' || button.style === 'danger' ? button.style : 'default',
      forEverybody: readBoolean(button, 'forEverybody') ?? false,
    })),
    owner: { turnId: text(owner, 'turnId'), ownerOpenId: text(owner, 'ownerOpenId') },
  };
}

/** Where something is said, as `JSON.stringify` has written it; undefined when it is no place. */
export function readTarget(value: JsonValue | undefined): Target | undefined {
  if (!isObject(value)) return undefined;
  const [chatId, messageId, openId] = [text(value, 'chatId'), text(value, 'messageId'), text(value, 'openId')];
  if (value.kind === 'reply' && messageId !== '')
    return { kind: 'reply', messageId, chatId, inThread: value.inThread === true };
  if (value.kind === 'chat' && chatId !== '') return { kind: 'chat', chatId };
  return value.kind === 'person' && openId !== '' ? { kind: 'person', openId } : undefined;
}

function text(from: JsonObject, key: string): string {
  return readText(from, key) ?? '';
}
