import { accessSync, chmodSync, constants, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname } from 'node:path';
import type { Clock } from '../model/clock.ts';
import { ConfigError } from '../model/errors.ts';
import { Secret } from '../model/secret.ts';
import { httpListen } from '../util/http-listen.ts';
import { findBinaries } from './binaries.ts';
import { hasDataFolder, placesIn, prepareDataFolder, readPassword, superuser } from './data-folder.ts';
import { answers, host, Keeper } from './keeper.ts';
import { folderInUse, takeFolder } from './owner-lock.ts';
import { runningOn } from './postmaster.ts';
import { assertMayEnter, findServerUser, type ServerUser } from './server-user.ts';

const traversable = 0o711;

/** A Postgres of our own, on this machine only. */
export interface EmbeddedServer {
  readonly url: Secret;
  /** It ran already: whoever started it was killed, or is at work beside us. */
  readonly isAdopted: boolean;
  readonly pid: number;
  /** Stops it, unless it is another process's; what is committed is on the disk in any case. */
  close(): Promise<void>;
}

interface StartOptions {
  /** Made when missing; holds the data, the password and the log. The server's user must be able to enter it. */
  readonly home: string;
  readonly clock: Clock;
  readonly newPassword: () => string;
  /** Use the server of another process that has the folder, instead of refusing. */
  readonly isShared?: boolean;
  /** Told when the data folder is about to be made, which takes seconds. */
  readonly onMaking?: ((home: string) => void) | undefined;
}

/**
 * Starts the Postgres of the npm package on a data folder of ours, or adopts the one that is running on it. One that dies is started again,
 * at the same address.
 * @throws ConfigError `serve.data.in.use`, `serve.data.closed`, `serve.data.unwritable`, `serve.postgres.unavailable`, `serve.postgres.version`; TransientError
 *   `serve.postgres.unavailable` when it does not start
 */
export async function startEmbeddedServer(options: StartOptions): Promise<EmbeddedServer> {
  const { home, clock, isShared = false } = options;
  const places = placesIn(home);
  const user = findServerUser(places.data);
  makeHome(home, user);
  const lock = takeFolder(home);
  if (lock === undefined) {
    const used = isShared ? await useRunning(home) : undefined;
    if (used === undefined) throw folderInUse(home);
    return used;
  }
  try {
    if (!hasDataFolder(home)) options.onMaking?.(home);
    const binaries = await findBinaries(home, user);
    const password = prepareDataFolder({ ...options, binaries, user });
    const running = runningOn(places.data);
    const port = running?.port ?? (await freePort());
    const server = new Keeper({ home, clock, user, binaries, url: urlOf(password, port), port });
    const pid = await server.start();
    const close = async (): Promise<void> => {
      await server.close();
      lock.release();
    };
    return { url: new Secret(urlOf(password, port)), isAdopted: running !== undefined, pid, close };
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

/** The server of the process that has the folder; undefined while it is being started. */
async function useRunning(home: string): Promise<EmbeddedServer | undefined> {
  const running = runningOn(placesIn(home).data);
  if (running === undefined) return undefined;
  const url = urlOf(readPassword(home), running.port);
  if (!(await answers(url))) return undefined;
  return { url: new Secret(url), isAdopted: true, pid: running.pid, close: async () => undefined };
}

/** Gives the first of the folders that were made. @throws ConfigError `serve.data.unwritable` */
function makeWritable(home: string): string | undefined {
  try {
    const first = mkdirSync(home, { recursive: true, mode: 0o700 });
    accessSync(home, constants.W_OK | constants.X_OK);
    return first;
  } catch (thrown) {
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    throw new ConfigError({
      code: 'serve.data.unwritable',
      message: {
        en: `The data folder ${home} cannot be made or written (${reason})`,
        zh: `无法创建或写入数据文件夹 ${home}（${reason}）`,
      },
      cause: thrown,
    });
  }
}

function makeHome(home: string, user: ServerUser | undefined): void {
  const first = makeWritable(home);
  if (user === undefined) return;
  // The mask of the process would keep the server's user out of what was made now.
  for (let made = home; first !== undefined && made.length >= first.length; made = dirname(made))
    chmodSync(made, traversable);
  assertMayEnter(user, home);
}

const urlOf = (password: string, port: number): string =>
  `postgres://${superuser}:${encodeURIComponent(password)}@${host}:${port}/postgres`;

async function freePort(): Promise<number> {
  const server = createServer();
  const url = await httpListen(server, { host, port: 0 });
  await new Promise((closed) => server.close(closed));
  return Number(new URL(url).port);
}
