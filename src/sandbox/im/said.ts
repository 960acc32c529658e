import type { JsonObject, JsonValue } from '../../util/json.ts';

/** A file that a person sends; without bytes it has as many zeros as `size` says, or a few words. */
export interface SaidFile {
  readonly name?: string;
  readonly bytes?: Uint8Array;
  readonly size?: number;
  /** Of audio and video. */
  readonly durationMs?: number;
}

/**
 * What a person (or, with `as` an app id, another bot) writes. One of `text` … `raw` is what it says. A text may mention by
 * `<at user_id="ou_…"></at>`; `mention` puts its mentions in front.
 */
export interface Said {
  /** A chat's id, `group` (the first group), `topic` (the first group of topics), or `direct` (with the bot), which counts when left out. */
  readonly chat?: string;
  /** An open_id; the first person of the company when left out. An app's id lets its bot speak. */
  readonly as?: string;
  /** With whose bot, in a direct chat: an app's id; the tenant's own app when left out. */
  readonly to?: string;
  readonly text?: string;
  /** `@name` in the text mentions people and bots of the chat, as in a client; `@bot` and `@all` do, too. */
  readonly names?: boolean;
  /** `{title, content: [[{tag, …}]]}`, as it is read. */
  readonly post?: JsonObject;
  readonly image?: SaidFile;
  readonly file?: SaidFile;
  readonly audio?: SaidFile;
  readonly video?: SaidFile;
  readonly card?: JsonObject;
  /** Ids of messages that are forwarded together. */
  readonly forward?: readonly string[];
  /** Any other type, as it arrives: sticker, location, share_chat, share_user, todo, vote, system, hongbao, folder, calendar … */
  readonly raw?: { readonly type: string; readonly content: JsonValue };
  /** The id of the message that it answers to. */
  readonly replyTo?: string;
  /** The answer begins a topic below that message. */
  readonly inThread?: boolean;
  /** The id of a topic in which it is said. */
  readonly thread?: string;
  /** `bot` (of the tenant's own app), `all`, or ids of people and apps. */
  readonly mention?: readonly string[];
}

/** A message that a person has written. */
export interface SaidMessage {
  readonly messageId: string;
  readonly chatId: string;
  readonly threadId: string | undefined;
}
