import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Clock } from '../../model/clock.ts';
import { TransientError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import { httpListen } from '../../util/http-listen.ts';
import { findBinaries } from './binaries.ts';
import { placesIn, prepareDataFolder, superuser } from './data-folder.ts';
import { findServerUser } from './server-user.ts';

const host = '127.0.0.1';
const pollMs = 20;
/** After a crash it first repairs what was being written. */
const startLimitMs = 60_000;
const stopLimitMs = 30_000;
const logLimitBytes = 10_000_000;
const traversable = 0o711;

/** A Postgres of our own, on this machine only. */
export interface EmbeddedServer {
  readonly url: Secret;
  /** It ran already: whoever started it was killed. */
  readonly isAdopted: boolean;
  readonly pid: number;
  /** Stops it; what is committed is on the disk in any case. */
  close(): Promise<void>;
}

interface StartOptions {
  /** Made when missing; holds the data, the password and the log. */
  readonly home: string;
  readonly clock: Clock;
  readonly newPassword: () => string;
}

interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * Starts the Postgres of the npm package on a data folder of ours, or adopts the one that is running on it.
 * @throws ConfigError `serve.postgres.unavailable`, `serve.postgres.version`; TransientError `serve.postgres.unavailable` when it does not start
 */
export async function startEmbeddedServer({ home, clock, newPassword }: StartOptions): Promise<EmbeddedServer> {
  const places = placesIn(home);
  const user = findServerUser(places.data);
  mkdirSync(home, { recursive: true, mode: user === undefined ? 0o700 : traversable });
  const binaries = await findBinaries(home, user);
  const password = prepareDataFolder({ home, binaries, user, newPassword });
  const running = runningOn(places.data);
  let child: ChildProcess | undefined;
  if (running === undefined) {
    const log = openLog(places.log);
    child = spawn(binaries.postgres, ['-D', places.data, ...argumentsFor(await freePort())], {
      ...user,
      cwd: home,
      // Out of reach of the terminal's Ctrl-C: the service stops first, then its Postgres.
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.unref();
  }
  const url = (port: number): string =>
    `postgres://${superuser}:${encodeURIComponent(password)}@${host}:${port}/postgres`;
  const { pid, port } = await untilReady({ data: places.data, log: places.log, child, url, clock });
  return {
    url: new Secret(url(port)),
    isAdopted: running !== undefined,
    pid,
    close: () => stop(pid, places.data, clock),
  };
}

/** The server that is at work on the folder. A file that a dead server has left names a process that is another or none. */
function runningOn(data: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined; // none has run, or it was stopped properly
  }
  const [pid, folder, , port] = lines;
  if (!isPostgres(Number(pid)) || folder !== data) return undefined;
  return { pid: Number(pid), port: Number(port) };
}

function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return true; // no such folder on this system: the number alone has to do, as it does for Postgres itself
  }
}

function argumentsFor(port: number): string[] {
  return Object.entries({
    port,
    listen_addresses: host,
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '64MB',
    log_min_messages: 'warning',
    timezone: 'UTC',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  const url = await httpListen(server, { host, port: 0 });
  await new Promise((closed) => server.close(closed));
  return Number(new URL(url).port);
}

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logLimitBytes) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}

async function untilReady({
  data,
  log,
  child,
  url,
  clock,
}: {
  readonly data: string;
  readonly log: string;
  readonly child: ChildProcess | undefined;
  readonly url: (port: number) => string;
  readonly clock: Clock;
}): Promise<Postmaster> {
  const until = clock.now() + startLimitMs;
  for (;;) {
    const found = runningOn(data);
    if (found !== undefined && Number.isInteger(found.port) && (await answers(url(found.port)))) return found;
    const hasEnded = child !== undefined && (child.exitCode !== null || child.signalCode !== null);
    if (hasEnded || clock.now() > until) throw notStarted(data, log);
    await clock.sleep(pollMs);
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false; // it is still starting, or repairing
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Asks for a fast stop; after a while for an immediate one, which the next start repairs. */
async function stop(pid: number, data: string, clock: Clock): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (runningOn(data)?.pid !== pid) return;
    process.kill(pid, signal);
    const until = clock.now() + stopLimitMs;
    while (clock.now() < until) {
      if (runningOn(data)?.pid !== pid) return;
      await clock.sleep(pollMs);
    }
  }
}

function notStarted(data: string, log: string): TransientError {
  const [reason = ''] = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-1);
  return new TransientError({
    code: 'serve.postgres.unavailable',
    message: { en: `Postgres does not start on ${data}: ${reason}`, zh: `Postgres 无法在 ${data} 上启动：“${reason}”` },
  });
}
