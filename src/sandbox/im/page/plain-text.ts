import type { Block, Inline } from './shown.ts';

/** What blocks say, in one line without marks. */
export function plainText(blocks: readonly Block[]): string {
  return blocks.map(blockText).filter(Boolean).join(' ').replace(/\s+/g, ' ').trim();
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return inlineText(block.inlines);
    case 'quote':
    case 'row':
    case 'form':
      return plainText(block.blocks);
    case 'panel':
      return [inlineText(block.title), plainText(block.blocks)].join(' ');
    case 'columns':
      return block.columns.map(plainText).join(' ');
    case 'list':
      return block.items.map(plainText).join(' ');
    case 'table':
      return [block.head, ...block.rows].flatMap((row) => row.map(inlineText)).join(' ');
    case 'code':
      return block.text;
    case 'file':
    case 'sound':
      return `[${block.name}]`;
    case 'image':
      return '[image]';
    case 'forward':
      return block.items.map(({ from, blocks }) => `${from}: ${plainText(blocks)}`).join(' ');
    case 'other':
      return `[${block.what}] ${block.text}`;
    default:
      return '';
  }
}

function inlineText(inlines: readonly Inline[]): string {
  return inlines
    .map((one) => {
      if (one.kind === 'break') return ' ';
      if (one.kind === 'image') return '[image]';
      if (one.kind === 'everybody') return '@all';
      return one.kind === 'at' ? `@${one.name}` : one.kind === 'emoji' ? `:${one.name}:` : one.text;
    })
    .join('');
}
