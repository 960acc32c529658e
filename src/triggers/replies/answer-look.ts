import type { AnswerShow } from '../../model/triggers/answer-show.ts';
import type { OutgoingContent } from '../../model/triggers/messenger.ts';
import type { JsonObject } from '../../util/json.ts';
import { buttonRow } from './buttons.ts';
import { cardMarkdown } from './card-markdown.ts';
import { answerCard } from './cards.ts';
import type { Allowed } from './inline-markdown.ts';
import { NameFinder } from './people.ts';
import { textMarkdown } from './text-markdown.ts';

/** Of what nothing is known but its text. */
export const plainShow: AnswerShow = {
  people: [],
  mayCallEverybody: false,
  images: [],
  title: undefined,
  buttons: [],
  owner: { turnId: '', ownerOpenId: '' },
};

/** How one answer looks on Lark: as a card, as text. */
export class AnswerLook {
  readonly #allowed: Allowed;
  readonly #title: string | undefined;
  readonly #below: JsonObject | undefined;

  constructor({ people, mayCallEverybody, images, title, buttons, owner }: AnswerShow) {
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
