import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/create-client.ts';
import { RemoteThings } from '../support/remote-things.ts';
import { type InProcessOptions, type InProcessRun, runInProcess } from '../support/run-in-process.ts';

let remote: RemoteThings;
let folder: string;
let url: string;
const program = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('Hello');
});
beforeAll(async () => {
  remote = await RemoteThings.start();
  folder = mkdtempSync(join(tmpdir(), 'larkstream-make-bots-'));
  program.listen(0, '127.0.0.1');
  await once(program, 'listening');
  url = `http://127.0.0.1:${(program.address() as AddressInfo).port}/`;
}, 120_000);
afterAll(async () => {
  program.close();
  rmSync(folder, { recursive: true, force: true });
  await remote[Symbol.asyncDispose]();
});

const run = (argv: readonly string[], options: InProcessOptions = {}): Promise<InProcessRun> =>
  runInProcess(argv, {
    ...options,
    env: { LARKSTREAM_SERVER: remote.url, LARKSTREAM_TOKEN: remote.token, ...options.env },
  });
const client = () => createClient({ url: remote.url, token: remote.token });
const newName = (): string => `bot ${crypto.randomUUID()}`;
const fileOf = (text: string): string => {
  const file = join(folder, `${crypto.randomUUID()}.yaml`);
  writeFileSync(file, text);
  return file;
};

async function newIntegration(): Promise<string> {
  const name = newName();
  const secrets = { app_secret: 'app-secret-1' };
  await client().call('POST /integrations', {
    body: { name, region: 'lark', appId: 'cli_a1b2c3d4e5f6a7b8', secrets },
  });
  return name;
}

async function idOf(things: 'triggers' | 'handlers', name: string): Promise<string> {
  const { items } = await client().call(`GET /${things}`, { query: { search: name } });
  return items.find((one) => one.name === name)?.id ?? '';
}

