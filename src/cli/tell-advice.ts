import { adviceFor } from '../config/advice.ts';
import type { Config } from '../config/settings.ts';
import type { Context } from './context.ts';

/** What a configuration will make a person regret, on the error stream, so that answers stay clean. */
export function tellAdvice(config: Pick<Config, 'destination'>, context: Context): void {
  const { texts, errorStyle, terminal, isQuiet, isJson, emit } = context;
  for (const advice of adviceFor(config)) {
    emit({ event: 'advice', message: advice.en });
    if (!isQuiet && !isJson) terminal.error(`${errorStyle.yellow('!')} ${advice[texts.language]}\n`);
  }
}
