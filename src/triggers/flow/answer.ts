import { ConfigError } from '../../model/errors.ts';
import type { ReplyButton, ReplyPart } from '../../model/triggers/handler.ts';
import { mostAnswerText } from '../../model/triggers/handler-answer.ts';
import type { Messenger } from '../../model/triggers/messenger.ts';

/** A file that is said after the answer. */
export interface AnswerFile {
  readonly name: string;
  readonly key: string;
}

/** What has come of an answer so far. */
export class Answer {
  #text = '';
  #progress = '';
  #images: readonly string[] = [];
  #files: readonly AnswerFile[] = [];
  #buttons: readonly ReplyButton[] = [];
  #followUps: readonly string[] = [];
  #tokens = 0;
  readonly #messenger: Pick<Messenger, 'uploadImage' | 'uploadFile'>;

  constructor(messenger: Pick<Messenger, 'uploadImage' | 'uploadFile'>) {
    this.#messenger = messenger;
  }

  get text(): string {
    return this.#text;
  }

  /** As it is shown while it grows: with what the handler does meanwhile. */
  get shown(): string {
    if (this.#progress === '') return this.#text;
    return this.#text === '' ? `*${this.#progress}*` : `${this.#text}\n\n*${this.#progress}*`;
  }

  get images(): readonly string[] {
    return this.#images;
  }

  get files(): readonly AnswerFile[] {
    return this.#files;
  }

  get buttons(): readonly ReplyButton[] {
    return this.#buttons;
  }

  get followUps(): readonly string[] {
    return this.#followUps;
  }

  /** What the handler has used. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Adds a piece. */
  async take(part: ReplyPart): Promise<void> {
    switch (part.kind) {
      case 'text':
        this.#text = bounded(this.#text + part.text);
        this.#progress = '';
        return;
      case 'replace':
        this.#text = bounded(part.text);
        this.#progress = '';
        return;
      case 'progress':
        this.#progress = part.text.replaceAll(/[*\r\n]+/g, ' ').trim();
        return;
      case 'buttons':
        this.#buttons = part.buttons;
        return;
      case 'follow_ups':
        this.#followUps = part.texts;
        return;
      case 'image': {
        const key = await this.#messenger.uploadImage(part.name, part.content);
        this.#images = [...this.#images, key];
        this.#text += `${this.#text === '' ? '' : '\n\n'}![${part.name.replaceAll(/[[\]\n]/g, ' ')}](${key})\n\n`;
        return;
      }
      case 'file':
        this.#files = [
          ...this.#files,
          { name: part.name, key: await this.#messenger.uploadFile(part.name, part.content) },
        ];
        return;
      case 'usage':
        this.#tokens += part.tokens;
        return;
      case 'later':
        return;
    }
  }
}

/** @throws ConfigError `handler.answer.invalid` */
function bounded(text: string): string {
  if (text.length <= mostAnswerText) return text;
  const message = {
    en: `The text of the answer is longer than ${mostAnswerText.toLocaleString('en')} characters`,
    zh: `答复的文本超过 ${mostAnswerText} 个字符`,
  };
  throw new ConfigError({ code: 'handler.answer.invalid', message });
}
