import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAdministrator } from '../../src/control/accounts/create-administrator.ts';
import { addPages } from '../../src/http/pages/add-pages.ts';
import { pageTexts } from '../../src/http/pages/page-texts.ts';
import type { Caller } from '../../src/model/service/caller.ts';
import { openTestApi, type TestApi } from '../support/service-api.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

let it: TestApi;
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres());
  addPages(it.api.app);
  return () => it[Symbol.asyncDispose]();
}, 120_000);

const get = async (path: string, language = ''): Promise<Response> =>
  await it.api.app.request(path, { headers: language === '' ? {} : { 'accept-language': language } });
const script = readFileSync('src/http/pages/browser/door.js', 'utf8');

describe.each(['setup', 'login', 'claim'] as const)('the page /%s', (page) => {
  test('is in the language of the browser, or in the one that is asked for', async () => {
    for (const [path, accepted, language] of [
      [`/${page}`, 'de, en;q=0.5', 'en'],
      [`/${page}`, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
      [`/${page}?lang=zh`, 'en', 'zh'],
      [`/${page}?lang=en`, 'zh', 'en'],
    ] as const) {
      const answer = await get(path, accepted);
      expect(answer.status).toBe(200);
      const html = await answer.text();
      expect(html).toContain(`<h1>${pageTexts[language].titles[page]}</h1>`);
      expect(html).toContain(`<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`);
    }
  });

  test('runs under the policy for content: no script, style or handler stands in it, nothing comes from elsewhere', async () => {
    const answer = await get(`/${page}`);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await answer.text();
    expect(html.match(/<script[^>]*>[^<]|<style|\son\w+=|\sstyle=|javascript:|https?:\/\//g)).toBeNull();
    const files = [...html.matchAll(/(?:src|href)="(pages\/[^"]+)"/g)].map(([, file]) => file);
    expect(files).toEqual(['pages/door.css', 'pages/door.js']);
    for (const file of files) expect((await get(`/${file}`)).headers.get('content-type')).toMatch(/^text\/(css|java)/);
  });

  test('has every part that its script looks for, and forms that put nothing into an address', async () => {
    const html = await (await get(`/${page}`)).text();
    const wanted = [...script.matchAll(/part\('([\w-]+)'\)|onSubmit\('([\w-]+)'|show\('([\w-]+)'\)/g)];
    expect(wanted.length).toBeGreaterThan(10);
    for (const [, ...ids] of wanted) expect(html).toContain(`id="${ids.find((id) => id !== undefined)}"`);
    for (const [form] of html.matchAll(/<form[^>]*>/g)) expect(form).toContain('method="post"');
  });
});

test('why a sign-in elsewhere did not succeed is told by its code; nothing else of the address is shown', async () => {
  const told = await (await get('/login?problem=api.identity.refused&requestId=req_1', 'en')).text();
  expect(told).toContain('The provider of identities does not vouch for the person');
  const made = await (await get('/login?problem=<b>Call us</b>&lang="><b>', 'en')).text();
  expect(made).not.toContain('Call us');
  expect(made).not.toContain('<b>');
  expect((await get('/')).headers.get('location')).toBe('login');
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
