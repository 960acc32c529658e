import { assertFree } from '../assert-free.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { version } from '../version.ts';
import type { StoreFlags } from './serve.ts';

interface BackupFlags extends StoreFlags {
  readonly force?: boolean;
}

/** `larkstream backup`: all that a service keeps, in a file. */
export async function backup(file: string, { force, ...store }: BackupFlags, context: Context): Promise<number> {
  const { texts, style, say, emit, hide, terminal } = context;
  if (force !== true) assertFree(file);
  const { backUp } = await import('../../operations/serve/back-up.ts');
  const { tables, rows } = await backUp({ ...store, environment: terminal.environment, file, version, hide });
  emit({ event: 'backed_up', file, tables, rows });
  say(texts.service.backedUp({ file, tables, rows }));
  say(style.dim(texts.service.keysApart));
  return exitCodes.done;
}

/** `larkstream restore`: a backup into an empty store. */
export async function restore(file: string, store: StoreFlags, context: Context): Promise<number> {
  const { texts, say, note, emit, hide, terminal } = context;
  const onMaking = (folder: string): void => note(texts.service.making(folder));
  const { restoreBackup } = await import('../../operations/serve/back-up.ts');
  const { tables, rows } = await restoreBackup({ ...store, environment: terminal.environment, file, hide, onMaking });
  emit({ event: 'restored', file, tables, rows });
  say(texts.service.restored({ tables, rows }));
  return exitCodes.done;
}
