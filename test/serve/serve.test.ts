import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryParseJson } from '../../src/util/json.ts';
import { freePort } from '../support/free-port.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { runLarkstream } from '../support/run-larkstream.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const password = 'correct horse battery';

test('from the first start to an account, once; its log is JSON and holds no secret; later starts find all that was there', async () => {
  using folder = new ServiceFolder();
  const first = await Serving.begin(['--data', folder.data], folder.env);
  expect(first.line).toMatchObject({
    roles: ['api', 'receiver', 'worker', 'scheduler'],
    publicUrl: first.url,
    setup: expect.stringMatching(/\/setup#token=[\w-]{43}$/),
  });
  expect(await first.ask('/healthz')).toMatchObject({ status: 200 });
  expect(await first.ask('/readyz')).toMatchObject({
    status: 200,
    body: { isReady: true, checks: [{ name: 'store' }, { name: 'keys' }, { name: 'migrations' }, { name: 'disk' }] },
  });
  expect(await first.ask('/metrics')).toMatchObject({ status: 401, body: { code: 'api.sign.in.needed' } });
  expect(await first.setUp(password)).toMatchObject({ status: 200, body: { login: 'alice', role: 'admin' } });
  expect(await first.setUp(password)).toMatchObject({ body: { code: 'api.link.invalid' } });
  // A handle is a secret, also one that is none.
  const handle = 'tu_1.abc.notahandle';
  expect(await first.post(`/api/v1/replies/${handle}`, { text: 'x' })).toMatchObject({ status: 404 });
  expect(await first.stop()).toBe(0);
  const log = first.running.errors().trimEnd().split('\n').map(tryParseJson);
  expect(log.length).toBeGreaterThan(1);
  // The first line: making the data folder takes seconds.
  expect(log[0]).toMatchObject({ message: expect.stringMatching(/^The data folder of Postgres is being made/) });
  for (const line of log) expect(line).toMatchObject({ level: expect.any(String), time: expect.stringMatching(/Z$/) });
  expect(log).toContainEqual(
    expect.objectContaining({
      message: 'Request',
      method: 'POST',
      path: '/api/v1/setup',
      status: 200,
      requestId: expect.stringMatching(/^req_/),
    }),
  );
  const [, setupSecret = ''] = String(first.line.setup).split('#token=');
  for (const secret of [handle, password, setupSecret, readFileSync(folder.keys, 'utf8').slice(3, 30)])
    expect(first.running.errors()).not.toContain(secret);

  const second = await Serving.begin(['--data', folder.data], folder.env);
  expect(second.line).toMatchObject({ setup: null });
  expect(await second.post('/api/v1/sign-in', { login: 'alice', password })).toMatchObject({ status: 200 });
  expect((await second.post('/api/v1/sign-in', { login: 'alice', password: 'another one' })).status).not.toBe(200);
  second.running.kill();

  // Its Postgres is still at work: the next start takes it over, and ends it.
  const third = await Serving.begin(['--data', folder.data], folder.env);
  expect(await third.post('/api/v1/sign-in', { login: 'alice', password })).toMatchObject({ status: 200 });
  expect(await runLarkstream(['serve', '--data', folder.data, '--port', '0'], { env: folder.env })).toMatchObject({
    code: 2,
    error: expect.stringContaining('has the data folder'),
  });
  expect(await third.ask('/readyz')).toMatchObject({ status: 200 });
  expect(await third.stop()).toBe(0);
});

/** Whether something takes connections there. */
async function isOpen(host: string, port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

test.runIf(process.platform === 'linux')(
  'until there is an account it is open to this machine only, whatever host is asked for, and then to others without a restart',
  async () => {
    using folder = new ServiceFolder();
    const store = ['--store', await (await sharedPostgres()).newDatabase()];
    const service = await Serving.begin([...store, '--host', '0.0.0.0'], folder.env);
    const port = Number(new URL(service.url).port);
    expect(service.url).toBe(`http://127.0.0.1:${port}`);
    // On Linux all of 127.0.0.0/8 is this machine: a second address of it stands for the network.
    expect(await isOpen('127.0.0.2', port)).toBe(false);
    expect(await service.setUp(password)).toMatchObject({ status: 200 });
    await expect.poll(() => isOpen('127.0.0.2', port)).toBe(true);
    expect(await service.stop()).toBe(0);
    const again = await Serving.begin([...store, '--host', '0.0.0.0'], folder.env);
    expect(await isOpen('127.0.0.2', Number(new URL(again.url).port))).toBe(true);
    expect(await again.stop()).toBe(0);
  },
);

test('while its Postgres is away it says so and answers 503; it recovers by itself', async () => {
  using folder = new ServiceFolder();
  await using postgres = await PostgresServer.start();
  const service = await Serving.begin(['--store', postgres.url()], folder.env);
  expect(await service.setUp(password)).toMatchObject({ status: 200 });
  await postgres.halt();
  expect(await service.ask('/readyz')).toMatchObject({
    status: 503,
    body: { isReady: false, checks: expect.arrayContaining([expect.objectContaining({ name: 'store', isOk: false })]) },
  });
  expect(await service.ask('/healthz')).toMatchObject({ status: 200 });
  const refused = await service.post('/api/v1/sign-in', { login: 'alice', password });
  expect(refused).toMatchObject({ status: 503, body: { code: expect.stringMatching(/^store\./) } });
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  await postgres.resume();
  await expect.poll(async () => (await service.ask('/readyz')).status).toBe(200);
  expect(await service.post('/api/v1/sign-in', { login: 'alice', password })).toMatchObject({ status: 200 });
  expect(await service.stop()).toBe(0);
});

test('a service under which another store was put in the place of its own says so and ends, whatever it does', async () => {
  using folder = new ServiceFolder();
  const server = await sharedPostgres();
  const store = await server.newDatabase();
  const service = await Serving.begin(['--store', store], folder.env);
  expect(await service.setUp(password)).toMatchObject({ status: 200 });
  await server.query(store, "UPDATE larkstream.service SET id = 'st_another'");
  expect(await service.running.ended).toBe(2);
  const said = service.running.errors();
  expect(said).toContain('serve.store.replaced');
  expect(said).toContain('Start the process again');
  expect(await isOpen('127.0.0.1', Number(new URL(service.url).port))).toBe(false);
});

test('its own Postgres that is killed is started again under it', async () => {
  using folder = new ServiceFolder();
  const service = await Serving.begin(['--data', folder.data], folder.env);
  expect(await service.setUp(password)).toMatchObject({ status: 200 });
  const [pid] = readFileSync(`${folder.data}/postgres/data/postmaster.pid`, 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
  const signIn = async () => (await service.post('/api/v1/sign-in', { login: 'alice', password })).status;
  await expect.poll(signIn, { timeout: 60_000 }).toBe(200);
  expect(await service.stop()).toBe(0);
});

test('a store that is not there is told in a sentence, without its password', async () => {
  using folder = new ServiceFolder();
  const store = `postgres://me:hidden-word@127.0.0.1:${await freePort()}/x`;
  const ran = await runLarkstream(['serve', '--store', store, '--port', '0'], { env: folder.env });
  expect(ran).toMatchObject({ code: 1, error: expect.stringContaining('Cannot connect to 127.0.0.1') });
  expect(ran.error + ran.out).not.toContain('hidden-word');
});

test('a proxy that is none is told in a sentence, before anything is opened', async () => {
  using folder = new ServiceFolder();
  const argv = ['serve', '--data', folder.data, '--port', '0', '--proxies', '10.0.0.0/8,proxy.example.com'];
  const ran = await runLarkstream(argv, { env: folder.env });
  expect(ran).toMatchObject({
    code: 2,
    error: expect.stringContaining('“proxy.example.com” is no address of a proxy'),
  });
  expect(existsSync(folder.data)).toBe(false);
});

test('a port that is taken is told in a sentence, and the Postgres does not stay behind', async () => {
  using folder = new ServiceFolder();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const ran = await runLarkstream(['serve', '--data', folder.data, '--port', String(port)], { env: folder.env });
  expect(ran).toMatchObject({ code: 2, error: expect.stringContaining(`127.0.0.1:${port} is in use`) });
  expect(existsSync(`${folder.data}/postgres/data/postmaster.pid`)).toBe(false);
  other.close();
});

test('an account that is made on the command line opens a service to others from its first start', async () => {
  using folder = new ServiceFolder();
  const file = join(folder.path, 'password');
  writeFileSync(file, `${password}\n`);
  const create = (...more: readonly string[]) =>
    runLarkstream(['admin', 'create', ...more, '--data', folder.data, '--json'], { env: folder.env });
  expect(await create('alice')).toMatchObject({ code: 2, events: [{ code: 'config.usage.invalid' }] });
  expect(await create('alice', '--password-file', `${file}-none`)).toMatchObject({
    code: 2,
    events: [{ code: 'config.setting.invalid' }],
  });
  const made = await create('Alice', '--name', 'Alice', '--password-file', file);
  expect(made).toMatchObject({ code: 0, events: [{ event: 'account_created', login: 'alice' }] });
  const service = await Serving.begin(['--data', folder.data, '--host', '0.0.0.0'], folder.env);
  expect(service.line).toMatchObject({ setup: null, url: expect.stringContaining('0.0.0.0') });
  expect(await create('eve', '--password-file', file)).toMatchObject({
    code: 2,
    events: [{ code: 'api.state.wrong' }],
  });
  expect(await service.stop()).toBe(0);
  expect(service.running.errors()).not.toContain(password);
});
