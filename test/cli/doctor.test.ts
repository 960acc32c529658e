import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder = '';
let sandbox: Sandbox;
let file = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-doctor-'));
  sandbox = await startSandbox({ limits: 'off', users: 5, departments: 2 });
  file = writeTenantConfig(sandbox, { folder, name: 'tenant', startDate: '2026-01-01' }).file;
  chmodSync(file, 0o600);
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const outcomes = (events: readonly Record<string, unknown>[]): Record<string, unknown> =>
  Object.fromEntries(
    events.filter(({ event }) => event === 'finding').map(({ subject, outcome }) => [String(subject), outcome]),
  );

describe('doctor', () => {
  test('reports program, configuration, network, clock and permissions, without a secret', async () => {
    const { code, events, out } = await runInProcess(['doctor', file, '--json']);
    expect(code).toBe(0);
    expect(outcomes(events)).toMatchObject({
      node: 'ok',
      [file]: 'ok',
      destination: 'ok',
      platform: 'ok',
      clock: 'ok',
      proxy: 'ok',
    });
    expect(events.at(-1)).toEqual({ event: 'checked', failed: 0 });
    expect(out).not.toContain(sandbox.options.appSecret);
  });

  test.each(['en', 'zh'])('doctor prints a report to paste, in %s', async (language) => {
    const { code, out } = await runInProcess(['doctor', file, '--lang', language], { columns: 80 });
    expect(code).toBe(0);
    expect(out).toContain(process.versions.node);
    expect(out).toContain(sandbox.options.appId);
  });

  test('doctor reports files that others can read, a proxy and authorities, and not the password in a proxy', async () => {
    chmodSync(file, 0o644);
    const env = { HTTPS_PROXY: 'http://user:hidden@proxy.example:3128', NODE_EXTRA_CA_CERTS: '/etc/ssl/company.pem' };
    const { events, out } = await runInProcess(['doctor', file, '--json'], { env });
    chmodSync(file, 0o600);
    expect(outcomes(events)).toMatchObject({ [file]: 'warning', NODE_EXTRA_CA_CERTS: 'ok' });
    expect(out).not.toContain('hidden');
  });

  test('a platform that cannot be reached and a configuration that cannot be read are findings', async () => {
    const away = { ...sandbox, url: 'http://127.0.0.1:9' };
    const lost = writeTenantConfig(away, { folder, name: 'lost', startDate: '2026-01-01' });
    const unreached = await runInProcess(['doctor', lost.file, '--json']);
    expect(unreached.code).not.toBe(0);
    expect(outcomes(unreached.events)).toMatchObject({ platform: 'failed' });
    const unread = await runInProcess(['doctor', join(folder, 'nothing.yaml'), '--json']);
    expect(unread.code).toBe(2);
    expect(outcomes(unread.events)).toMatchObject({ larkstream: 'ok' });
    expect(unread.events.at(-1)).toMatchObject({ event: 'error', code: 'config.file.missing' });
  });
});
