import { randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { createBackup, createFromBackup } from '../../app/create-backup.ts';
import { systemClock } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Secret } from '../../model/secret.ts';
import { writeFault } from '../../model/write-fault.ts';
import { hasFolder } from '../../util/has-folder.ts';
import { type StoreChoice, secretsOfPlace, storePlace } from './open-service.ts';

interface BackUpOptions extends StoreChoice {
  readonly file: string;
  readonly hide: (secrets: Iterable<Secret>) => void;
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

/** Reads a backup into an empty store. @throws ConfigError `serve.backup.invalid`, `serve.backup.newer`, `serve.store.used` */
export async function restoreBackup({ file, hide, ...choice }: BackUpOptions): Promise<BackUpReport> {
  const place = storePlace(choice);
  hide(secretsOfPlace(place));
  try {
    return await createFromBackup({ place, clock: systemClock, randomBytes }, file);
  } catch (thrown) {
    throw asFileError(file, thrown);
  }
}

function asFileError(file: string, thrown: unknown): unknown {
  const isOfSystem = thrown instanceof Error && 'syscall' in thrown;
  const message = isOfSystem ? writeFault(file, thrown, hasFolder(file)) : undefined;
  return message === undefined ? thrown : new ConfigError({ code: 'serve.file.failed', message, cause: thrown });
}
