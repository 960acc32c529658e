import { displayWidth } from './display-width.ts';

/** Signs that begin no line, and signs that end none. */
const closing = /^[，。；：、！？）】》”’…,.;:!?)\]}%"]/u;
/** A straight quotation mark opens at the beginning of a word. */
const opening = /[（【《“‘([{]$|(?:^|\s)"$/u;
/** Between these a line may break without a space. */
const breakable = /[\u2e80-\u303f\u3040-\u9fff\uf900-\ufaff\uff00-\uffef]/u;

/** The pieces between which a line may break; a space belongs to the piece after it. */
function piecesOf(line: string): string[] {
  const pieces: string[] = [];
  for (const word of line.match(/\s*\S+/g) ?? []) {
    let piece = '';
    for (const sign of word) {
      const last = piece.at(-1) ?? '';
      const mayBreak = piece.trim() !== '' && (breakable.test(sign) || breakable.test(last));
      if (mayBreak && !closing.test(sign) && !opening.test(piece)) {
        pieces.push(piece);
        piece = '';
      }
      piece += sign;
    }
    pieces.push(piece);
  }
  return pieces;
}

/**
 * A text in lines of at most this many columns, broken between words, and in Chinese between characters where a line may break. What
 * has no place to break, such as an address, stays whole. For text without colour codes.
 */
export function wrapText(text: string, columns: number): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (displayWidth(line) <= columns) return [line];
    const lines: string[] = [];
    let current = '';
    for (const piece of piecesOf(line)) {
      if (current !== '' && displayWidth(current + piece) > columns) {
        lines.push(current);
        current = piece.trimStart();
      } else {
        current += piece;
      }
    }
    return [...lines, current];
  });
}

/** Fewer columns than this are too few for a text. */
const leastRoom = 20;

/**
 * A text after a head such as a mark or a name, its further lines indented; in lines of its own where the head leaves too little room.
 * Without a number of columns (a file, a pipe) lines are as long as they like. `ink` colours the text, not the head.
 */
export function hangText(
  head: string,
  text: string,
  {
    columns,
    indent,
    ink = (line) => line,
  }: { columns: number | undefined; indent: number; ink?: (line: string) => string },
): string[] {
  const width = columns ?? Number.POSITIVE_INFINITY;
  const inset = Math.min(indent, Math.max(0, width - leastRoom));
  const room = width - displayWidth(head);
  const [first = ''] = wrapText(text, room);
  const isWhole = displayWidth(first) <= room && (room >= leastRoom || /^(\r?\n|$)/.test(text.slice(first.length)));
  const isBeside = isWhole || displayWidth(first) > width - inset;
  const rest = isBeside ? text.slice(first.length).trimStart() : text;
  const below = rest === '' ? [] : wrapText(rest, width - inset).map((line) => `${' '.repeat(inset)}${ink(line)}`);
  if (isBeside) return [`${head}${ink(first)}`, ...below];
  return head.trim() === '' ? below : [head.trimEnd(), ...below];
}
