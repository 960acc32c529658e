import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { Client } from 'pg';
import { type Clock, rest } from '../model/clock.ts';
import { TransientError } from '../model/errors.ts';
import { closeAll } from '../util/close-all.ts';
import { environmentForOthers } from '../util/environment-for-others.ts';
import { onExit } from '../util/on-exit.ts';
import type { Binaries } from './binaries.ts';
import { placesIn } from './data-folder.ts';
import { disownStaleFile, type Postmaster, runningOn } from './postmaster.ts';
import type { ServerUser } from './server-user.ts';

/** Where the server listens. */
export const host = '127.0.0.1';
const pollMs = 20;
/** How soon it is noticed that an adopted server has gone; the end of our own is told at once. */
const watchMs = 500;
/** Between two tries to start it. */
const retryMs = 250;
/** After a crash it first repairs what was being written. */
const startLimitMs = 60_000;
const stopLimitMs = 30_000;
const logLimitBytes = 10_000_000;
/** What the dead server's children still hold, until they notice that it has gone. */
const passingReason = /shared memory|lock file|could not bind|in use/i;

interface KeeperParts {
  readonly home: string;
  readonly clock: Clock;
  readonly user: ServerUser | undefined;
  readonly binaries: Binaries;
  readonly url: string;
  readonly port: number;
}

/** Has one server run on the folder until it is closed. */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #data: string;
  readonly #log: string;
  readonly #closing = new AbortController();
  #child: ChildProcess | undefined;
  /** Aborted at the end of the child. */
  #ended = new AbortController();
  #watching: Promise<void> | undefined;
  /** Whoever asks twice that we stop waits for nobody; the server then ends by itself, and the next start waits for that. */
  readonly #forgetExit: () => void;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    ({ data: this.#data, log: this.#log } = placesIn(parts.home));
    this.#forgetExit = onExit(() => this.#signal('SIGINT'));
  }

  async start(): Promise<number> {
    try {
      const { pid } = await this.#untilReady();
      this.#watching = this.#watch();
      return pid;
    } catch (thrown) {
      this.#forgetExit();
      throw thrown;
    }
  }

  /** Asks for a fast stop; after a while for an immediate one, which the next start repairs. */
  async close(): Promise<void> {
    this.#closing.abort();
    await closeAll(
      () => this.#watching,
      () => this.#stop(),
      // The folder may be another process's from now on.
      () => this.#forgetExit(),
    );
  }

  async #stop(): Promise<void> {
    const { clock } = this.#parts;
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
      if (!this.#signal(signal)) return;
      const until = clock.elapsed() + stopLimitMs;
      while (clock.elapsed() < until) {
        if (runningOn(this.#data) === undefined) return;
        await clock.sleep(pollMs);
      }
    }
  }

  /** Gives whether there is a server. */
  #signal(signal: NodeJS.Signals): boolean {
    const running = runningOn(this.#data);
    if (running !== undefined) process.kill(running.pid, signal);
    return running !== undefined;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await rest(this.#parts.clock, watchMs, signal, this.#ended.signal);
      this.#ended = new AbortController();
      if (signal.aborted || runningOn(this.#data) !== undefined) continue;
      // What it says is in its log, and the store says of each call that it is away.
      await this.#untilReady().catch(() => undefined);
    }
  }

  async #untilReady(): Promise<Postmaster> {
    const { clock, url } = this.#parts;
    const until = clock.elapsed() + startLimitMs;
    while (clock.elapsed() < until && !this.#closing.signal.aborted) {
      const found = runningOn(this.#data);
      if (found !== undefined) {
        if (await answers(url)) return found;
      } else if (this.#child === undefined || hasEnded(this.#child)) {
        if (this.#child !== undefined) await this.#afterFailure();
        this.#child = this.#spawn();
      }
      await clock.sleep(pollMs);
    }
    throw notStarted(this.#data, reasonIn(this.#log));
  }

  /** It has ended: before it was ready, or because it was killed. */
  async #afterFailure(): Promise<void> {
    const { clock } = this.#parts;
    const reason = reasonIn(this.#log);
    const wasKilled = this.#child?.exitCode === null;
    if (this.#watching === undefined && !wasKilled && !passingReason.test(reason)) throw notStarted(this.#data, reason);
    await rest(clock, retryMs, this.#closing.signal);
  }

  #spawn(): ChildProcess {
    const { binaries, user, home, port } = this.#parts;
    disownStaleFile(this.#data);
    const log = openLog(this.#log);
    const child = spawn(binaries.postgres, ['-D', this.#data, ...argumentsFor(port)], {
      ...user,
      env: environmentForOthers(process.env),
      cwd: home,
      // Out of reach of the terminal's Ctrl-C: the service stops first, then its Postgres.
      detached: true,
      stdio: ['ignore', log, log],
    });
    const ended = new AbortController();
    this.#ended = ended;
    child.once('exit', () => ended.abort());
    // That it cannot be run at all shows in its end.
    child.on('error', () => undefined);
    closeSync(log);
    child.unref();
    return child;
  }
}

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

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

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > logLimitBytes) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}

/** Whether a server takes our password there. */
export async function answers(url: string): Promise<boolean> {
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

/** The last thing that the server has complained about. */
function reasonIn(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return (lines.findLast((line) => /\b(FATAL|PANIC|ERROR):/.test(line)) ?? lines.at(-1) ?? '').slice(0, 500);
}

function notStarted(data: string, reason: string): TransientError {
  return new TransientError({
    code: 'serve.postgres.unavailable',
    message: { en: `Postgres does not start on ${data}: ${reason}`, zh: `Postgres 无法在 ${data} 上启动：“${reason}”` },
  });
}
