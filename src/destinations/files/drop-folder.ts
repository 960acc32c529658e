import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DropOutcome } from '../../model/service/tenant-data.ts';
import { withFileErrors } from '../file-errors.ts';
import { ownFolder, removeIfEmpty, removeTemporary } from './folder.ts';
import { readManifest } from './manifest.ts';

/** Removes the files that we have written to a folder, then the folder unless others have put something there. @throws ConfigError `destination.open.failed` */
export async function dropFolder(folder: string, found: () => Promise<void>): Promise<DropOutcome> {
  if (!existsSync(folder)) return { state: 'absent', left: [] };
  const isOurs = existsSync(join(folder, ownFolder));
  if (isOurs) {
    const { streams } = readManifest(folder);
    await found();
    await withFileErrors('writing', folder, () => {
      for (const [name, { files }] of Object.entries(streams)) {
        for (const { path } of files) rmSync(join(folder, path), { force: true });
        removeTemporary(join(folder, name));
        removeIfEmpty(join(folder, name));
      }
      // It says which files are ours, so it goes last.
      rmSync(join(folder, ownFolder), { recursive: true, force: true });
    });
  }
  const left = readdirSync(folder);
  if (left.length > 0) return { state: isOurs ? 'dropped' : 'absent', left };
  removeIfEmpty(folder);
  return { state: 'dropped', left: [] };
}
