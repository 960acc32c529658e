import type { Message } from '../../model/message.ts';
import type { AnswerShow } from '../../model/triggers/answer-show.ts';
import type { OutgoingContent } from '../../model/triggers/messenger.ts';
import { AnswerLook } from './answer-look.ts';
import { usableButtons } from './buttons.ts';
import { bytesAsSent, mostCardBytes, mostTextBytes, usualTables } from './cards.ts';
import { cutMarkdown, markdownBlocks, markdownSlice } from './markdown-blocks.ts';

/** How an answer that is complete is sent. */
export interface ComposeOptions extends AnswerShow {
  readonly as: 'card' | 'text';
  readonly language: keyof Message;
  /** What needs more messages than these is sent as a file, after its beginning. */
  readonly mostParts?: number;
  /** Of a card, fewer after a refusal (11310). */
  readonly mostTables?: number;
  /** As sent; less after a refusal (230025, 200860). */
  readonly mostBytes?: number;
}

/** What is sent one after another, then the file. */
export interface ComposedAnswer {
  readonly parts: readonly OutgoingContent[];
  readonly file: { readonly name: string; readonly content: Uint8Array } | undefined;
  /** What was left out of it, for those who wonder. */
  readonly notes: readonly Message[];
}

const usualParts = 5;

/** A complete answer, markdown as handlers give it, as Lark takes it: within its sizes, calling nobody whom it may not call. */
export function composeAnswer(markdown: string, options: ComposeOptions): ComposedAnswer {
  const look = new AnswerLook(options);
  const notes = notesOf(options);
  const source = markdown.toWellFormed().trim();
  const mostParts = options.mostParts ?? usualParts;
  const sources = source === '' ? [] : sourcesOf(source, look, options, mostParts);
  if (sources.length <= mostParts) return { parts: written(sources, look, options), file: undefined, notes };
  const [first = ''] = sources;
  const name = options.language === 'zh' ? '完整回复.md' : 'answer.md';
  const beginning = `${first.trimEnd()}\n\n…\n\n${goesOn[options.language]}`;
  return { parts: written([beginning], look, options), file: { name, content: Buffer.from(source) }, notes };
}

const goesOn: Message = { en: '*The whole answer is in the file below.*', zh: '*完整回复见下方文件。*' };

function notesOf({ buttons }: ComposeOptions): readonly Message[] {
  const missing = buttons.length - usableButtons(buttons).length;
  if (missing === 0) return [];
  return [
    {
      en: `Buttons left out, because there are too many or a value is too large: ${missing}`,
      zh: `有 ${missing} 个按钮因数量过多或数据过大未显示`,
    },
  ];
}

/** The answer in pieces, each of which fits into a message. */
function sourcesOf(source: string, look: AnswerLook, options: ComposeOptions, mostParts: number): readonly string[] {
  const blocks = markdownBlocks(source);
  const mostBytes = options.mostBytes ?? (options.as === 'card' ? mostCardBytes : mostTextBytes);
  // There is to be room for what is added to the first of them when the rest is a file.
  const room = mostBytes - 300;
  const sources: string[] = [];
  // What is a file anyway is not cut to its end.
  for (let from = 0; from < source.length && sources.length <= mostParts; ) {
    const fits = (to: number): boolean => {
      const piece = markdownSlice(source, blocks, from, to);
      return bytesAsSent(contentOf(piece, look, options, { isFirst: true, isLast: true }).content) <= room;
    };
    const to = cutMarkdown(source, blocks, from, fits, mostBytes);
    const piece = markdownSlice(source, blocks, from, to);
    if (piece.trim() !== '') sources.push(piece);
    from = to;
  }
  return sources;
}

function written(sources: readonly string[], look: AnswerLook, options: ComposeOptions): readonly OutgoingContent[] {
  const pieces = sources.length === 0 && look.hasButtons && options.as === 'card' ? [''] : sources;
  return pieces.map((piece, index) =>
    contentOf(piece, look, options, { isFirst: index === 0, isLast: index === pieces.length - 1 }),
  );
}

function contentOf(
  source: string,
  look: AnswerLook,
  { as, mostTables = usualTables }: ComposeOptions,
  place: { readonly isFirst: boolean; readonly isLast: boolean },
): OutgoingContent {
  if (as === 'text') return look.text(source);
  return { type: 'interactive', content: look.card(look.markdown(source, mostTables), place) };
}
