import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isObject, parseJson } from '../../src/util/json.ts';
import { bareEnvironment } from '../support/bare-environment.ts';
import { hasPseudoTerminal } from '../support/run-in-terminal.ts';

/**
 * A person sees at once that something begins: the first line comes before what is heavy is loaded. Time by the clock says little on
 * a machine that does something else too, so this looks at what is loaded by then.
 */
let folder = '';
let silent: Server;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-first-'));
  // Takes every connection and never answers.
  silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  writeFileSync(
    join(folder, 'larkstream.yaml'),
    JSON.stringify({
      source: {
        region: 'feishu',
        base_url: `http://127.0.0.1:${port}`,
        credentials: { app_id: 'cli_a1b2c3d4e5f6a7b8', app_secret: 'abcdefabcdefabcdef' },
        modules: { contact: {} },
      },
      destination: { type: 'duckdb', path: 'first.duckdb' },
    }),
  );
});
afterAll(() => {
  silent.close();
  rmSync(folder, { recursive: true, force: true });
});

const root = new URL('../../', import.meta.url);
const hook = new URL('../support/loaded-at-first-output.ts', import.meta.url).href;
const main = new URL('src/main.ts', root).pathname;

/** Starts a command in a pseudo-terminal, ends it when it has printed something, and gives what it had loaded by then. */
async function loadedAtFirstOutput(argv: readonly string[]): Promise<string[]> {
  const file = join(folder, 'loaded.json');
  const command = [process.execPath, '--import', hook, main, ...argv].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', `exec ${command}`, '/dev/null'], {
    cwd: folder,
    detached: true,
    env: { ...bareEnvironment(), TERM: 'xterm', LOADED_AT_FIRST_OUTPUT: file },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  await once(child.stdout, 'data');
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await closed;
  const noted = parseJson(readFileSync(file, 'utf8'));
  const loaded = isObject(noted) && Array.isArray(noted.loaded) ? noted.loaded : [];
  return loaded.map((url) => String(url).replace(root.href, ''));
}

/** Drivers and clients: each costs a good part of the time that a person waits for. */
const heavy = /node_modules\/(@duckdb|undici|https-proxy-agent|ws|pg|pg-copy-streams|@bufbuild)\//;

describe
  .runIf(hasPseudoTerminal)
  .each([
    { argv: ['--help'] },
    { argv: ['demo', '--fast'] },
    { argv: ['sync'] },
    { argv: ['sync', '--live'] },
    { argv: ['check'] },
    { argv: ['status'] },
    { argv: ['discover'] },
    { argv: ['doctor'] },
    { argv: ['query', 'SELECT 1'] },
    { argv: ['init', 'new.yaml'] },
  ])('$argv', ({ argv }) => {
  test('its first line comes before anything heavy is loaded', async () => {
    const loaded = await loadedAtFirstOutput(argv);
    expect(loaded).toContain('src/cli/main.ts');
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
  });
});
