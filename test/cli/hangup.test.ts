import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, tryParseJson } from '../../src/util/json.ts';
import { bareEnvironment } from '../support/bare-environment.ts';
import { beginLarkstream } from '../support/begin-larkstream.ts';
import { hasPseudoTerminal } from '../support/run-in-terminal.ts';
import { runLarkstream } from '../support/run-larkstream.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

/** What becomes of a command whose terminal closes. */
const folder = mkdtempSync(join(tmpdir(), 'larkstream-hangup-'));
const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;
const patience = { timeout: 60_000, interval: 20 };
let sandbox: Sandbox;

beforeAll(async () => {
  // At this pace a sync lasts for minutes: no signal comes after its end.
  sandbox = await startSandbox({ limits: 0.02, users: 10, departments: 3, bases: [{ tables: 1, records: 10 }] });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function tenant(name: string): string {
  const startDate = new Date(sandbox.options.startedAtMs - 300 * 86_400_000).toISOString().slice(0, 10);
  return writeTenantConfig(sandbox, { folder, name, startDate }).file;
}

const lastRun = async (file: string): Promise<unknown> =>
  (await runLarkstream(['status', file, '--json'])).events.find(({ event }) => event === 'run');

describe('SIGHUP', () => {
  test('stops a sync, which commits and saves its report, also when it comes once more from the shell', async () => {
    const file = tenant('twice');
    let isSent = false;
    const { code, events } = await runLarkstream(['sync', file, '--json'], {
      onEvent: ({ event }, stop) => {
        if (event !== 'progress' || isSent) return;
        isSent = true;
        stop('SIGHUP');
        stop('SIGHUP');
      },
    });
    expect(events.at(-1)).toMatchObject({ event: 'run', outcome: 'stopped' });
    expect(code).toBe(130);
    expect(await lastRun(file)).toMatchObject({ outcome: 'stopped' });
  }, 120_000);

  test('ends a command that stays', async () => {
    const running = beginLarkstream(['sandbox', '--users', '5', '--records', '5']);
    await running.next('sandbox');
    expect(await running.end('SIGHUP'), running.errors()).toBe(0);
  }, 120_000);

  test('does nothing under nohup', async () => {
    const child = spawn(
      '/bin/bash',
      ['-c', 'nohup "$0" "$@"', process.execPath, mainFile, 'sync', tenant('nohup'), '--json'],
      {
        cwd: folder,
        env: bareEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    );
    const group = -(child.pid ?? 0);
    const lines: unknown[] = [];
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = tryParseJson(text);
      if (!isObject(line)) return;
      if (line.event === 'progress' && !lines.includes('progress')) {
        // Had the first one been heard, the second one would end it at once, without a report.
        process.kill(group, 'SIGHUP');
        process.kill(group, 'SIGINT');
      }
      lines.push(line.event === 'progress' ? 'progress' : line);
    });
    await once(child, 'close');
    expect(lines.at(-1)).toMatchObject({ event: 'run', outcome: 'stopped' });
  }, 120_000);
});

test.runIf(hasPseudoTerminal)(
  'a sync whose terminal is closed saves its report, and fails on nothing that it prints',
  async () => {
    const [file, code] = [tenant('terminal'), join(folder, 'code')];
    // The shell outlives its terminal, to tell how the command ended.
    const command = `trap '' HUP; '${process.execPath}' '${mainFile}' sync '${file}'; echo $? > '${code}'`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...bareEnvironment(), TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let screen = '';
    terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text;
      // Calls are counted: the run is under way.
      if (/calls/.test(screen)) terminal.kill('SIGKILL');
    });
    await once(terminal, 'close');
    await vi.waitFor(() => expect(existsSync(code) && readFileSync(code, 'utf8')).toBe('130\n'), patience);
    expect(await lastRun(file)).toMatchObject({ outcome: 'stopped' });
  },
  120_000,
);
