import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createContext } from '../../src/cli/context.ts';
import { createStyle } from '../../src/cli/style.ts';
import { en } from '../../src/cli/texts/en.ts';
import { listenOn } from '../../src/events/listen.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { runInProcess } from '../support/run-in-process.ts';

/** Sets the title, clears the screen, colours, turns the direction of writing, fakes a line, and is 5,000 characters long. */
const hostile = `\u001b]0;owned\u0007\u001b[2J\u001b[31m\u009b1A\u202eevil\u0000\u007f\r${'x'.repeat(5_000)}`;
/** An id or type that the inbox keeps: no database takes the byte 0. */
const hostileName = hostile.replaceAll('\u0000', '');
/** Where a tab and the end of a line may stand, but nothing else that a terminal obeys. */
const steering = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** What our own inks are made of. */
const ink = new RegExp(`${String.fromCharCode(27)}\\[(1|2|22|3[1-9])m`, 'g');
const folder = mkdtempSync(join(tmpdir(), 'larkstream-control-'));
const file = join(folder, 'c.json');
let upstream: Server;

/** A platform that says hostile things wherever it can. */
beforeAll(async () => {
  upstream = createServer((_request, response) => {
    response.setHeader('x-tt-logid', 'log');
    response.end(JSON.stringify({ code: 99991672, msg: hostile, error: { message: hostile, log_id: hostile } }));
  });
  const url = await listenOn(upstream, { host: '127.0.0.1', port: 0 }, 'test');
  const config = {
    source: {
      region: 'feishu',
      base_url: url,
      credentials: { auth_type: 'custom_app', app_id: 'cli_a1b2c3d4e5f60718', app_secret: 'hunter2hunter2' },
      modules: { contact: {} },
    },
    destination: { type: 'duckdb', path: join(folder, 'c.duckdb') },
    events: { store: join(folder, 'events.db') },
  };
  writeFileSync(file, JSON.stringify(config));
  writeFileSync(join(folder, 'unknown.json'), JSON.stringify({ ...config, [hostile]: 1 }));
  // Written past the receivers, as an older version may have.
  const store = await openEventStore(join(folder, 'events.db'));
  const named = {
    id: hostileName,
    dedupKey: 'k',
    type: hostileName,
    tenantKey: hostileName,
    orderKey: null,
    error: { en: hostile, zh: hostile },
  };
  const body = { text: hostile };
  const arrival = { createdAt: 1, receivedAt: 1, via: 'webhook' } as const;
  await store.accept([{ ...named, ...arrival, appId: 'cli_a1b2c3d4e5f60718', body }]);
  await store.report('h:1:a', {
    appId: hostile,
    mode: 'long_connection',
    state: 'connected',
    since: 1,
    lastConnectedAt: 1,
    lastEventAt: 1,
    lastPongAt: 1,
    lastError: hostile,
    lastErrorAt: 1,
    refusals: {},
    reconnects: 0,
    nextRetryAt: null,
    bot: hostile,
  });
  await store.close();
});
afterAll(() => {
  upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

const commands: readonly (readonly string[])[] = [
  [hostile],
  ['sync', hostile],
  ['sync', `--${hostile}`],
  ['check', join(folder, 'unknown.json')],
  ['check', file],
  ['check', file, '--verbose'],
  ['discover', file],
  ['sync', file, '--streams', hostile],
  ['status', file],
  ['status', file, '--limit', hostile],
  ['reset', hostile, file, '--yes'],
  ['events', '--config', file],
  ['events', '--config', file, '--state', hostile],
  ['events', 'replay', hostile, 'nosuch', '--config', file],
  ['connection', hostile, file],
  ['query', hostile, file],
  ['preview', hostile, file],
  ['sandbox', '--port', hostile],
  ['completion', hostile],
];

describe('whatever others say, no output steers the terminal, and no word of it is endless', () => {
  test.each(commands)('%j', async (...argv) => {
    for (const lang of ['en', 'zh']) {
      const { out, error } = await runInProcess([...argv, '--lang', lang], { columns: 80 });
      expect(out + error).not.toMatch(steering);
      expect(Math.max(...`${out} ${error}`.split(/\s/).map(({ length }) => length))).toBeLessThan(500);
      const colored = await runInProcess([...argv, '--lang', lang], { env: { NO_COLOR: '', FORCE_COLOR: '1' } });
      // Colours of ours are obeyed, and nothing else.
      expect((colored.out + colored.error).replaceAll(ink, '')).not.toMatch(steering);
      expect(colored.out + colored.error).not.toContain('\u001b[31m\u009b');
    }
    const json = await runInProcess([...argv, '--json']);
    expect(json.out + json.error).not.toMatch(steering);
    for (const line of json.out.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('JSON keeps what was said to the letter', async () => {
    const { events } = await runInProcess(['events', '--config', file, '--json']);
    const [inbox] = events;
    expect(inbox).toMatchObject({ event: 'inbox', id: hostileName, type: hostileName, body: { text: hostile } });
  });

  test('any text, in any ink, said or emitted', () => {
    const any = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(hostile, '\u001b[0m', '\u001b[1;2;3;31m'));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), (texts) => {
        const style = createStyle(true);
        let [out, error] = ['', ''];
        const terminal = {
          environment: {},
          isInteractive: false,
          isOutputTty: true,
          isErrorTty: true,
          columns: () => 80,
          out: (text: string) => {
            out += text;
          },
          error: (text: string) => {
            error += text;
          },
        };
        const options = { terminal, texts: en, style, errorStyle: style };
        const context = createContext(options);
        const inked = texts.map((text) => style.bold(`a ${style.red(text)} ${style.dim(style.cyan(text))}`)).join(' ');
        context.say(inked);
        context.terminal.error(inked);
        for (const heard of [out, error]) expect(heard.replaceAll(ink, '')).not.toMatch(steering);
        out = '';
        createContext({ ...options, json: true }).emit({ event: 'reset', streams: texts });
        expect(out).not.toMatch(steering);
        expect(JSON.parse(out)).toEqual({
          event: 'reset',
          streams: texts.map((text) => JSON.parse(JSON.stringify(text))),
        });
      }),
    );
  });
});
