import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, TransientError } from '../model/errors.ts';
import { environmentForOthers } from '../util/environment-for-others.ts';
import type { Binaries } from './binaries.ts';
import type { ServerUser } from './server-user.ts';

/** The role and the database that are ours alone. */
export const superuser = 'larkstream';
const ownerOnly = 0o700;

interface FolderParts {
  /** Holds the data, the password, the log. */
  readonly home: string;
  readonly binaries: Binaries;
  readonly user: ServerUser | undefined;
  /** Nobody can guess it. */
  readonly newPassword: () => string;
}

/** Where the parts of an embedded server lie. */
export function placesIn(home: string): { readonly data: string; readonly password: string; readonly log: string } {
  return { data: join(home, 'data'), password: join(home, 'password'), log: join(home, 'postgres.log') };
}

/**
 * Makes the data folder unless there is one, and returns the password of its superuser. Interrupted, it begins anew.
 * @throws ConfigError `serve.postgres.version` for a folder of another major version, `serve.postgres.unavailable` when none can be made
 */
export function prepareDataFolder({ home, binaries, user, newPassword }: FolderParts): string {
  const { data, password } = placesIn(home);
  const versionFile = join(data, 'PG_VERSION');
  if (existsSync(versionFile)) {
    assertVersion(Number(readFileSync(versionFile, 'utf8')), binaries.majorVersion, data);
    return readPassword(home);
  }
  const word = newPassword();
  writeFileSync(password, `${word}\n`, { mode: 0o600 });
  // Made under another name and renamed: a folder of this name is always whole.
  const unfinished = `${data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: ownerOnly });
  const passwordForServer = join(home, 'password.unfinished');
  writeFileSync(passwordForServer, `${word}\n`, { mode: 0o600 });
  if (user !== undefined) for (const place of [unfinished, passwordForServer]) chownSync(place, user.uid, user.gid);
  const { status, stderr, error } = spawnSync(
    binaries.initdb,
    [
      '-D',
      unfinished,
      '-U',
      superuser,
      '-A',
      'scram-sha-256',
      '--pwfile',
      passwordForServer,
      '-E',
      'UTF8',
      '--locale=C',
    ],
    { ...user, env: environmentForOthers(process.env), cwd: home, encoding: 'utf8' },
  );
  rmSync(passwordForServer, { force: true });
  if (status !== 0) throw notMade(data, error?.message ?? stderr.trim());
  renameSync(unfinished, data);
  return word;
}

/** Whether there is one. What may not be looked into counts as there: whoever opens it is told so. */
export function hasDataFolder(home: string): boolean {
  try {
    return statSync(join(placesIn(home).data, 'PG_VERSION')).isFile();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** @throws what the system says when there is none. */
export function readPassword(home: string): string {
  return readFileSync(placesIn(home).password, 'utf8').trim();
}

function assertVersion(held: number, ours: number, data: string): void {
  if (held === ours) return;
  throw new ConfigError({
    code: 'serve.postgres.version',
    message: {
      en: `${data} was made by Postgres ${held}; this Larkstream brings Postgres ${ours}`,
      zh: `${data} 由 Postgres ${held} 创建；此版本的 Larkstream 自带 Postgres ${ours}`,
    },
    details: { held, ours },
  });
}

function notMade(data: string, reason: string): TransientError {
  return new TransientError({
    code: 'serve.postgres.unavailable',
    message: { en: `${data} cannot be made: ${reason}`, zh: `无法创建 ${data}：“${reason}”` },
  });
}
