import { configSpec, sourceSpec } from '../../config/connector-spec.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

interface SpecFlags {
  readonly file?: boolean;
}

/** One line with `--json`, for programs that read line by line. */
export function spec(flags: SpecFlags, { terminal, texts, isJson }: Context): number {
  const schema = flags.file === true ? configSpec(texts.language) : sourceSpec(texts.language);
  terminal.out(`${isJson ? JSON.stringify(schema) : JSON.stringify(schema, undefined, 2)}\n`);
  return exitCodes.done;
}
