import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type Ran, runLarkstream } from '../support/run-larkstream.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder: string;
let sandbox: Sandbox;
let answer: (response: ServerResponse) => void = () => {};
const server = createServer((_request, response) => answer(response));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-retries-'));
  sandbox = await startSandbox({ limits: 'off', users: 3, bases: [{ tables: 1, records: 3 }] });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs until the command says for the first time that it tries again. */
async function runUntilTold(
  argv: readonly string[],
  pattern: RegExp,
): Promise<Ran & { readonly secondsToEnd: number }> {
  const startDate = new Date(sandbox.options.startedAtMs - 86_400_000).toISOString().slice(0, 10);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const events = { mode: 'long_connection', store: join(folder, `${argv[0]}.db`) };
  const { file } = writeTenantConfig(sandbox, { folder, name: `${argv[0]}`, startDate, typedStreams: true, events });
  writeFileSync(file, readFileSync(file, 'utf8').replace(sandbox.url, `http://127.0.0.1:${port}`));
  let toldAt = Number.NaN;
  const look = (text: string, stop: (signal: NodeJS.Signals) => void): void => {
    if (!Number.isNaN(toldAt) || !pattern.test(text)) return;
    toldAt = performance.now();
    stop('SIGINT');
  };
  const ran = await runLarkstream([...argv, file], {
    onError: look,
    onEvent: (event, stop) => look(String(event.event), stop),
  });
  return { ...ran, secondsToEnd: (performance.now() - toldAt) / 1000 };
}

const faults: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'HTTP 500': (response) => response.writeHead(500).end('oops'),
  'damaged packing': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{}').subarray(9)),
  'a connection that is cut': (response) => response.destroy(),
  'a page in HTML': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
};

test.each([
  ['sync', 'HTTP 500', /HTTP 500/],
  ['check', 'damaged packing', /gzip packing is damaged/],
  ['discover', 'a connection that is cut', /cut/],
  ['check', 'a page in HTML', /HTTP 200 and text\/html/],
] as const)('%s says what is tried again, and why: %s', async (command, kind, why) => {
  answer = faults[kind] ?? answer;
  const { error, secondsToEnd } = await runUntilTold([command], /Trying again/);
  const line = error.split('\n').find((text) => text.startsWith('Trying again')) ?? '';
  expect(line).toMatch(why);
  expect(line).toMatch(/Trying again: \w+ \/open-apis\/.* Try \d+ in \d+ (s|min), given up (in|after) \d+/);
  expect(secondsToEnd).toBeLessThan(20);
});

test('sync --json and --lang zh say so too', async () => {
  answer = faults['HTTP 500'] ?? answer;
  const [json, zh] = await Promise.all([
    runUntilTold(['sync', '--json'], /^retry$/),
    runUntilTold(['check', '--lang', 'zh'], /正在重试/),
  ]);
  const { message, ...told } = json.events.find(({ event }) => event === 'retry') ?? {};
  expect(told).toMatchObject({ attempt: 3, endpoint: expect.stringContaining('/open-apis/'), zh: expect.anything() });
  expect(message).toMatch(/^Trying again/);
  // Ctrl-C ends it at once, however long the next pause is.
  expect(Math.max(json.secondsToEnd, zh.secondsToEnd)).toBeLessThan(20);
  expect(zh.error).toMatch(/正在重试 .*原因：HTTP 500.*次重试，最迟 .*后放弃/);
});

test('listen says why it has no connection, and when it tries again', async () => {
  answer = faults['HTTP 500'] ?? answer;
  const seen: string[] = [];
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { file } = writeTenantConfig(sandbox, {
    folder,
    name: 'l',
    startDate: '2026-01-01',
    events: { mode: 'long_connection', store: join(folder, 'l.db') },
  });
  writeFileSync(file, readFileSync(file, 'utf8').replace(sandbox.url, `http://127.0.0.1:${port}`));
  const ran = await runLarkstream(['listen', file, '--json'], {
    onEvent: (event, stop) => {
      seen.push(String(event.lastError));
      if (event.nextRetryAt !== undefined && event.nextRetryAt !== null) stop('SIGINT');
    },
  });
  expect(seen.join('\n')).toContain('HTTP 500');
  expect(ran.code).toBe(0);
});
