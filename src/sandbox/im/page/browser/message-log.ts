import type { ShownMessage } from '../shown.ts';
import { element, fill } from './dom.ts';
import { classOf, drawMessage, type MessageActs } from './draw-message.ts';
import { texts } from './texts.ts';

/** How near the end still counts as being there. */
const nearPx = 60;

/** Messages one below the other. Only what has changed is drawn again, and who reads at the end stays there. */
export class MessageLog {
  readonly view: HTMLElement;
  readonly #list: HTMLOListElement;
  readonly #empty: HTMLElement;
  readonly #acts: MessageActs;
  readonly #isInPanel: boolean;
  #drawn = new Map<string, { readonly item: HTMLLIElement; readonly text: string }>();

  constructor(acts: MessageActs, isInPanel: boolean) {
    this.#acts = acts;
    this.#isInPanel = isInPanel;
    this.#list = element('ol');
    this.#empty = element('p', { class: 'empty' }, texts.nothingYet);
    this.view = element(
      'div',
      { class: 'log', role: 'log', tabindex: '0', 'aria-label': isInPanel ? texts.thread : texts.messages },
      this.#empty,
      this.#list,
    );
  }

  /** Shows these, in this order; `repliesOf` counts what a topic holds. */
  show(messages: readonly ShownMessage[], repliesOf: (message: ShownMessage) => number): void {
    const { scrollHeight, scrollTop, clientHeight } = this.view;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < nearPx;
    const drawn = this.#drawn;
    this.#drawn = new Map();
    for (const message of messages) {
      const replies = repliesOf(message);
      const text = JSON.stringify([message, replies]);
      const { item, text: before } = drawn.get(message.id) ?? { item: element('li'), text: '' };
      if (text !== before) {
        item.className = classOf(message);
        item.dataset.id = message.id;
        fill(item, ...drawMessage(message, { acts: this.#acts, isInPanel: this.#isInPanel, replies }));
      }
      if (before === '') this.#list.append(item);
      this.#drawn.set(message.id, { item, text });
    }
    for (const [id, { item }] of drawn) if (!this.#drawn.has(id)) item.remove();
    this.#empty.hidden = messages.length > 0;
    if (isAtEnd) this.toEnd();
  }

  /** Scrolls to what was said last. */
  toEnd(): void {
    this.view.scrollTop = this.view.scrollHeight;
  }
}
