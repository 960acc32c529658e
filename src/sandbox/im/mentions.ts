import type { ImMention } from './message.ts';

/** Somebody who can be mentioned, by any of his ids; undefined for nobody. */
export type WhoIs = (id: string) => Omit<ImMention, 'key'> | undefined;

/** Puts `@_user_1` in place of `<at user_id="…">`, as messages are read, and notes whom it stands for. */
export class MentionWriter {
  readonly mentions: ImMention[] = [];
  mentionsAll = false;
  readonly #whoIs: WhoIs;

  constructor(whoIs: WhoIs) {
    this.#whoIs = whoIs;
  }

  /** In a text. Somebody whom nobody knows is written by name, as plain text. */
  write(text: string): string {
    return text.replace(
      /<at user_id=["']?([^"'>\s]+)["']?\s*>([^<]*)<\/at>/g,
      (_, id: string, name: string) => this.place(id) ?? `@${name}`,
    );
  }

  /** The key that stands for somebody. */
  place(id: string): string | undefined {
    if (id === 'all') {
      this.mentionsAll = true;
      return '@_all';
    }
    const who = this.#whoIs(id);
    if (who === undefined) return undefined;
    const known = this.mentions.find(({ openId }) => openId === who.openId);
    if (known !== undefined) return known.key;
    const mention = { key: `@_user_${this.mentions.length + 1}`, ...who };
    this.mentions.push(mention);
    return mention.key;
  }
}
