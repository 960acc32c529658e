import { type Advised, adviceFor } from '../config/advice.ts';
import type { Message } from '../model/message.ts';
import type { Context } from './context.ts';
import { hangText } from './print/wrap-text.ts';

/** What a configuration will make a person regret, on the error stream, so that answers stay clean. */
export function tellAdvice(config: Advised, context: Context): void {
  for (const advice of adviceFor(config, Date.now())) tellOne(advice, context);
}

/** One piece of advice: a JSON line for programs, a sentence on the error stream for people. */
export function tellOne(advice: Message, context: Context): void {
  const { texts, errorStyle, errorColumns, terminal, isQuiet, isJson } = context;
  emitAdvice(advice, context);
  if (isQuiet || isJson) return;
  const lines = hangText(`${errorStyle.yellow('!')} `, advice[texts.language], { columns: errorColumns, indent: 2 });
  terminal.error(`${lines.join('\n')}\n`);
}

/** The JSON line alone. */
export function emitAdvice({ en, zh }: Message, { emit }: Context): void {
  emit({ event: 'advice', message: en, zh: { message: zh } });
}
