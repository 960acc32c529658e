import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { runLarkstream } from '../support/run-larkstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'larkstream-places-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function write(events: Readonly<Record<string, unknown>>): string {
  const file = join(folder, `c${files++}.json`);
  const credentials = { auth_type: 'custom_app', app_id: 'cli_a1b2c3d4e5f60718', app_secret: 's' };
  const source = { region: 'feishu', base_url: 'http://127.0.0.1:9', credentials, modules: { contact: {} } };
  writeFileSync(file, JSON.stringify({ source, destination: { type: 'duckdb', path: 'x.duckdb' }, events }));
  return file;
}

/** The two things that can be listened on with a configuration. */
const places: Readonly<Record<string, (place: object) => Promise<readonly string[]>>> = {
  'the webhook': async (place) => [
    'listen',
    write({ mode: 'webhook', webhook: { port: 0, verification_token: 'v', ...place } }),
  ],
  'the status pages': async (place) => {
    const webhook = { host: '127.0.0.1', port: await freePort(), verification_token: 'v' };
    return ['listen', write({ mode: 'webhook', webhook, status: { port: 0, ...place } })];
  },
};

describe.each(Object.entries(places))('a place that %s cannot have is named in a sentence of its own', (_, listen) => {
  test.each([
    ['an address of another machine', { host: '192.0.2.1' }, 'is not an address of this machine', '不是本机的地址'],
    ['a host that is none', { host: 'nosuch.invalid' }, 'is unknown', '找不到'],
    ['a port out of range', { port: 65_536 }, 'must be at most 65535', '65535'],
    ['a negative port', { port: -1 }, 'must be at least 0', '0'],
  ])('%s', async (_name, place, english, chinese) => {
    const argv = await listen(place);
    const said = await runInProcess(argv);
    expect(said).toMatchObject({ code: 2, error: expect.stringContaining(english) });
    expect(said.error).not.toContain('internal.unexpected');
    expect((await runInProcess([...argv, '--lang', 'zh'])).error).toContain(chinese);
  });

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const said = await runInProcess(await listen({ host: '127.0.0.1', port }));
    expect(said).toMatchObject({ code: 2, error: expect.stringContaining(`127.0.0.1:${port} is in use`) });
    expect(said.error).toContain('ss -ltnp');
    const sandbox = await runInProcess(['sandbox', '--users', '3', '--port', String(port)]);
    expect(sandbox).toMatchObject({ code: 2, error: expect.stringContaining(`127.0.0.1:${port} is in use`) });
    other.close();
  });
});

test('the port of a sandbox that is none', async () => {
  const said = await runInProcess(['sandbox', '--users', '3', '--port', '99999']);
  expect(said).toMatchObject({ code: 2, error: expect.stringContaining('there is no such port') });
  expect(said.error).not.toContain('internal.unexpected');
});

test('a Node without SQLite is named, by every command that needs the store', async () => {
  const file = write({ store: join(folder, 'there.db') });
  writeFileSync(join(folder, 'there.db'), '');
  const env = { NODE_OPTIONS: '--no-experimental-sqlite' };
  for (const argv of [
    ['listen', file],
    ['events', '--config', file],
  ]) {
    const said = await runLarkstream(argv, { env });
    expect(said, argv.join(' ')).toMatchObject({ code: 2, error: expect.stringContaining('has no SQLite') });
    expect(said.error).toContain('store.engine.missing');
  }
});
