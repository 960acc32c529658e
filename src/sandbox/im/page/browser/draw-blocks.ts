import type { Block, Inline, Mark, ShownButton } from '../shown.ts';
import { button, element } from './dom.ts';
import { glyphOf } from './emojis.ts';
import { texts } from './texts.ts';

/** Presses a button of the card, with what its form holds. */
export type PressButton = (at: number, form: Readonly<Record<string, string>>) => void;

const markTags = { bold: 'strong', italic: 'em', struck: 's', code: 'code' } as const satisfies Record<Mark, string>;

/** What a message or a card holds. */
export function drawBlocks(blocks: readonly Block[], press: PressButton): readonly Node[] {
  return blocks.map((block) => drawBlock(block, press));
}

function drawBlock(block: Block, press: PressButton): Node {
  switch (block.kind) {
    case 'paragraph':
      return element('p', { class: block.isSmall === true ? 'small' : null }, ...drawInlines(block.inlines));
    case 'heading':
      return element(block.level <= 2 ? 'h3' : 'h4', {}, ...drawInlines(block.inlines));
    case 'list': {
      const items = block.items.map((item) => element('li', {}, ...drawBlocks(item, press)));
      return block.isOrdered ? element('ol', { start: String(block.start) }, ...items) : element('ul', {}, ...items);
    }
    case 'quote':
      return element('blockquote', {}, ...drawBlocks(block.blocks, press));
    case 'code':
      return element('pre', { tabindex: '0' }, element('code', {}, block.text));
    case 'table':
      return drawTable(block);
    case 'rule':
      return element('hr');
    default:
      return drawPart(block, press);
  }
}

function drawTable({ head, rows }: Extract<Block, { kind: 'table' }>): Node {
  const line = (tag: 'th' | 'td', cells: readonly (readonly Inline[])[]): Node =>
    element('tr', {}, ...cells.map((cell) => element(tag, {}, ...drawInlines(cell))));
  const table = element(
    'table',
    {},
    element('thead', {}, line('th', head)),
    element('tbody', {}, ...rows.map((row) => line('td', row))),
  );
  return element('div', { class: 'table', tabindex: '0' }, table);
}

function drawPart(block: Block, press: PressButton): Node {
  switch (block.kind) {
    case 'image':
      return drawImage(block);
    case 'file':
      return drawFile(block.key, `${block.name} · ${Math.ceil(block.bytes / 1024)} KB`);
    case 'sound':
      return drawFile(block.key, `▶ ${block.name} ${texts.seconds(block.seconds)}`);
    case 'button':
      return drawButton(block, press);
    case 'row':
      return element('div', { class: 'row' }, ...drawBlocks(block.blocks, press));
    case 'columns': {
      const columns = block.columns.map((column) => element('div', {}, ...drawBlocks(column, press)));
      return element('div', { class: 'columns' }, ...columns);
    }
    case 'panel': {
      const title = element('summary', {}, ...drawInlines(block.title));
      return element('details', { open: block.isOpen ? '' : null }, title, ...drawBlocks(block.blocks, press));
    }
    case 'forward': {
      const items = block.items.map(({ from, blocks }) =>
        element('div', {}, element('strong', {}, from), ...drawBlocks(blocks, press)),
      );
      return element('div', { class: 'forward' }, ...items);
    }
    default:
      return drawOther(block, press);
  }
}

function drawOther(block: Block, press: PressButton): Node {
  switch (block.kind) {
    case 'form':
      return element('div', { class: 'form' }, ...drawBlocks(block.blocks, press));
    case 'input': {
      const input = element('input', { type: 'text', 'data-name': block.name, value: block.value });
      return element('label', { class: 'field' }, block.label, input);
    }
    case 'choice': {
      const options = block.options.map(({ value, text }) => element('option', { value }, text));
      const choice = element('select', { 'data-name': block.name }, ...options);
      return element('label', { class: 'field' }, block.label, choice);
    }
    case 'other':
      return element('p', { class: 'small' }, texts.cannotDraw(block.what), ` ${block.text}`);
    default:
      return document.createTextNode('');
  }
}

function fileAddress(key: string): string {
  return `/chat/file?key=${encodeURIComponent(key)}`;
}

function drawImage({ key, alt }: { readonly key: string; readonly alt: string }): Node {
  return element('img', { src: fileAddress(key), alt: alt === '' ? texts.image : alt, loading: 'lazy' });
}

function drawFile(key: string, text: string): Node {
  return element('p', {}, element('a', { href: fileAddress(key), download: '' }, text));
}

function drawButton({ at, text, look, href, isDisabled, confirm }: ShownButton, press: PressButton): Node {
  if (href !== null && !isDisabled) return outside(href, text, 'button');
  const made: HTMLButtonElement = button(
    text,
    () => {
      if (confirm === null || window.confirm(confirm)) press(at, formAround(made));
    },
    { class: look, disabled: isDisabled ? '' : null },
  );
  return made;
}

function outside(href: string, text: string, look: string | null): HTMLAnchorElement {
  return element('a', { href, class: look, target: '_blank', rel: 'noopener noreferrer' }, text);
}

function formAround(inside: HTMLElement): Record<string, string> {
  const form = inside.closest('.form');
  const fields = form?.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-name]') ?? [];
  return Object.fromEntries([...fields].map((field) => [field.dataset.name ?? '', field.value]));
}

function drawInlines(inlines: readonly Inline[]): readonly Node[] {
  return inlines.map(drawInline);
}

function drawInline(inline: Inline): Node {
  switch (inline.kind) {
    case 'text':
      return drawText(inline);
    case 'link':
      return outside(inline.href, inline.text, null);
    case 'at':
      return element('span', { class: inline.isMe ? 'at me' : 'at' }, `@${inline.name}`);
    case 'everybody':
      return element('span', { class: 'at me' }, `@${texts.everybody}`);
    case 'tag':
      return element('span', { class: `tag ${inline.color === null ? '' : `ink-${inline.color}`}` }, inline.text);
    case 'emoji':
      return element('span', { title: inline.name }, glyphOf(inline.name));
    case 'image':
      return drawImage(inline);
    case 'break':
      return element('br');
  }
}

function drawText({ text, marks, color }: Extract<Inline, { kind: 'text' }>): Node {
  const inner: Node = document.createTextNode(text);
  const marked = marks.reduceRight<Node>((within, mark) => element(markTags[mark], {}, within), inner);
  return color === null ? marked : element('span', { class: `ink-${color}` }, marked);
}
