import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';

/**
 * The program of this name in the folder that the operator allows: a file that may be run, which nobody but its owner and group may change, also after
 * links are followed. @throws ConfigError `handler.command.refused`
 */
export async function findProgram(allowedFolder: string | undefined, name: string): Promise<string> {
  if (allowedFolder === undefined)
    throw commandRefused({ en: 'The operator allows no programs', zh: '运维者未允许任何程序' });
  const folder = await realpath(allowedFolder).catch(() => undefined);
  const file = await realpath(resolve(allowedFolder, name)).catch(() => undefined);
  if (folder === undefined || file === undefined || !file.startsWith(folder + sep)) throw notThere(name);
  const { mode, isFile } = await stat(file).then((found) => ({ mode: found.mode, isFile: found.isFile() }));
  const mayRun = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isFile || !mayRun) throw notThere(name);
  if ((mode & 0o002) !== 0)
    throw commandRefused({ en: `Everybody may change the program “${name}”`, zh: `任何人都可以修改程序“${name}”` });
  return file;
}

function notThere(name: string): ConfigError {
  return commandRefused({
    en: `The folder of allowed programs has no program “${name}”`,
    zh: `允许的程序文件夹中没有程序“${name}”`,
  });
}

/** A program that is not run. */
export function commandRefused(message: Message): ConfigError {
  return new ConfigError({ code: 'handler.command.refused', message });
}
