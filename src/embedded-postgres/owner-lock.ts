import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ConfigError } from '../model/errors.ts';

/** That the folder is ours until we let go, or end in whatever way. */
export interface OwnerLock {
  release(): void;
}

/**
 * Takes the folder for this process; undefined when another one has it. It is SQLite's lock of a file, which the system itself lets go of
 * when the process is killed: a number in a file would name somebody else by then.
 */
export function takeFolder(home: string): OwnerLock | undefined {
  const file = new DatabaseSync(join(home, 'lock'));
  try {
    file.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch {
    file.close();
    return undefined;
  }
  writeFileSync(ownerFile(home), `${process.pid}\n`);
  return { release: () => file.close() };
}

/** What to say to whom comes second. */
export function folderInUse(home: string): ConfigError {
  const owner = ownerOf(home);
  return new ConfigError({
    code: 'serve.data.in.use',
    message: {
      en: `Another process${owner === undefined ? '' : ` (${owner})`} has the data folder ${home}`,
      zh: `另一进程${owner === undefined ? '' : `（${owner}）`}正在使用数据文件夹 ${home}`,
    },
    details: owner === undefined ? {} : { pid: owner },
  });
}

function ownerOf(home: string): number | undefined {
  try {
    return Number(readFileSync(ownerFile(home), 'utf8')) || undefined;
  } catch {
    return undefined; // it is about to write it
  }
}

const ownerFile = (home: string): string => join(home, 'owner.pid');
