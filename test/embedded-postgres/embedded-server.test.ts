import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from '../../src/embedded-postgres/embedded-server.ts';
import { systemClock } from '../../src/model/clock.ts';

type Home = { readonly home: string } & Disposable;

/** A folder in which another user may look: as root, the server runs as one. */
function newHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-embedded-'));
  spawnSync('chmod', ['711', folder]);
  return { home: join(folder, 'pg'), [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

const made = newHome();
beforeAll(async () => await (await start(made.home)).close());
afterAll(() => made[Symbol.dispose]());

/** One that a server has had before. */
function usedHome(): Home {
  const place = newHome();
  expect(spawnSync('cp', ['-a', made.home, place.home]).status).toBe(0);
  return place;
}

const start = (home: string, isShared = false) =>
  startEmbeddedServer({ home, isShared, clock: systemClock, newPassword: () => 'p@ss word/é' });

async function ask(url: string, sql: string): Promise<unknown[][]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

/** A process that starts a server under the mask of the command line, tells its number, and then does as `then` says. */
async function startElsewhere(
  home: string,
  then: string,
): Promise<{ readonly pid: number; readonly parent: ChildProcess }> {
  const module = new URL('../../src/embedded-postgres/embedded-server.ts', import.meta.url);
  const clock = new URL('../../src/model/clock.ts', import.meta.url);
  const script = `
    process.umask(0o077);
    const { startEmbeddedServer } = await import(${JSON.stringify(module.href)});
    const { systemClock } = await import(${JSON.stringify(clock.href)});
    const server = await startEmbeddedServer({ home: process.argv[1], clock: systemClock, newPassword: () => 'x' });
    process.stdout.write(server.pid + '\\n');
    ${then}`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script, home], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [told] = await once(parent.stdout, 'data');
  return { pid: Number(told), parent };
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
  using place = usedHome();
  const { pid, parent } = await startElsewhere(place.home, `process.kill(process.pid, 'SIGKILL')`);
  if (parent.exitCode === null && parent.signalCode === null) await once(parent, 'close');
  const adopted = await start(place.home);
  expect(adopted).toMatchObject({ isAdopted: true, pid });
  await adopted.close();
  await expect(ask(adopted.url.reveal(), 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
});

test('while one process has the folder, a second one is refused with a sentence, and may only use the server that runs', async () => {
  using place = usedHome();
  const { pid, parent } = await startElsewhere(
    place.home,
    `await new Promise((end) => process.stdin.once('data', end)); await server.close(); process.exit()`,
  );
  await expect(start(place.home)).rejects.toMatchObject({
    code: 'serve.data.in.use',
    message: expect.stringContaining(`(${parent.pid})`),
  });
  const shared = await start(place.home, true);
  expect(shared).toMatchObject({ isAdopted: true, pid });
  await shared.close();
  expect(await ask(shared.url.reveal(), 'SELECT 1')).toEqual([[1]]);
  parent.stdin?.write('end\n');
  await once(parent, 'close');
  await expect(ask(shared.url.reveal(), 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
});

test('a folder that cannot be made is refused with a sentence', async () => {
  await expect(start(import.meta.filename)).rejects.toMatchObject({
    code: 'serve.data.unwritable',
    message: `The data folder ${import.meta.filename} cannot be made or written (EEXIST)`,
  });
});

test('of two that begin with a new folder at once, one gets it', async () => {
  using place = newHome();
  const settled = await Promise.allSettled([start(place.home), start(place.home)]);
  expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  for (const one of settled) {
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'serve.data.in.use' });
    else await one.value.close();
  }
});

test('a server that was killed while it is used is started again at the same address', async () => {
  using place = usedHome();
  const server = await start(place.home);
  const url = server.url.reveal();
  await ask(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  process.kill(server.pid, 'SIGKILL');
  await expect
    .poll(() => ask(url, 'SELECT answer FROM kept').catch(() => undefined), { timeout: 60_000 })
    .toEqual([[42]]);
  await server.close();
  await expect(ask(url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
});

test('a server that was killed with its parent starts anew, although its file names a process that is another one by now', async () => {
  using place = usedHome();
  const { pid, parent } = await startElsewhere(
    place.home,
    `process.kill(server.pid, 'SIGKILL'); process.kill(process.pid, 'SIGKILL')`,
  );
  if (parent.exitCode === null && parent.signalCode === null) await once(parent, 'close');
  await expect.poll(() => isAlive(pid)).toBe(false);
  const data = join(place.home, 'data');
  const { uid, gid } = statSync(data);
  // Of the server's user: that of another one Postgres passes over.
  const stranger = spawn('sleep', ['1000'], { uid, gid });
  const file = join(data, 'postmaster.pid');
  const [, ...rest] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, [stranger.pid, ...rest].join('\n'));
  const second = await start(place.home);
  expect(second.isAdopted).toBe(false);
  await second.close();
  stranger.kill();
});

test.each([17, 19])('a folder of Postgres %i is refused with a sentence, and left as it is', async (version) => {
  using place = usedHome();
  writeFileSync(join(place.home, 'data/PG_VERSION'), `${version}\n`);
  await expect(start(place.home)).rejects.toMatchObject({
    code: 'serve.postgres.version',
    details: { held: version, ours: 18 },
  });
  expect(readFileSync(join(place.home, 'data/PG_VERSION'), 'utf8')).toBe(`${version}\n`);
});

test.runIf(process.getuid?.() === 0)('root is told when the user of its Postgres cannot enter the folder', async () => {
  using place = newHome();
  const secretPlace = join(place.home, 'private');
  mkdirSync(secretPlace, { recursive: true });
  spawnSync('chmod', ['700', secretPlace]);
  await expect(start(join(secretPlace, 'pg'))).rejects.toMatchObject({
    code: 'serve.data.closed',
    details: { folder: secretPlace },
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
