import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { StoppedError } from '../model/errors.ts';
import { toScreen } from './screen.ts';

/** Somebody who answers, line by line. */
export interface Prompter {
  /** `isHidden`: what is typed does not appear. @throws StoppedError when Ctrl-C or the end of the input comes instead. */
  ask(question: string, isHidden?: boolean): Promise<string>;
  close(): void;
}

function noAnswer(): StoppedError {
  return new StoppedError({
    code: 'run.stopped',
    message: { en: 'No answer was given', zh: '没有得到回答' },
    cure: {
      en: 'Run the command again. It asks nothing when its input is no terminal.',
      zh: '请再次运行该命令。输入不是终端时不会提问。',
    },
  });
}

/**
 * The person at this terminal. Asks on the error stream, so that an answer piped elsewhere stays clean; lines that are
 * pasted at once answer the questions that follow.
 */
export function openPrompter(): Prompter {
  let isHidden = false;
  const output = new Writable({
    write: (chunk, _, done) => {
      if (!isHidden) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY === true });
  const waiting: string[] = [];
  let isOver = false;
  let wake = (): void => {};
  lines.on('line', (line) => {
    waiting.push(line);
    wake();
  });
  const leave = (): void => {
    isOver = true;
    wake();
  };
  lines.once('SIGINT', leave).once('close', leave);
  const next = async (): Promise<string> => {
    while (waiting.length === 0 && !isOver) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const line = waiting.shift();
    if (line === undefined) throw noAnswer();
    return line.trim();
  };
  return {
    ask: async (question, hide = false) => {
      const shown = toScreen(question, { isCut: true });
      if (!hide) {
        lines.setPrompt(`${shown} `);
        lines.prompt();
        return await next();
      }
      process.stderr.write(`${shown} `);
      isHidden = true;
      try {
        return await next();
      } finally {
        isHidden = false;
        process.stderr.write('\n');
      }
    },
    close: () => lines.close(),
  };
}

export function isYes(answer: string): boolean {
  return /^(y|yes|是)$/i.test(answer);
}

export async function askYesNo(question: string): Promise<boolean> {
  const prompter = openPrompter();
  try {
    return isYes(await prompter.ask(`${question} [y/N]`));
  } finally {
    prompter.close();
  }
}
