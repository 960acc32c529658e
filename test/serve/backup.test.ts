import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/util/json.ts';
import { runLarkstream } from '../support/run-larkstream.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const password = 'correct horse battery';

test('what was backed up under a service at work is there again after a restore into a new folder', async () => {
  using folder = new ServiceFolder();
  const file = join(folder.path, 'service.backup');
  const run = (...argv: readonly string[]) => runLarkstream([...argv, '--json'], { env: folder.env });
  const service = await Serving.begin(['--data', folder.data], folder.env);
  expect(await service.setUp(password)).toMatchObject({ status: 200 });
  const saved = await run('backup', file, '--data', folder.data);
  expect(saved).toMatchObject({ code: 0, events: [{ event: 'backed_up', rows: expect.any(Number) }] });
  expect(await run('backup', file, '--data', folder.data)).toMatchObject({ events: [{ code: 'config.file.exists' }] });
  expect(await run('restore', file, '--data', folder.data)).toMatchObject({ code: 2 });
  expect(await service.stop()).toBe(0);
  expect(await run('restore', file, '--data', folder.data)).toMatchObject({
    events: [{ code: 'serve.store.used', message: expect.stringContaining(`${folder.data}/postgres is not empty`) }],
  });
  for (const [wrong, said] of [
    [join(folder.path, 'absent'), 'There is no backup'],
    [folder.path, 'is a folder, not a backup'],
  ] as const) {
    expect(await run('restore', wrong, '--data', folder.data)).toMatchObject({
      events: [{ code: 'serve.file.failed', message: expect.stringContaining(said) }],
    });
  }
  writeFileSync(join(folder.path, 'afile'), '');
  expect(await run('restore', file, '--data', join(folder.path, 'afile', 'data'))).toMatchObject({
    code: 2,
    events: [{ message: expect.stringContaining('afile') }],
  });

  const other = join(folder.path, 'other');
  const whole = readFileSync(file);
  for (const [name, bytes] of [
    ['cut', whole.subarray(0, whole.length / 2)],
    ['of another kind', Buffer.from('no backup')],
  ] as const) {
    writeFileSync(join(folder.path, name), bytes);
    expect(await run('restore', join(folder.path, name), '--data', other), name).toMatchObject({
      code: 2,
      events: [{ code: 'serve.backup.invalid' }],
    });
    expect(existsSync(other), name).toBe(false);
  }
  expect(await run('restore', file, '--data', other)).toMatchObject({
    code: 0,
    events: [{ event: 'restored', rows: saved.events[0]?.rows, tables: saved.events[0]?.tables }],
  });
  const restored = await Serving.begin(['--data', other], folder.env);
  expect(restored.line).toMatchObject({ setup: null });
  expect(await restored.post('/api/v1/sign-in', { login: 'alice', password })).toMatchObject({ status: 200 });
  expect(await run('keys', 'verify', '--data', other)).toMatchObject({ code: 0 });
  // The process that was at work when it was written is not one of this service, and need not hold its keys.
  expect(await run('keys', 'rotate', '--data', other)).toMatchObject({ code: 0 });
  expect(await restored.stop()).toBe(0);
});

test('an operator lets in whoever is locked out, and a colleague, by links to the service at work', async () => {
  using folder = new ServiceFolder();
  const store = ['--store', await (await sharedPostgres()).newDatabase()];
  const service = await Serving.begin([...store], folder.env);
  const run = (...argv: readonly string[]) =>
    runLarkstream(['admin', ...argv, ...store, '--json'], { env: folder.env });
  const reset = (...login: readonly string[]) => run('reset', ...login);
  // Before there is an account, the link makes it; the link of the start is good as well, until one of them is used.
  expect(await reset()).toMatchObject({ code: 0, events: [{ event: 'password_link', login: null }] });
  expect(await service.setUp(password)).toMatchObject({ status: 200 });
  expect(await reset('bob')).toMatchObject({ code: 2, events: [{ code: 'serve.account.unknown' }] });
  const { events } = await reset('alice');
  expect(events).toMatchObject([{ event: 'password_link', login: 'alice' }]);
  expect(events[0]?.url).toContain(`${service.url}/setup#`);
  const secretOf = (line: JsonObject | undefined): string => /#token=([\w-]+)/.exec(String(line?.url))?.[1] ?? '';
  const set = await service.post('/api/v1/setup', { secret: secretOf(events[0]), password: 'another good password' });
  expect(set).toMatchObject({ status: 200, body: { login: 'alice' } });
  expect(await service.post('/api/v1/sign-in', { login: 'alice', password: 'another good password' })).toMatchObject({
    status: 200,
  });

  const elsewhere = ['--public-url', 'https://larkstream.example/'];
  const added = await run('add', 'bob', '--name', 'Bob', '--role', 'operator', ...elsewhere);
  expect(added).toMatchObject({
    code: 0,
    events: [
      { event: 'account_created', login: 'bob' },
      { event: 'password_link', login: 'bob', url: expect.stringMatching(/^https:\/\/larkstream\.example\/setup#/) },
    ],
  });
  const joined = await service.post('/api/v1/setup', { secret: secretOf(added.events[1]), password });
  expect(joined).toMatchObject({ status: 200, body: { login: 'bob', name: 'Bob', role: 'operator' } });
  expect(await run('add', 'bob')).toMatchObject({ code: 2, events: [{ code: 'api.name.taken' }] });
  expect(await run('reset', 'bob', '--role', 'admin')).toMatchObject({ events: [{ code: 'config.usage.invalid' }] });
  expect(await service.stop()).toBe(0);
});
