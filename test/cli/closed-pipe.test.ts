import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { bareEnvironment } from '../support/bare-environment.ts';
import { runLarkstream } from '../support/run-larkstream.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'larkstream-pipe-'));
const entry = (name: string): string => new URL(`../../src/${name}.ts`, import.meta.url).pathname;
let sandbox: Sandbox;
let file: string;

beforeAll(async () => {
  sandbox = await startSandbox({ limits: 'off', users: 10, departments: 3, bases: [{ tables: 1, records: 10 }] });
  const startDate = new Date(sandbox.options.startedAtMs - 3 * 86_400_000).toISOString().slice(0, 10);
  file = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate }).file;
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs it with a real pipe whose reader goes away at once. Gives the exit code, and what came on the other stream. */
async function withoutReader(stream: 'out' | 'error', argv: readonly string[], main = 'main') {
  const script = stream === 'out' ? 'set -o pipefail; "$0" "$@" | true' : '"$0" "$@" 2> >(true)';
  const child = spawn('/bin/bash', ['-c', script, process.execPath, entry(main), ...argv], {
    cwd: folder,
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let other = '';
  for (const one of [child.stdout, child.stderr]) {
    one.on('data', (text) => {
      other += String(text);
    });
  }
  const [code] = await once(child, 'close');
  return { code, other };
}

describe('whose reader has gone away stops as by Ctrl-C', () => {
  test.each([
    ['--help'],
    ['spec'],
    ['completion', 'bash'],
    ['check', 'absent.yaml', '--json'],
    ['sandbox', '--users', '5', '--records', '5'],
  ])('standard output: %s %s', async (...argv) => {
    const { code, other } = await withoutReader('out', argv);
    expect(code).toBe(130);
    expect(other).not.toMatch(/EPIPE|at .*:\d+:\d+/);
  });

  test.each([['check', 'absent.yaml'], ['syncc']])('error stream: %s %s', async (...argv) => {
    expect(await withoutReader('error', argv)).toEqual({ code: 130, other: '' });
  });

  test('a sync commits what has arrived and saves its report; the next one goes on', async () => {
    expect((await withoutReader('out', ['sync', file, '--json'])).code).toBe(130);
    const { events } = await runLarkstream(['status', file, '--json']);
    expect(events.find(({ event }) => event === 'run')).toMatchObject({ outcome: 'stopped' });
    expect((await runLarkstream(['sync', file, '--json'])).code).toBe(0);
  });
});

test('a connector whose reader has gone away ends with an error', async () => {
  const config = join(folder, 'source.json');
  writeFileSync(config, '{}');
  for (const argv of [['spec'], ['discover', '--config', config], ['nonsense']]) {
    const { code, other } = await withoutReader('out', argv, 'source-feishu');
    expect(code, argv.join(' ')).toBe(1);
    expect(other).not.toMatch(/EPIPE/);
  }
});
