import type { Command } from 'commander';
import type { Context } from './context.ts';
import { readAddress } from './option-values.ts';

/** Whom a command asks that works with a service elsewhere. */
export function withServer(command: Command, { texts: { options } }: Context): Command {
  return command.option('--server <url>', options.server, readAddress).option('--token-file <file>', options.tokenFile);
}
