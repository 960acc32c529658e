import { createInterface } from 'node:readline/promises';
import { StoppedError } from '../model/errors.ts';
import { toScreen } from './screen.ts';

/**
 * Asks on the error stream, so that an answer piped elsewhere stays clean.
 * @throws StoppedError when Ctrl-C or the end of the input comes instead of an answer.
 */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  const leave = (): void => left.abort();
  lines.once('SIGINT', leave).once('close', leave);
  try {
    return (await lines.question(`${toScreen(question, { isCut: true })} `, { signal: left.signal })).trim();
  } catch (cause) {
    throw new StoppedError({
      code: 'run.stopped',
      message: { en: 'No answer was given', zh: '没有得到回答' },
      cure: {
        en: 'Run the command again. It asks nothing when its input is no terminal.',
        zh: '请再次运行该命令。输入不是终端时不会提问。',
      },
      cause,
    });
  } finally {
    lines.close();
  }
}

export async function askYesNo(question: string): Promise<boolean> {
  return /^(y|yes|是)$/i.test(await ask(`${question} [y/N]`));
}
