import type { Command } from 'commander';
import type { Context } from './context.ts';
import type { CommandName } from './texts/help-texts.ts';

/** What the groups of commands are built with. */
export interface Commands {
  add(name: CommandName): Command;
  readonly file: readonly [name: string, description: string];
  run(work: (context: Context) => Promise<number> | number): Promise<void>;
}
