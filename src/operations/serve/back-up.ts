import { randomBytes } from 'node:crypto';
import { accessSync, constants, renameSync, rmSync, statSync } from 'node:fs';
import { createBackup, createFromBackup } from '../../app/create-backup.ts';
import { systemClock } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Secret } from '../../model/secret.ts';
import { writeFault } from '../../model/write-fault.ts';
import { hasFolder } from '../../util/has-folder.ts';
import { type StoreChoice, secretsOfPlace, storePlace } from './open-service.ts';

interface BackUpOptions extends StoreChoice {
  readonly file: string;
  readonly hide: (secrets: Iterable<Secret>) => void;
  /** Told when the data folder of a Postgres of our own is about to be made, which takes seconds. */
  readonly onMaking?: (home: string) => void;
}

/** How much a backup holds. */
export interface BackUpReport {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes a backup, also while the service runs. The file appears when it is whole.
 * @throws ConfigError `config.file.unwritable` where it cannot be written, and what opening the store throws
 */
export async function backUp({
  file,
  hide,
  ...choice
}: BackUpOptions & { readonly version: string }): Promise<BackUpReport> {
  const place = storePlace(choice);
  hide(secretsOfPlace(place));
  const unfinished = `${file}.unfinished`;
  try {
    const at = new Date().toISOString();
    const report = await createBackup(
      { place, clock: systemClock, randomBytes },
      { file: unfinished, version: choice.version, at },
    );
    renameSync(unfinished, file);
    return report;
  } catch (thrown) {
    rmSync(unfinished, { force: true });
    throw asFileError(file, thrown);
  }
}

/** Reads a backup into an empty store. @throws ConfigError `serve.file.failed`, `serve.backup.invalid`, `serve.backup.newer`, `serve.store.used` */
export async function restoreBackup({ file, hide, onMaking, ...choice }: BackUpOptions): Promise<BackUpReport> {
  const place = storePlace(choice);
  hide(secretsOfPlace(place));
  assertReadable(file);
  try {
    return await createFromBackup({ place, clock: systemClock, randomBytes, onMaking }, file);
  } catch (thrown) {
    // The backup was read: it is the folder of the store that is at fault.
    throw asFileError(pathOf(thrown) ?? place.name, thrown);
  }
}

/** @throws ConfigError `serve.file.failed` */
function assertReadable(file: string): void {
  const fault = faultOfReading(file);
  if (fault === undefined) return;
  const cure = {
    en: 'Name the file that `larkstream backup` has written, as a user who may read it.',
    zh: '请指定 `larkstream backup` 写出的文件，并以有权读取它的用户运行。',
  };
  throw new ConfigError({ code: 'serve.file.failed', message: fault, cure });
}

function faultOfReading(file: string): Message | undefined {
  try {
    if (statSync(file).isDirectory()) {
      return { en: `${file} is a folder, not a backup`, zh: `${file} 是文件夹，不是备份` };
    }
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return isMissing
      ? { en: `There is no backup ${file}`, zh: `没有备份 ${file}` }
      : { en: `The current user may not read ${file}`, zh: `当前用户无权读取 ${file}` };
  }
}

/** Which file or folder the system speaks of. */
function pathOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'path' in thrown && typeof thrown.path === 'string' ? thrown.path : undefined;
}

function asFileError(file: string, thrown: unknown): unknown {
  const isOfSystem = thrown instanceof Error && 'syscall' in thrown;
  const message = isOfSystem ? writeFault(file, thrown, hasFolder(file)) : undefined;
  return message === undefined ? thrown : new ConfigError({ code: 'serve.file.failed', message, cause: thrown });
}
