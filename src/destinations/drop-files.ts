import { existsSync, rmSync } from 'node:fs';
import { runLogPath } from './run-log-file.ts';

/** Removes a database file with what lies beside it; says whether anything was there. */
export function dropDatabaseFile(path: string): boolean {
  return drop([path, `${path}.wal`, `${path}.tmp`, runLogPath(path)]);
}

/** Removes a folder with everything in it; says whether it was there. */
export function dropFolder(path: string): boolean {
  return drop([path]);
}

function drop(paths: readonly string[]): boolean {
  const there = paths.filter((path) => existsSync(path));
  for (const path of there) rmSync(path, { recursive: true, force: true });
  return there.length > 0;
}
