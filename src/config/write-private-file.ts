import { chmodSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../model/errors.ts';
import { writeFault } from '../model/write-fault.ts';
import { hasFolder } from '../util/has-folder.ts';

interface WriteOptions {
  /** A file that lies there is an error otherwise. */
  readonly overwrite: boolean;
  /** What to do when one lies there, where it is not the general advice of the code. */
  readonly existsCure?: { readonly en: string; readonly zh: string };
}

/**
 * Writes a file that may hold secrets, now or later: for its owner only, also when it was open to others before.
 * @throws ConfigError `config.file.exists`, `config.file.unwritable`
 */
export function writePrivateFile(path: string, text: string, { overwrite, existsCure }: WriteOptions): void {
  try {
    writeFileSync(path, '', { mode: 0o600, flag: overwrite ? 'w' : 'wx' });
    chmodSync(path, 0o600);
    writeFileSync(path, text);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EEXIST') throw fileExists(path, existsCure);
    throw unwritable(path, thrown);
  }
}

/** A file that lies where one is to be written. */
export function fileExists(path: string, cure?: WriteOptions['existsCure']): ConfigError {
  return new ConfigError({
    code: 'config.file.exists',
    message: { en: `${path} exists already`, zh: `${path} 已存在` },
    ...(cure === undefined ? {} : { cure }),
  });
}

/** A file or folder that the system does not let us write. */
export function unwritable(path: string, thrown: unknown): ConfigError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new ConfigError({
    code: 'config.file.unwritable',
    message: writeFault(path, thrown, hasFolder(path)) ?? {
      en: `${path} cannot be written: ${reason}`,
      zh: `无法写入 ${path}：“${reason}”`,
    },
    cause: thrown,
  });
}
