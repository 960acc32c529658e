import { readFileSync, statSync } from 'node:fs';

/** Whom the server runs as when we are root, which Postgres refuses to be. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** In this order; `nobody` is nearly everywhere. */
const names = ['larkstream', 'postgres', 'nobody'];
const passwordFile = '/etc/passwd';

/** The user whose data folder it is, else the first of the known ones; undefined when we are not root, and the server runs as we do. */
export function findServerUser(dataFolder: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const lines = readFileSync(passwordFile, 'utf8').split('\n');
  for (const name of names) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
