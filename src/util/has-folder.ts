import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whether the folder of a path is there. */
export function hasFolder(path: string): boolean {
  return existsSync(dirname(path));
}
