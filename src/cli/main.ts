import { CommanderError } from 'commander';
import { createContext } from './context.ts';
import { exitCodeOfError, exitCodes } from './exit-codes.ts';
import { chooseLanguage, textsOf } from './language.ts';
import { createProgram, readGlobalFlags } from './program.ts';
import { createStyle, wantsColor } from './style.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line to its end. Returns the exit code; never throws. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const texts = textsOf(chooseLanguage(argv, terminal.environment));
  const flags = readGlobalFlags(argv);
  const inks = (isTty: boolean) => createStyle(flags.color && wantsColor(terminal.environment, isTty));
  const context = createContext({
    terminal,
    texts,
    style: inks(terminal.isOutputTty),
    errorStyle: inks(terminal.isErrorTty),
    ...flags,
  });
  let exitCode: number = exitCodes.done;
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    // Commander ends --help and --version this way too, with code 0.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.done : exitCodes.configuration;
    const { printError } = await import('./print/print-error.ts');
    return exitCodeOfError(printError(thrown, context));
  }
}
