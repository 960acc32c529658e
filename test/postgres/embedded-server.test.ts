import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import { startEmbeddedServer } from '../../src/postgres/embedded/embedded-server.ts';

/** A folder in which another user may look: as root, the server runs as one. */
function newHome(): { readonly home: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-embedded-'));
  spawnSync('chmod', ['711', folder]);
  return { home: join(folder, 'pg'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

const start = (home: string) => startEmbeddedServer({ home, clock: systemClock, newPassword: () => 'p@ss word/é' });

async function ask(url: string, sql: string): Promise<unknown[][]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

test('it is made once, keeps what was committed, syncs to the disk, and lets nobody in without the password', async () => {
  using place = newHome();
  const first = await start(place.home);
  await ask(first.url.reveal(), 'CREATE TABLE kept AS SELECT 42 AS answer');
  expect(await ask(first.url.reveal(), 'SHOW fsync')).toEqual([['on']]);
  const stranger = new URL(first.url.reveal());
  stranger.password = 'wrong';
  await expect(ask(stranger.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  await first.close();
  await expect(ask(first.url.reveal(), 'SELECT 1')).rejects.toThrow();
  const second = await start(place.home);
  expect(second.isAdopted).toBe(false);
  expect(await ask(second.url.reveal(), 'SELECT answer FROM kept')).toEqual([[42]]);
  await second.close();
  expect(statSync(join(place.home, 'password')).mode & 0o777).toBe(0o600);
});

test('a server whose parent was killed is adopted, and stopped with the adopter', async () => {
  using place = newHome();
  const module = new URL('../../src/postgres/embedded/embedded-server.ts', import.meta.url);
  const clock = new URL('../../src/model/clock.ts', import.meta.url);
  const script = `
    const { startEmbeddedServer } = await import(${JSON.stringify(module.href)});
    const { systemClock } = await import(${JSON.stringify(clock.href)});
    const { pid } = await startEmbeddedServer({ home: process.argv[1], clock: systemClock, newPassword: () => 'x' });
    console.log(pid);
    process.kill(process.pid, 'SIGKILL');`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script, place.home]);
  let output = '';
  parent.stdout.on('data', (text) => (output += text));
  await once(parent, 'close');
  const adopted = await start(place.home);
  expect(adopted).toMatchObject({ isAdopted: true, pid: Number(output) });
  await adopted.close();
  await expect(ask(adopted.url.reveal(), 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
});

test('a server that was killed itself starts anew, although its file names a process', async () => {
  using place = newHome();
  const first = await start(place.home);
  process.kill(first.pid, 'SIGKILL');
  await expect.poll(() => isAlive(first.pid)).toBe(false);
  const file = join(place.home, 'data/postmaster.pid');
  const [, ...rest] = readFileSync(file, 'utf8').split('\n');
  // As after a restart of the machine: the number belongs to somebody else.
  writeFileSync(file, [process.pid, ...rest].join('\n'));
  const second = await start(place.home);
  expect(second.isAdopted).toBe(false);
  await second.close();
});

test.each([17, 19])('a folder of Postgres %i is refused with a sentence, and left as it is', async (version) => {
  using place = newHome();
  await (await start(place.home)).close();
  writeFileSync(join(place.home, 'data/PG_VERSION'), `${version}\n`);
  await expect(start(place.home)).rejects.toMatchObject({
    code: 'serve.postgres.version',
    details: { held: version, ours: 18 },
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
