import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type Ran, runLarkstream } from '../support/run-larkstream.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';
import { TestProxy } from '../support/test-proxy.ts';
import { NamedPlatform, writeAuthority } from '../support/tls-platform.ts';

let folder: string;
let sandbox: Sandbox;
let platform: NamedPlatform;
let proxy: TestProxy;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-tls-'));
  sandbox = await startSandbox({ limits: 'off', users: 5, bases: [{ tables: 1, records: 5 }] });
  platform = await NamedPlatform.start(sandbox.url, true);
  proxy = await TestProxy.start();
  const startDate = new Date(sandbox.options.startedAtMs - 2 * 86_400_000).toISOString().slice(0, 10);
  const events = { mode: 'long_connection', store: join(folder, 'events.db') };
  file = writeTenantConfig(sandbox, { folder, name: 'tls', startDate, events }).file;
  writeFileSync(file, readFileSync(file, 'utf8').replace(sandbox.url, platform.url));
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(argv: readonly string[], env: Readonly<Record<string, string>>, stopAt?: string): Promise<Ran> {
  return runLarkstream(argv, {
    env: { HTTPS_PROXY: proxy.address, ...env },
    onEvent: (event, stop) => {
      if (stopAt !== undefined && event.state === stopAt) stop('SIGINT');
    },
  });
}

describe('TLS that a proxy has opened', () => {
  test('calls trust an own authority in NODE_EXTRA_CA_CERTS', async () => {
    const { code, error } = await run(['check', file, '--json'], { NODE_EXTRA_CA_CERTS: writeAuthority(folder) });
    expect([code, error]).toEqual([0, '']);
    expect(proxy.asked).toContain(`CONNECT ${platform.host}`);
  });

  test('the long connection trusts an own authority in NODE_EXTRA_CA_CERTS', async () => {
    proxy.asked.length = 0;
    const env = { NODE_EXTRA_CA_CERTS: writeAuthority(folder) };
    const { events } = await run(['listen', file, '--json'], env, 'connected');
    expect(events).toContainEqual(expect.objectContaining({ event: 'connection', state: 'connected' }));
    expect(proxy.asked).toContain(`CONNECT ${platform.socketHost}`);
  });

  test.each([
    [undefined, 'NODE_EXTRA_CA_CERTS is not set'],
    ['/no/such/file.pem', 'is unreadable'],
    [new URL('../../LICENSE', import.meta.url).pathname, 'does not contain the certificate that signed it'],
  ])('and with NODE_EXTRA_CA_CERTS=%s the error names the variable', async (path, words) => {
    const { code, out, error } = await run(['check', file], path === undefined ? {} : { NODE_EXTRA_CA_CERTS: path });
    expect(code).toBe(2);
    expect(out + error).toContain('network.certificate.untrusted');
    expect((out + error).replace(/\s+/g, ' ')).toContain(words);
    expect(out + error).toContain('open.platform.test');
  });
});
