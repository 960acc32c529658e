import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The first process of a server, and where it listens. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** The server that is at work on the folder. A file that a dead server has left names a process that is another or none. */
export function runningOn(data: string): Postmaster | undefined {
  const [pid, folder, , port] = readLines(data) ?? [];
  if (folder !== data || !isServerOf(Number(pid), data)) return undefined;
  return { pid: Number(pid), port: Number(port) };
}

/**
 * Postgres refuses to start while its file names a process that lives, whichever it is: after a restart of the machine or the container
 * the number may be anybody's. It passes over its own parent's, so the number becomes ours; the rest of the file tells Postgres whether
 * children of the dead server are still at work, and has to stay.
 */
export function disownStaleFile(data: string): void {
  const [pid, ...rest] = readLines(data) ?? [];
  if (pid === undefined || !isAlive(Number(pid))) return;
  writeFileSync(pidFile(data), [process.pid, ...rest].join('\n'));
}

/** Whether there is a process of this number. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** We start it with the folder as an argument. */
function isServerOf(pid: number, data: string): boolean {
  return isAlive(pid) && commandOf(pid).includes(` -D ${data} `);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  }
}

function readLines(data: string): string[] | undefined {
  try {
    return readFileSync(pidFile(data), 'utf8').split('\n');
  } catch {
    return undefined; // none has run, or it was stopped properly
  }
}

const pidFile = (data: string): string => join(data, 'postmaster.pid');
