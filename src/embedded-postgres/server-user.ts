import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError } from '../model/errors.ts';

/** Whom the server runs as when we are root, which Postgres refuses to be. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** In this order; `nobody` is nearly everywhere. */
const names = ['larkstream', 'postgres', 'nobody'];
const passwordFile = '/etc/passwd';
const enter = { owner: 0o100, group: 0o010, others: 0o001 } as const;

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

/**
 * The server must get to its data from the root folder on.
 * @throws ConfigError `serve.data.closed`
 */
export function assertMayEnter(user: ServerUser, folder: string): void {
  for (let at = folder; ; at = dirname(at)) {
    if (!mayEnter(user, at)) throw closed(user, at);
    if (at === dirname(at)) return;
  }
}

function mayEnter({ uid, gid }: ServerUser, folder: string): boolean {
  const found = statSync(folder);
  if (found.uid === uid) return (found.mode & enter.owner) !== 0;
  return (found.mode & (found.gid === gid ? enter.group : enter.others)) !== 0;
}

function closed({ uid }: ServerUser, folder: string): ConfigError {
  return new ConfigError({
    code: 'serve.data.closed',
    message: {
      en: `As root, Larkstream runs its Postgres as user ${uid}, who may not enter ${folder}`,
      zh: `以 root 运行时，自带的 Postgres 由用户 ${uid} 运行，而该用户无权进入 ${folder}`,
    },
    details: { uid, folder },
  });
}
