import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ServiceFolder, Serving } from '../support/serving.ts';

const password = 'correct horse battery';
const folder = new ServiceFolder();
const data = folder.data;
const megabytes = 400;

/** A real disk that is as small: who runs the tests may not be allowed to make one. */
function mountSmallDisk(): boolean {
  if (process.platform !== 'linux') return false;
  spawnSync('mkdir', ['-p', data]);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'larkstream-test', data]).status === 0;
}

const isMounted = mountSmallDisk();
afterAll(() => {
  if (isMounted) spawnSync('umount', ['-l', data]);
  folder[Symbol.dispose]();
});

/** Writes until nothing more goes in. */
function fill(file: string): void {
  const opened = openSync(file, 'w');
  try {
    for (let size = 4 << 20; size >= 512; ) {
      try {
        if (writeSync(opened, Buffer.alloc(size)) < size) size = Math.floor(size / 2);
      } catch {
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(opened);
  }
}

test.runIf(isMounted)(
  'a full disk is told, also where a request cannot be done for it; with room again all goes on, and nothing is lost',
  async () => {
    chmodSync(data, 0o711);
    const service = await Serving.begin(['--data', data], folder.env);
    expect(await service.setUp(password)).toMatchObject({ status: 200 });
    const filler = join(data, 'filler');
    const signIn = () => service.post('/api/v1/sign-in', { login: 'alice', password });
    fill(filler);
    expect(await service.ask('/readyz')).toMatchObject({
      status: 503,
      body: { checks: expect.arrayContaining([expect.objectContaining({ name: 'disk', isOk: false })]) },
    });
    // Postgres has some room in what it has reserved, and then none.
    const refused = await untilRefused(signIn);
    expect(refused).toMatchObject({ status: 503, body: { code: expect.stringMatching(/^store\./) } });
    expect(JSON.stringify(refused.body)).not.toMatch(/\bat .*\.(?:ts|js):\d/);
    rmSync(filler);
    await expect.poll(async () => (await service.ask('/readyz')).status, { timeout: 90_000 }).toBe(200);
    await expect.poll(async () => (await signIn()).status, { timeout: 60_000 }).toBe(200);
    expect(await service.stop()).toBe(0);
    expect(service.running.errors()).toContain('"status":503');
  },
  240_000,
);

async function untilRefused(ask: () => ReturnType<Serving['ask']>): ReturnType<Serving['ask']> {
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (answer.status >= 500 || tries > 5_000) return answer;
  }
}
