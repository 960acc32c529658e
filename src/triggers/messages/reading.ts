import type { Language } from '../../model/message.ts';
import type { Attachment } from '../../model/triggers/inbound-message.ts';
import { everybodyKeys, type Mentioned } from './people.ts';
import { words } from './words.ts';

/** What is known to whoever reads messages. */
export interface Reading {
  /** The bot's own `open_id` in this app: names are no proof. */
  readonly botOpenId: string;
  /** Of the words for what is no text, such as `[Image]`. */
  readonly language: Language;
  /** The name of somebody, where it is known. */
  readonly nameOf: (openId: string) => string | undefined;
}

/** What was read of a content: its text, what hangs on it, and whether it calls everybody. */
export interface ReadContent {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly mentionsAll: boolean;
}

const mostCharacters = 200_000;
const mostAttachments = 100;

/** Gathers what is read of one content. */
export class ContentReader {
  readonly reading: Reading;
  readonly #mentioned: readonly Mentioned[];
  readonly #attachments = new Map<string, Attachment>();
  #mentionsAll = false;

  constructor(reading: Reading, mentioned: readonly Mentioned[]) {
    this.reading = reading;
    this.#mentioned = mentioned;
  }

  get language(): Language {
    return this.reading.language;
  }

  attach(kind: Attachment['kind'], key: string | null, more: Partial<Attachment> = {}): void {
    if (key === null || this.#attachments.size >= mostAttachments || this.#attachments.has(key)) return;
    const isKept = kind === 'sticker' || kind === 'folder';
    this.#attachments.set(key, { kind, key, name: undefined, durationMs: undefined, canDownload: !isKept, ...more });
  }

  /** Whether a placeholder, or an id, is the bot itself. */
  isBot(key: string): boolean {
    return key === this.reading.botOpenId || this.#of(key)?.openId === this.reading.botOpenId;
  }

  /** `@Tom` for a placeholder or an id; undefined when nobody is known by it. */
  mention(key: string, name?: string | null): string | undefined {
    if (everybodyKeys.has(key)) {
      this.#mentionsAll = true;
      return words.everybody[this.language];
    }
    const who = this.#of(key);
    const isId = key.startsWith('ou_');
    const known =
      who?.name ?? name ?? this.reading.nameOf(who?.openId ?? key) ?? who?.openId ?? (isId ? key : undefined);
    return known === undefined ? undefined : `@${known}`;
  }

  #of(key: string): Mentioned | undefined {
    return this.#mentioned.find((mentioned) => mentioned.key === key || mentioned.openId === key);
  }

  done(text: string): ReadContent {
    const cut = text.length > mostCharacters ? `${text.slice(0, mostCharacters).toWellFormed()}…` : text;
    return { text: cut.trim(), attachments: [...this.#attachments.values()], mentionsAll: this.#mentionsAll };
  }
}
