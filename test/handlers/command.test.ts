import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandHandlerOptions, createCommandHandler } from '../../src/handlers/command/command-handler.ts';
import { Secret } from '../../src/model/secret.ts';
import type { HandlerTools, ReplyPart } from '../../src/model/triggers/handler.ts';
import { handlerRequest, handlerTools, textOf } from '../support/handler-requests.ts';

let folder = '';
let allowedFolder = '';

function program(name: string, ...lines: string[]): void {
  const file = join(allowedFolder, name);
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-commands-'));
  allowedFolder = join(folder, 'allowed');
  mkdirSync(allowedFolder);
  program('echo', 'cat');
  program('environment', 'env');
  program('arguments', 'printf "%s|" "$@"');
  program(
    'events',
    `echo '{"event":"progress","text":"Looking"}'`,
    `echo '{"event":"delta","text":"Fine"}'`,
    `echo '{"event":"done"}'`,
  );
  program('half', `echo '{"event":"delta","text":"Fi"}'`);
  program('wrong', 'echo hello');
  program('crash', 'echo "no $TOKEN here" >&2', 'exit 3');
  program('unset', 'exit 78');
  program('long', 'sleep 600 & echo $!', 'wait');
  program('endless', 'yes');
  // Its shell asks for more than it may have.
  program('hungry', 'x=x', 'while :; do x=$x$x; done');
  writeFileSync(join(folder, 'outside'), '#!/bin/sh\n', { mode: 0o755 });
  symlinkSync(join(folder, 'outside'), join(allowedFolder, 'link'));
  writeFileSync(join(allowedFolder, 'plain'), 'hello', { mode: 0o644 });
  program('open', 'cat');
  chmodSync(join(allowedFolder, 'open'), 0o777);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  given: Partial<CommandHandlerOptions>,
  tools: HandlerTools = handlerTools(),
  allowed = true,
): AsyncIterable<ReplyPart> {
  const options: CommandHandlerOptions = {
    program: 'echo',
    args: [],
    output: 'text',
    timeLimitMs: 100_000,
    memoryMegabytes: 0,
    mostOutputBytes: 1024 * 1024,
    environment: {},
    ...given,
  };
  const environment = { PATH: process.env.PATH, LARKSTREAM_KEYS: 'k1:secret', FEISHU_APP_SECRET: 'secret', TZ: 'UTC' };
  const handler = createCommandHandler(options, { allowedFolder: allowed ? allowedFolder : undefined, environment });
  return handler.handle(handlerRequest(), tools);
}
const all = (parts: AsyncIterable<ReplyPart>): Promise<ReplyPart[]> => Array.fromAsync(parts);

test('a program gets the turn as JSON, and its output is the answer', async () => {
  expect(JSON.parse(textOf(await all(run({}))))).toMatchObject({ id: 'turn_1', text: 'How are you?' });
  expect(textOf(await all(run({ program: 'arguments', args: ['a b', '$HOME; ls'] })))).toBe('a b|$HOME; ls|');
});

test('a program may answer by events, one a line', async () => {
  expect(await all(run({ program: 'events', output: 'events' }))).toEqual([
    { kind: 'progress', text: 'Looking' },
    { kind: 'text', text: 'Fine' },
  ]);
});

test('a program gets nothing of our environment but where programs are, and what it was given', async () => {
  const text = textOf(await all(run({ program: 'environment', environment: { TOKEN: new Secret('t-1') } })));
  const names = text.split('\n').map((line) => line.split('=', 1)[0]);
  expect(text).toContain('TOKEN=t-1');
  expect(names.filter((name) => !['PATH', 'TZ', 'TOKEN', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name ?? ''))).toEqual(
    [],
  );
});

test.each([
  [
    'a crash, with the last line of what it says',
    { program: 'crash', environment: { TOKEN: new Secret('t-1') } },
    'handler.failed',
    'with 3: no *** here',
  ],
  ['what is not set up', { program: 'unset' }, 'handler.refused', 'with 78'],
  ['an answer that breaks off', { program: 'half', output: 'events' }, 'handler.failed', 'last event'],
  ['lines that are no events', { program: 'wrong', output: 'events' }, 'handler.answer.invalid', 'no JSON'],
  ['an endless answer', { program: 'endless' }, 'handler.answer.invalid', 'larger than'],
  ['too little time', { program: 'long', timeLimitMs: 50 }, 'handler.failed', 'not done after 0.1 s'],
  ['a path out of the folder', { program: '../outside' }, 'handler.command.refused', '../outside'],
  ['a link out of the folder', { program: 'link' }, 'handler.command.refused', 'link'],
  ['the folder itself', { program: '.' }, 'handler.command.refused', '“.”'],
  ['what is no program', { program: 'plain' }, 'handler.command.refused', 'plain'],
  ['what everybody may change', { program: 'open' }, 'handler.command.refused', 'Everybody'],
] as const)('%s', async (_, given, code, words) => {
  await expect(all(run(given))).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});

test.runIf(process.platform === 'linux')('a program that wants more memory than it may have ends', async () => {
  expect(textOf(await all(run({ program: 'arguments', args: ['a'], memoryMegabytes: 256 })))).toBe('a|');
  await expect(all(run({ program: 'hungry', memoryMegabytes: 64 }))).rejects.toMatchObject({ code: 'handler.failed' });
});

test('without a folder that the operator names, nothing runs', async () => {
  await expect(all(run({}, handlerTools(), false))).rejects.toMatchObject({ code: 'handler.command.refused' });
});

test('who stops a program ends what it has started too', async () => {
  const stop = new AbortController();
  let child = 0;
  const reading = (async () => {
    for await (const part of run({ program: 'long' }, handlerTools({ signal: stop.signal }))) {
      if (part.kind === 'text') child = Number(part.text);
      stop.abort(new Error('stopped by a person'));
    }
  })();
  await expect(reading).rejects.toThrow('stopped by a person');
  expect(child).toBeGreaterThan(0);
  await expect.poll(() => isAlive(child)).toBe(false);
});

test('a process that leaves at once leaves no program behind', async () => {
  const module = new URL('../../src/handlers/command/program.ts', import.meta.url).href;
  const script = `
    const { startProgram } = await import(${JSON.stringify(module)});
    const options = { args: [], folder: '/', environment: { PATH: process.env.PATH }, prlimit: undefined, memoryBytes: 0, input: '' };
    startProgram({ ...options, file: process.argv[1] }).output.once('data', (line) => {
      process.stdout.write(line);
      process.exit(130);
    });`;
  const args = ['--input-type=module', '-e', script, join(allowedFolder, 'long')];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(130);
  expect(Number(stdout)).toBeGreaterThan(0);
  await expect.poll(() => isAlive(Number(stdout))).toBe(false);
});

/** One that has ended, and that nobody has asked for its code yet, is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
