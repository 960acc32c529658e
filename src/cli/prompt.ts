import { createInterface } from 'node:readline/promises';

/** Asks on the error stream, so that an answer piped elsewhere stays clean. */
export async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(`${question} `)).trim();
  } finally {
    lines.close();
  }
}

export async function askYesNo(question: string): Promise<boolean> {
  return /^(y|yes|是)$/i.test(await ask(`${question} [y/N]`));
}
