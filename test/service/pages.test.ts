import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { createAdministrator } from '../../src/control/accounts/create-administrator.ts';
import { addConsole } from '../../src/http/console/add-console.ts';
import { addErrorsPage } from '../../src/http/errors/add-errors-page.ts';
import type { Caller } from '../../src/model/service/caller.ts';
import { openTestApi, publicUrl, type TestApi } from '../support/service-api.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let it: TestApi;
const folder = mkdtempSync(join(tmpdir(), 'larkstream-console-'));
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><base href="/" /><script src="./assets/a-1.js"></script>');
  writeFileSync(join(folder, 'assets', 'a-1.js'), 'plain');
  writeFileSync(join(folder, 'assets', 'a-1.js.br'), 'as brotli');
  writeFileSync(join(folder, 'secret.txt'), 'no asset');
  it = await openTestApi(await sharedPostgres());
  addErrorsPage(it.api.app);
  addConsole(it.api.app, { folder, publicUrl });
  return async () => {
    await it[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  };
}, 120_000);

const get = async (path: string, language = '', encoding = ''): Promise<Response> =>
  await it.api.app.request(path, { headers: { 'accept-language': language, 'accept-encoding': encoding } });

test.each(['/', '/login', '/setup', '/claim?lang=zh', '/pipelines/pl_1?tab=runs', '/api?search=runs'])(
  'the page of the console is at %s, asked for anew each time, and runs only its own scripts',
  async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(await answer.text()).toContain('<base href="/" />');
  },
);

test('a file of the console stays for good, in the encoding that is taken', async () => {
  const plain = await get('/assets/a-1.js', '', 'deflate, br;q=0');
  expect([await plain.text(), plain.headers.get('content-encoding')]).toEqual(['plain', null]);
  const answer = await get('/assets/a-1.js', '', 'gzip, br');
  expect([await answer.text(), answer.headers.get('content-encoding')]).toEqual(['as brotli', 'br']);
  expect(answer.headers.get('cache-control')).toContain('immutable');
  expect(answer.headers.get('vary')).toBe('Accept-Encoding');
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
});

test.each([
  '/assets/gone-2.js',
  '/assets/..%2fsecret.txt',
  '/secret.txt',
  '/api/v1/nothing',
  '/api/',
  '/api/v1',
  '/sign-in/nobody',
])('nobody takes the page of the console for what should be at %s', async (path) => {
  const answer = await get(path);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'api.not.found' });
});

test('the page names the path below which a proxy has put the service, whatever its encoding', async () => {
  await using other = await openTestApi(await sharedPostgres());
  const { app } = other.api;
  addConsole(app, { folder, publicUrl: 'https://example.com/lark stream/' });
  const page = async (encoding: string) => {
    const answer = await app.request('/runs', { headers: { 'accept-encoding': encoding } });
    return Buffer.from(await answer.arrayBuffer());
  };
  const plain = String(await page(''));
  expect(plain).toContain('<base href="/lark%20stream/" />');
  expect(String(brotliDecompressSync(await page('br')))).toBe(plain);
  expect(String(gunzipSync(await page('gzip')))).toBe(plain);
});

test('a service whose console is not built says what to do', async () => {
  await using other = await openTestApi(await sharedPostgres());
  const { app } = other.api;
  addConsole(app, { folder: join(folder, 'nothing'), publicUrl });
  const answer = await app.request('/login', { headers: { 'accept-language': 'zh' } });
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('npm run build');
});

test('the page of errors that a problem points to tells its cause and cure, in its language, without a script', async () => {
  const { body } = await it.call('GET', '/me', { headers: { 'accept-language': 'zh' } });
  const { pathname, search, hash } = new URL(String(body.docs));
  const html = await (await get(pathname + search, 'en')).text();
  const [, entry = ''] = html.split(`id="${hash.slice(1)}"`);
  expect(entry).toContain(String(body.cause));
  expect(entry).toContain(String(body.cure).split('`')[0]);
  expect(html).not.toContain('<script');
});

const operator: Caller = {
  kind: 'service',
  id: undefined,
  name: 'larkstream admin',
  role: 'admin',
  accountId: undefined,
  address: undefined,
  requestId: undefined,
};

test('an operator makes the first account without a link, by the same rules, and no second one', async () => {
  const password = 'correct horse battery';
  const given = { login: ' Ann@Example.com', name: 'Ann', password };
  const create = (change: object = {}) => createAdministrator(it.parts, operator, { ...given, ...change });
  for (const wrong of [{ password: 'short' }, { password: 'x'.repeat(201) }, { login: ' ' }, { name: 'x'.repeat(101) }])
    await expect(create(wrong)).rejects.toMatchObject({ code: 'config.setting.invalid' });
  const { id } = await create();
  const { items } = await it.parts.store.audit.page({ limit: 10 }, { objectId: id });
  expect(items).toMatchObject([{ action: 'account.set-up', actorName: 'larkstream admin' }]);
  expect(JSON.stringify(items)).not.toContain(password);
  const signedIn = await it.call('POST', '/sign-in', { body: { login: 'ann@example.com', password } });
  expect(signedIn).toMatchObject({ status: 200, body: { role: 'admin' } });
  await expect(create({ login: 'eve' })).rejects.toMatchObject({ code: 'api.state.wrong' });
});

test('lines of the audit end before the time that is asked for', async () => {
  const at = it.clock.now();
  const count = async (until: number): Promise<number> =>
    (await it.parts.store.audit.page({ limit: 10 }, { action: 'account.sign-in', until })).total;
  expect([await count(at), await count(at + 1)]).toEqual([0, 1]);
});
