import { randomInt } from 'node:crypto';
import { cutWords, toVisible } from '../util/visible.ts';

/**
 * Our escape sequences carry this secret number: foreign ones are shown, ours are obeyed. It stands
 * where parameters do, so that whatever measures or strips escape sequences takes them for what they are.
 */
const mark = Array.from({ length: 3 }, () => randomInt(1_000, 10_000)).join(';');
const ours = new RegExp(`(\\u001b\\[${mark};[?\\d]*[A-Za-z])`);

/** `31m`, `?25l`: a sequence that reaches the terminal through `toScreen`. */
export function sequence(code: string): string {
  return `\u001b[${mark};${code}`;
}

/** A person does not read longer lines. */
const maxLineLength = 4_000;

interface ScreenOptions {
  /** For people: overlong words and lines are cut. Programs get everything. */
  readonly isCut: boolean;
}

/** The one way to a terminal: control characters of others are shown as such, ours do their work. */
export function toScreen(text: string, { isCut }: ScreenOptions): string {
  const shown = (part: string): string => toVisible(isCut ? cutWords(part) : part);
  const parts = text.split(ours).map((part, index) => (index % 2 === 0 ? shown(part) : part));
  const lines = isCut ? cutLines(parts) : parts;
  return lines.map((part, index) => (index % 2 === 0 ? part : part.replace(`${mark};`, ''))).join('');
}

/** Texts stand at even places, sequences between them; sequences stay, so that colours end. */
function cutLines(parts: readonly string[]): string[] {
  let left = maxLineLength;
  return parts.map((part, index) => {
    if (index % 2 === 1) return part;
    const lines = part.split('\n').map((line, at) => {
      if (at > 0) left = maxLineLength;
      const kept = line.length <= left ? line : `${line.slice(0, left).toWellFormed()}${left > 0 ? '…' : ''}`;
      left = Math.max(0, left - line.length);
      return kept;
    });
    return lines.join('\n');
  });
}
