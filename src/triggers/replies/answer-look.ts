import type { ReplyButton } from '../../model/triggers/handler.ts';
import type { OutgoingContent } from '../../model/triggers/messenger.ts';
import type { JsonObject } from '../../util/json.ts';
import { type ButtonOwner, buttonRow } from './buttons.ts';
import { cardMarkdown } from './card-markdown.ts';
import { answerCard } from './cards.ts';
import type { Allowed } from './inline-markdown.ts';
import { type Callable, NameFinder } from './people.ts';
import { textMarkdown } from './text-markdown.ts';

/** What an answer may show and whom it may call. */
export interface AnswerOptions {
  /** The people of the session: `@Name` in an answer calls them, nobody else can be called. */
  readonly people: readonly Callable[];
  readonly mayCallEverybody: boolean;
  /** Keys of images that were uploaded for it. */
  readonly images: readonly string[];
  readonly title: string | undefined;
  readonly buttons: readonly ReplyButton[];
  readonly owner: ButtonOwner;
}

/** How one answer looks on Lark: as a card, as text. */
export class AnswerLook {
  readonly #allowed: Allowed;
  readonly #title: string | undefined;
  readonly #below: JsonObject | undefined;

  constructor({ people, mayCallEverybody, images, title, buttons, owner }: AnswerOptions) {
    this.#allowed = { names: new NameFinder(people), everybody: mayCallEverybody, images: new Set(images) };
    this.#title = title;
    this.#below = buttonRow(buttons, owner);
  }

  get hasButtons(): boolean {
    return this.#below !== undefined;
  }

  /** Markdown of the answer as markdown of a card. `isOpen`: more may follow. */
  markdown(source: string, mostTables: number, isOpen = false): string {
    return cardMarkdown(source, { ...this.#allowed, mostTables, isOpen });
  }

  /** The first card has the title, the last one the buttons. */
  card(
    markdown: string,
    { isFirst, isLast, isStreaming = false }: { isFirst: boolean; isLast: boolean; isStreaming?: boolean },
  ): JsonObject {
    return answerCard({
      markdown,
      title: isFirst ? this.#title : undefined,
      below: isLast ? this.#below : undefined,
      isStreaming,
    });
  }

  /** Where cards are not possible. */
  text(source: string): OutgoingContent {
    return { type: 'text', content: { text: textMarkdown(source, this.#allowed) } };
  }
}
