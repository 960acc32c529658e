import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { StoppedError } from '../model/errors.ts';
import { wrapText } from './print/wrap-text.ts';
import { toScreen } from './to-screen.ts';

/** A person who answers, line by line. */
export interface Prompter {
  /** `isHidden`: what is typed does not appear. @throws StoppedError when Ctrl-C or the end of the input comes instead. */
  ask(question: string, isHidden?: boolean): Promise<string>;
  close(): void;
}

function noAnswer(): StoppedError {
  return new StoppedError({
    code: 'run.stopped',
    message: { en: 'Stopped; nothing was changed', zh: '已停止；未做任何改动' },
    cure: { en: 'Run the command again when you are ready to answer.', zh: '准备好回答后，请再次运行该命令。' },
  });
}

const columns = (): number => process.stderr.columns || 80;

/** Where the editor of lines writes; it counts where the cursor is, and must know how wide a line is. */
class EditorOutput extends Writable {
  isHidden = false;

  get columns(): number {
    return columns();
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    if (!this.isHidden) process.stderr.write(String(chunk));
    done();
  }
}

/** Prints a question in lines that leave room for the blank and the cursor; returns the last one, after which the answer is typed. */
function printAllButLast(question: string): string {
  const lines = wrapText(toScreen(question, { isCut: true }), columns() - 2);
  for (const line of lines.slice(0, -1)) process.stderr.write(`${line}\n`);
  return `${lines.at(-1) ?? ''} `;
}

/**
 * The person at this terminal. Asks on the error stream, so that an answer piped elsewhere stays clean; lines that are
 * pasted at once answer the questions that follow.
 */
export function openPrompter(): Prompter {
  const output = new EditorOutput();
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
    if (line !== undefined) return line.trim();
    // What is said next does not belong on the line of the question.
    if (!output.isHidden) process.stderr.write('\n');
    throw noAnswer();
  };
  return {
    ask: async (question, hide = false) => {
      const last = printAllButLast(question);
      if (!hide) {
        lines.setPrompt(last);
        lines.prompt();
        return await next();
      }
      process.stderr.write(last);
      output.isHidden = true;
      try {
        return await next();
      } finally {
        output.isHidden = false;
        process.stderr.write('\n');
      }
    },
    close: () => lines.close(),
  };
}

function isYes(answer: string): boolean {
  return /^(y|yes|是)$/i.test(answer);
}

/** Asks on the terminal; `y`, `yes` and 是 mean yes, everything else no. */
export async function askYesNo(question: string): Promise<boolean> {
  const prompter = openPrompter();
  try {
    return isYes(await prompter.ask(`${question} [y/N]`));
  } finally {
    prompter.close();
  }
}
