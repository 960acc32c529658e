import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Replaces a small file in one step that readers see or do not see; only its owner may read it. */
export function replacePrivateFile(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.tmp`);
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
}
