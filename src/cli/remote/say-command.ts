import { shellWord } from '../../util/shell-word.ts';
import { calledAs } from '../called-as.ts';
import type { Context } from '../context.ts';

/** What a person can do next, as a line to copy. */
export function sayCommand(
  why: string,
  words: readonly string[],
  { style, say, sayWhole, terminal }: Pick<Context, 'style' | 'say' | 'sayWhole' | 'terminal'>,
): void {
  say(why);
  const line = [calledAs(terminal.environment), ...words.map(shellWord)].join(' ');
  sayWhole(`  ${style.dim('$')} ${style.cyan(line)}`);
}