describe('a handler', () => {
  test('is made, tested, changed and deleted by its name', async () => {
    const name = newName();
    const made = await run(['handlers', 'create', name, '--url', url, '--set', 'takesSteering=true']);
    expect(made).toMatchObject({ code: 0, error: '' });
    expect(made.out).toMatch(/\n {2}whsec_[\w+/=]{32,}\n/);
    expect(made.out).toContain(`larkstream handlers test '${name}'`);
    const id = await idOf('handlers', name);
    const shown = await client().call('GET /handlers/{id}', { params: { id } });
    expect(shown.settings).toMatchObject({ url, takesSteering: true });
    expect((await run(['handlers', 'test', name])).out).toContain('Hello');
    const changed = await run(['handlers', 'update', name, '--set', 'takesSteering=', '--set', 'wholeMs=30000']);
    expect(changed).toMatchObject({ code: 0, error: '' });
    const { settings } = await client().call('GET /handlers/{id}', { params: { id } });
    expect(settings).toMatchObject({ url, wholeMs: 30_000 });
    expect(settings.takesSteering ?? false).toBe(false);
    const unasked = await run(['handlers', 'delete', name]);
    expect({ code: unasked.code, error: unasked.error }).toEqual({ code: 2, error: expect.stringContaining('--yes') });
    const deleted = await run(['handlers', 'delete', name, '--yes', '--json']);
    expect(deleted.events).toEqual([{ event: 'remote_deleted', kind: 'handler', id }]);
    expect(await idOf('handlers', name)).toBe('');
  });

  test('its key is told once: on the screen, as JSON, or in a file that is nobody else’s', async () => {
    const name = newName();
    const own = mkdtempSync(join(folder, 'keys-'));
    const file = join(own, 'signing.key');
    // What lies beside it, and may be read by others, is not written to.
    writeFileSync(`${file}.new`, 'of somebody else', { mode: 0o644 });
    const made = await run(['handlers', 'create', name, '--url', url, '--key-file', file, '--json']);
    const id = await idOf('handlers', name);
    expect(made.events).toMatchObject([
      { event: 'remote_handler', handler: { id } },
      { event: 'remote_signing_key', handler: id, file, signingKey: null },
    ]);
    const first = readFileSync(file, 'utf8');
    expect(first).toMatch(/^whsec_[\w+/=]{32,}\n$/);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(readFileSync(`${file}.new`, 'utf8')).toBe('of somebody else');
    expect(readdirSync(own)).toHaveLength(2);
    // Another handler does not take the place of it.
    const other = await run(['handlers', 'create', newName(), '--url', url, '--key-file', file]);
    expect({ code: other.code, error: other.error }).toEqual({ code: 2, error: expect.stringContaining(file) });
    expect((await run(['handlers', 'rotate-key', name, '--key-file', file])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).not.toBe(first);
    const shown = await run(['handlers', 'rotate-key', name, '--json']);
    expect(shown.events).toMatchObject([{}, { signingKey: expect.stringMatching(/^whsec_/), file: null }]);
    expect((await run(['handlers', 'rotate-key', name, '--quiet'])).out).toMatch(/^whsec_[\w+/=]{32,}\n$/);
  });

  test('where its key cannot be kept, nothing is made and no key is changed', async () => {
    const name = newName();
    const nowhere = join(folder, 'none', 'signing.key');
    const made = await run(['handlers', 'create', name, '--url', url, '--key-file', nowhere]);
    expect({ code: made.code, error: made.error }).toEqual({ code: 2, error: expect.stringContaining(nowhere) });
    expect(await idOf('handlers', name)).toBe('');
    const notes = fileOf('a file of something else');
    const rotated = await run(['handlers', 'rotate-key', await remote.silentHandler(), '--key-file', notes]);
    expect({ code: rotated.code, out: rotated.out }).toEqual({ code: 2, out: '' });
    expect(readFileSync(notes, 'utf8')).toBe('a file of something else');
    const free = join(folder, 'free.key');
    const refused = await run(['handlers', 'create', name, '--set', 'url=no-address', '--key-file', free]);
    expect({ code: refused.code, error: refused.error }).toEqual({ code: 2, error: expect.stringContaining('url') });
    expect(readdirSync(folder).filter((one) => one.startsWith('free.key'))).toEqual([]);
  });

  test('secrets come from the environment, and settings from a file as `export` writes it', async () => {
    const name = newName();
    const file = fileOf(`kind: handler\nname: Model\ntype: openai\nsettings: { baseUrl: "${url}v1", model: small }\n`);
    const without = await run(['handlers', 'create', name, '--settings', file, '--secret', 'api_key=MODEL_KEY']);
    expect({ code: without.code, error: without.error }).toEqual({
      code: 2,
      error: expect.stringContaining('api_key'),
    });
    const env = { MODEL_KEY: 'a-key-of-a-model' };
    const made = await run(['handlers', 'create', name, '--settings', file, '--secret', 'api_key=MODEL_KEY'], { env });
    expect({ code: made.code, error: made.error, out: made.out }).toEqual({
      ...{ code: 0, error: '' },
      out: expect.not.stringContaining('whsec_'),
    });
    const shown = await client().call('GET /handlers/{id}', { params: { id: await idOf('handlers', name) } });
    expect(shown).toMatchObject({ kind: 'openai', settings: { model: 'small' }, secrets: { api_key: {} } });
    const named = await run(['handlers', 'create', newName(), '--url', url, '--secret', 'signing_key=whsec_c2VjcmV0']);
    expect({ code: named.code, error: named.error }).toEqual({
      code: 2,
      error: expect.not.stringContaining('c2VjcmV0'),
    });
  });
});

describe('a trigger', () => {
  test('is made as a draft, changed, moved and deleted by its name', async () => {
    const integration = await newIntegration();
    const [first, second, handler] = [newName(), newName(), newName()];
    expect((await run(['handlers', 'create', handler, '--url', url])).code).toBe(0);
    const of = ['--integration', integration];
    expect(await run(['triggers', 'create', first, ...of])).toMatchObject({ code: 0, error: '' });
    const made = await run([
      'triggers',
      'create',
      second,
      ...of,
      '--handler',
      handler,
      '--set',
      'busy=merge',
      '--shadow',
    ]);
    expect(made).toMatchObject({ code: 0, error: '' });
    expect(made.out).toContain(`larkstream triggers publish '${second}'`);
    const params = { id: await idOf('triggers', second) };
    const handlerId = await idOf('handlers', handler);
    const trigger = () => client().call('GET /triggers/{id}', { params });
    expect(await trigger()).toMatchObject({
      state: 'draft',
      isShadow: true,
      position: 1,
      draft: { handlerId, busy: 'merge' },
    });
    const update = [
      'triggers',
      'update',
      second,
      '--no-shadow',
      '--set',
      'messages.groupStrategy=all',
      '--set',
      'busy=',
    ];
    expect(await run(update)).toMatchObject({ code: 0, error: '' });
    expect(await trigger()).toMatchObject({
      ...{ isShadow: false },
      draft: { handlerId, busy: 'queue', messages: { groupStrategy: 'all' } },
    });
    expect((await run(['triggers', 'move', second, '--position', '1'])).out).toContain('is at position 1.');
    expect(await trigger()).toMatchObject({ position: 0 });
    expect((await run(['triggers', 'show', second])).out).toContain('position: 1\n');
    const unasked = await run(['triggers', 'delete', second]);
    expect({ code: unasked.code, error: unasked.error }).toEqual({ code: 2, error: expect.stringContaining('--yes') });
    const deleted = await run(['triggers', 'delete', second, '--yes', '--json']);
    expect(deleted.events).toEqual([{ event: 'remote_deleted', kind: 'trigger', id: params.id }]);
    expect(await idOf('triggers', second)).toBe('');
  });

  test('a file as `export` writes it is taken by create, update and dry-run; what is being edited counts', async () => {
    const integration = await newIntegration();
    const [name, handler] = [newName(), newName()];
    expect((await run(['handlers', 'create', handler, '--url', url])).code).toBe(0);
    const file = fileOf(
      [
        ...['kind: trigger', `name: ${name}`, `integration: ${integration}`, `handler: ${handler}`, 'position: 0'],
        ...['state: published', 'settings: { messages: { groupStrategy: mention } }'],
        `draft: { handler: ${handler}, settings: { messages: { groupStrategy: all } } }`,
      ].join('\n'),
    );
    const made = await run(['triggers', 'create', name, '--settings', file]);
    expect(made).toMatchObject({ code: 0, error: '' });
    const params = { id: await idOf('triggers', name) };
    const handlerId = await idOf('handlers', handler);
    const { draft } = await client().call('GET /triggers/{id}', { params });
    expect(draft).toMatchObject({ handlerId, messages: { groupStrategy: 'all' } });
    expect((await run(['triggers', 'update', name, '--set', 'messages.groupStrategy=mention'])).code).toBe(0);
    const said = ['triggers', 'dry-run', name, '--text', 'Hello', '--chat-kind', 'group'];
    expect((await run(said)).out).toContain('does not take it');
    expect((await run([...said, '--settings', file])).out).toContain(' takes it');
    expect((await run(['triggers', 'update', name, '--settings', file])).code).toBe(0);
    expect((await run(said)).out).toContain(' takes it');
    const other = fileOf(`kind: handler\nname: ${handler}\ntype: http\nsettings: { url: "${url}" }\n`);
    const wrong = await run([...said, '--settings', other]);
    expect({ code: wrong.code, error: wrong.error }).toEqual({ code: 2, error: expect.stringContaining('export') });
  });

  test('is paused and resumed in a line', async () => {
    const { triggerId } = await remote.asked();
    expect((await run(['triggers', 'pause', triggerId])).out).toMatch(/^Trigger “.*” is paused: it takes nothing\.\n$/);
    expect((await run(['triggers', 'resume', triggerId])).out).toMatch(/^Trigger “.*” takes what .*\n$/);
  });
});

test.each([
  [['triggers', 'create', 'New'], '--integration'],
  [['triggers', 'create'], 'name'],
  [['triggers', 'update', 'tr_1'], '--set'],
  [['triggers', 'move', 'tr_1'], '--position'],
  [['triggers', 'dry-run', 'tr_1', 'How much leave have I?'], 'behind --text'],
  [['triggers', 'move', 'tr_1', '--position', '0'], 'from 1'],
  [['handlers', 'create'], 'name'],
  [['handlers', 'update', 'hd_1'], '--url'],
  [['handlers', 'create', 'New', '--set', 'url'], 'url=https://bot.example.com'],
  [['handlers', 'create', 'New', '--kind', 'function', '--url', 'http://127.0.0.1/'], '--url'],
  [['handlers', 'show', 'hd_1', '--key-file', 'key'], '--key-file belongs to'],
])('%j says what is missing or wrong', async (argv, word) => {
  const { code, error } = await run(argv);
  expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining(word) });
});
