import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../model/errors.ts';

/** Holds what is ours beside the streams' folders. Spark and Hive pass over names that begin with `_` or `.`. */
export const ownFolder = '_larkstream';
const temporaryEnd = '.tmp';

/** The DuckDB file that merges the rows of a folder and keeps its state. */
export function storePath(folder: string): string {
  return join(folder, ownFolder, 'store.duckdb');
}

/** Where a file is written before it is moved into place: no reader looks for such a name. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${path.slice(dirname(path).length + 1)}${temporaryEnd}`);
}

/** To the disk, not only to the system: what is renamed afterwards must be whole after a power failure. */
export function syncToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(path: string): void {
  // Windows has no handles of folders; its renames are in the journal of the file system.
  if (process.platform !== 'win32') syncToDisk(path);
}

/**
 * Moves what was written beside `path` into its place, in one step that readers see or do not see. Who may read the file is what its
 * owner has set for the one that it replaces.
 */
export function putInPlace(path: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before !== undefined) chmodSync(temporaryPath(path), before.mode);
  renameSync(temporaryPath(path), path);
  syncFolder(dirname(path));
}

/** Writes a small file whole, or not at all. */
export function replaceFile(path: string, text: string): void {
  writeFileSync(temporaryPath(path), text);
  syncToDisk(temporaryPath(path));
  putInPlace(path);
}

/** Leftovers of a run that was killed. */
export function removeTemporary(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.') && name.endsWith(temporaryEnd)) rmSync(join(folder, name), { force: true });
  }
}

/** A folder that holds anything is left alone. */
export function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

/** @throws ConfigError `destination.table.incompatible` when a stream's folder holds files that are not ours. */
export function assertOurs(folder: string, stream: string): void {
  const path = join(folder, stream);
  const others = existsSync(path) ? readdirSync(path).filter((name) => !name.startsWith('.')) : [];
  if (others.length === 0) return;
  throw new ConfigError({
    code: 'destination.table.incompatible',
    message: {
      en: `${path} contains files that Larkstream did not write, such as ${others[0]}`,
      zh: `${path} 中有不是 Larkstream 写入的文件，例如 ${others[0]}`,
    },
    cure: { en: 'Choose another `path`, or move the files away.', zh: '换一个 `path`，或移走这些文件。' },
  });
}
