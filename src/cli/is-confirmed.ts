import { ConfigError } from '../model/errors.ts';
import type { Context } from './context.ts';
import { askYesNo } from './prompt.ts';

/**
 * Whether what destroys something may be done: `--yes` says so, else a person is asked.
 * @throws ConfigError `config.usage.invalid` where there is no terminal to ask.
 */
export async function isConfirmed(question: string, isYes: boolean, { terminal, isJson }: Context): Promise<boolean> {
  if (isYes) return true;
  if (terminal.isInteractive && !isJson) return await askYesNo(question);
  throw new ConfigError({
    code: 'config.usage.invalid',
    message: {
      en: `Nothing was changed, because there is no terminal to ask: ${question}`,
      zh: `未做任何改动，因为此处无法询问：${question}`,
    },
    cure: { en: 'Add --yes to confirm.', zh: '如确需执行，请加 --yes。' },
  });
}
