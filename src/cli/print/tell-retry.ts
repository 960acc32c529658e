import type { RetryNotice } from '../../operations/sync-observer.ts';
import type { Context } from '../context.ts';
import { wrapText } from './wrap-text.ts';

/** Says on the error stream what is being tried again; `print` is where lines go while something else is drawn there. */
export function tellRetry(notice: RetryNotice, context: Context, print?: (line: string) => void): void {
  const { message, endpoint, attempt, delayMs, until } = notice;
  const { texts, errorStyle, errorColumns, terminal } = context;
  context.emit({ event: 'retry', endpoint, attempt, delayMs, until, message: message.en, zh: { message: message.zh } });
  if (context.isJson || context.isQuiet) return;
  const text = message[texts.language];
  const lines = errorColumns === undefined ? [text] : wrapText(text, errorColumns - 1);
  const write = print ?? ((line: string): void => terminal.error(`${line}\n`));
  for (const line of lines) write(errorStyle.yellow(line));
}
