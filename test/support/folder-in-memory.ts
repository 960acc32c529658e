import { accessSync, chmodSync, constants, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const memory = '/dev/shm';
const prefix = 'larkstream-tests-';
/** What all files at work at one time may need, and as much again. */
const neededBytes = 4 * 1024 ** 3;

/**
 * Puts the temporary folders of the run into memory where the system has room for them: databases make the disk write after each commit, and
 * no test cuts the power. Elsewhere they stay on the disk; that only takes longer. Gives what removes them.
 */
export function setup(): (() => void) | undefined {
  if (process.env.TMPDIR !== undefined) return undefined;
  const folder = join(memory, `${prefix}${process.pid}`);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < neededBytes) return undefined;
    removeLeft();
    mkdirSync(folder);
    // As /tmp is: the database servers of the tests may belong to another user.
    chmodSync(folder, 0o1777);
    const program = join(folder, 'program');
    writeFileSync(program, '', { mode: 0o755 });
    // Containers often forbid to run what lies there.
    accessSync(program, constants.X_OK);
    rmSync(program);
  } catch {
    remove();
    return undefined;
  }
  process.env.TMPDIR = folder;
  return remove;
}

/** Of runs that were killed. */
function removeLeft(): void {
  for (const name of readdirSync(memory)) {
    if (name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))))
      rmSync(join(memory, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
