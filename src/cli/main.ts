import { type Command, CommanderError } from 'commander';
import { secretsOfEnvironment } from '../config/secret-values.ts';
import type { LarkstreamError } from '../model/errors.ts';
import { chooseLanguage, textsOf } from './choose-language.ts';
import { createContext } from './context.ts';
import { exitCodeOfError, exitCodes } from './exit-codes.ts';
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
  context.hide(secretsOfEnvironment(terminal.environment));
  let exitCode: number = exitCodes.done;
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // Commander ends --help and --version this way too, with code 0; without a command it has printed the help.
      if (thrown.exitCode === 0) return exitCodes.done;
      if (thrown.code === 'commander.help' && !context.isJson) return exitCodes.configuration;
    }
    const error = thrown instanceof CommanderError ? await asUsageError(thrown, program, argv) : thrown;
    const { printError } = await import('./print/print-error.ts');
    return exitCodeOfError(printError(error, context));
  } finally {
    await context.close();
  }
}

async function asUsageError(
  thrown: CommanderError,
  program: Command,
  argv: readonly string[],
): Promise<LarkstreamError> {
  const { toUsageError } = await import('./usage-error.ts');
  const names = new Set(program.commands.map((command) => command.name()));
  const name = argv.find((word) => names.has(word));
  return toUsageError(thrown, name === undefined ? 'larkstream' : `larkstream ${name}`);
}
