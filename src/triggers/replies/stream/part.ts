import type { OutgoingContent } from '../../../model/triggers/messenger.ts';
import type { JsonObject } from '../../../util/json.ts';
import { bytesAsSent, mostTextBytes } from '../cards.ts';
import { cutMarkdown, headAt, type MarkdownBlock, markdownBlocks, markdownSlice } from '../markdown-blocks.ts';
import { mostBytesOf, type StreamSetting, type StreamState, sourceOf } from './stream-state.ts';

/** What is to be said in a part of a stream, and how much of it there is room for. */
export class Part {
  /** Nothing is to be said. */
  readonly isBlank: boolean;
  readonly source: string;
  readonly #state: StreamState;
  readonly #setting: StreamSetting;
  readonly #blocks: readonly MarkdownBlock[];

  constructor(state: StreamState, setting: StreamSetting) {
    this.#state = state;
    this.#setting = setting;
    const source = sourceOf(state);
    this.isBlank = source.slice(state.head.length).trim() === '';
    this.source = this.isBlank ? '' : source;
    this.#blocks = markdownBlocks(this.source);
  }

  /** What a card shows that may grow. */
  get open(): string {
    return this.#setting.look.markdown(this.source, this.#state.mostTables, true);
  }

  /** What a card shows that ends at `to`. */
  closed(to: number): string {
    return this.#setting.look.markdown(markdownSlice(this.source, this.#blocks, 0, to), this.#state.mostTables);
  }

  /** Whether nothing comes after a part that ends at `to`. */
  isLast(to: number): boolean {
    return this.#state.isFinal && this.source.slice(to).trim() === '';
  }

  card(markdown: string, isLast: boolean, isStreaming = false): JsonObject {
    return this.#setting.look.card(markdown, { isFirst: this.#state.part === 0, isLast, isStreaming });
  }

  /** A message that is complete. */
  said(to: number): OutgoingContent {
    if (this.#state.way === 'text') return this.#setting.look.text(markdownSlice(this.source, this.#blocks, 0, to));
    return { type: 'interactive', content: this.card(this.closed(to), this.isLast(to)) };
  }

  /** How far the part reaches at most: to the end of what there is, or to where it would be too large. */
  end(): number {
    const { way, head, shrink } = this.#state;
    const most = way === 'text' ? mostTextBytes * shrink : mostBytesOf(this.#state, this.#setting);
    const fits = (to: number): boolean =>
      bytesAsSent(
        way === 'text'
          ? this.#setting.look.text(markdownSlice(this.source, this.#blocks, 0, to)).content
          : this.card(this.closed(to), true),
      ) <= most;
    if (this.isBlank) return 0;
    return cutMarkdown(this.source, this.#blocks, head.length, fits, Math.ceil(most));
  }

  /** A good place to go on in another card, near the end of what there is. */
  pause(): number {
    const { source } = this;
    const half = Math.max(this.#state.head.length, Math.floor(source.length / 2));
    const starts = this.#blocks.filter(({ kind, start }) => kind !== 'blank' && start > half);
    if (/[\s.!?:;。！？：；]$/.test(source)) return source.length;
    const word = source.lastIndexOf(' ') + 1;
    return starts.at(-1)?.start ?? (word > half ? word : source.length);
  }

  headAt(to: number): string {
    return headAt(this.source, this.#blocks, to);
  }
}
