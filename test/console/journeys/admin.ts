import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createClient } from '../../../src/client/create-client.ts';
import { goWithin } from '../../support/browser.ts';
import type { ConsoleService, FilledThings } from '../../support/console-service.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

let service: ConsoleService;
let things: FilledThings;

/** What the service says to a question that a program asks with a token: the code of its refusal, or who it takes it for. */
async function askedWith(token: string): Promise<string> {
  const client = createClient({ url: service.url, token });
  return await client.call('GET /me').then(
    ({ account, role }) => `${account.name} as ${role}`,
    ({ code }: { readonly code: string }) => code,
  );
}

/** What the service says to a run that the browser of somebody asks for, whatever the page shows. */
async function codeOfRun({ request }: BrowserContext): Promise<string> {
  const answer = await request.post(`/api/v1/pipelines/${things.pipeline}/run`, {
    data: {},
    headers: { origin: service.url, 'idempotency-key': 'a-run-that-nobody-may-begin' },
  });
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : 'no code';
}

/** What a dialog shows once: a token, a link. */
async function shownOnce(page: Page, label: string): Promise<string> {
  return (await page.getByRole('dialog').getByLabel(label, { exact: true }).locator('pre').textContent()) ?? '';
}

/** Tokens, accounts and roles, language and theme, sign-ins. */
export function adminJourneys(given: () => SharedConsole): void {
  beforeAll(async () => {
    ({ service } = given());
    things = await given().withThings();
  });

  test('a token is made, does what its role may, and is refused once it is revoked', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/account?tab=tokens');
    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByLabel('Name').fill('nightly export');
    await page.getByRole('button', { name: 'Create the token' }).click();
    await page.getByText('Copy it now').waitFor();
    const token = await shownOnce(page, 'Token');
    expect(await askedWith(token)).toBe('Alice as viewer');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('button', { name: 'Actions of nightly export' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('button', { name: 'Revoke the token' }).click();
    await page.getByText('No token yet').waitFor();
    expect(await askedWith(token)).toBe('api.sign.in.needed');
    await goWithin(page, '/audit?action=token.delete');
    await page.getByRole('cell', { name: 'Revoked an API token' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('somebody is invited and comes in; another role hides what it may not do while the page is open, and the service refuses it', async () => {
    await using admin = await service.open('alice');
    await using guest = await service.open('nobody');
    await admin.page.goto('/settings?create=yes');
    await admin.page.getByLabel('Name', { exact: true }).fill('Bob');
    await admin.page.getByRole('dialog').getByLabel('E-mail or login').fill('bob');
    await admin.page.getByRole('radio', { name: 'Operator' }).check();
    await admin.page.getByRole('button', { name: 'Make account and link' }).click();
    await admin.page.getByText('Pass it on to Bob now').waitFor();
    const link = await shownOnce(admin.page, 'Link');
    await admin.page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

    await guest.page.goto(link);
    await guest.page.getByLabel('Password', { exact: true }).fill(service.password);
    await guest.page.getByRole('button', { name: 'Save and sign in' }).click();
    await guest.page.getByRole('button', { name: 'Account of Bob' }).waitFor();
    await goWithin(guest.page, `/pipelines/${things.pipeline}`);
    await guest.page.getByRole('button', { name: 'Run now' }).waitFor();
    const navigation = guest.page.getByRole('navigation', { name: 'Main' });
    await navigation.getByRole('link', { name: 'Settings' }).waitFor();
    expect(await navigation.getByRole('link', { name: 'Audit' }).count()).toBe(0);

    await admin.page.getByRole('button', { name: 'Actions of Bob' }).click();
    await admin.page.getByRole('menuitem', { name: 'Change the role' }).click();
    await admin.page.getByRole('radio', { name: 'Viewer' }).check();
    await admin.page.getByRole('button', { name: 'Save' }).click();
    await admin.page.getByText('Bob is Viewer now').waitFor();

    await guest.page.getByRole('button', { name: 'Run now' }).waitFor({ state: 'detached' });
    expect(await codeOfRun(guest.context)).toBe('api.role.denied');
    await guest.page.goto('/settings?tab=accounts');
    await guest.page.getByRole('tab', { name: 'Retention', selected: true }).waitFor();
    expect(await guest.page.getByRole('tab', { name: 'Accounts' }).count()).toBe(0);
    await goWithin(guest.page, '/audit');
    await guest.page.getByRole('alert').getByText('api.role.denied').waitFor();

    await admin.page.getByRole('button', { name: 'Actions of Bob' }).click();
    await admin.page.getByRole('menuitem', { name: 'Lock' }).click();
    await admin.page.getByRole('button', { name: 'Lock the account' }).click();
    await guest.page.getByText('Your sign-in has ended.').waitFor();
    expect([...admin.faults, ...guest.faults]).toEqual([]);
  });

  test('language and theme count at once, and in another browser as soon as one signs in there', async () => {
    await using first = await service.open('alice');
    await first.page.goto('/account');
    await first.page.getByRole('combobox', { name: 'Language' }).click();
    await first.page.getByRole('option', { name: '简体中文' }).click();
    await first.page.getByRole('heading', { name: '我的账号' }).waitFor();
    await first.page.getByText('深色', { exact: true }).click();
    await first.page.waitForSelector('html[lang=zh-CN][data-mantine-color-scheme=dark]');

    await using second = await service.open('nobody');
    await second.page.goto('/login');
    await second.page.getByLabel('E-mail or login').fill('alice');
    await second.page.getByLabel('Password', { exact: true }).fill(service.password);
    await second.page.getByRole('button', { name: 'Sign in' }).click();
    await second.page.waitForSelector('html[lang=zh-CN][data-mantine-color-scheme=dark]');
    await second.page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '概览' }).waitFor();

    // From the other one it comes back.
    await goWithin(second.page, '/account');
    await second.page.getByRole('combobox', { name: '语言' }).click();
    await second.page.getByRole('option', { name: '跟随浏览器' }).click();
    await second.page.getByRole('heading', { name: 'My account' }).waitFor();
    await second.page.getByText('As the system', { exact: true }).click();
    await first.page.waitForSelector('html[lang=en][data-mantine-color-scheme=light]');
    expect([...first.faults, ...second.faults]).toEqual([]);
  });

  test('a sign-in that is ended elsewhere leads to the sign-in page, and back to where one was', async () => {
    await using here = await service.open('alice');
    await using there = await service.open('nobody');
    await there.page.goto('/login');
    await there.page.getByLabel('E-mail or login').fill('alice');
    await there.page.getByLabel('Password', { exact: true }).fill(service.password);
    await there.page.getByRole('button', { name: 'Sign in' }).click();
    await there.page.getByRole('button', { name: 'Account of Alice' }).waitFor();
    await goWithin(there.page, '/workers');

    await here.page.goto('/account?tab=sign-ins');
    await here.page.getByText('This one').waitFor();
    const others = here.page.getByRole('button', { name: 'Sign out there' });
    for (let left = await others.count(); left > 0; left -= 1) {
      await others.first().click();
      await expect.poll(() => others.count()).toBe(left - 1);
    }
    await there.page.getByText('Your sign-in has ended.').waitFor();
    await there.page.getByLabel('E-mail or login').fill('alice');
    await there.page.getByLabel('Password', { exact: true }).fill(service.password);
    await there.page.keyboard.press('Enter');
    await there.page.getByRole('heading', { name: 'Workers' }).waitFor();
    expect([...here.faults, ...there.faults]).toEqual([]);
  });

  test('by keyboard alone: a thing is found by its name, another by its id, and the list of shortcuts is read', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/alerts');
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    const jump = async (typed: string, option: string | RegExp): Promise<void> => {
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: 'Search or jump to' }).fill(typed);
      await page.getByRole('button', { name: option }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
    };
    const { integration = '', pipeline = '' } = things;
    const { name } = await service.api.call('GET /integrations/{id}', { params: { id: integration } });
    await jump(name.toUpperCase(), new RegExp(`${name}.*Integration`));
    await page.waitForURL(`**/integrations/${integration}`);
    await jump(pipeline, new RegExp(`${pipeline}.*Pipeline`));
    await page.waitForURL(`**/pipelines/${pipeline}`);
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Search or jump to').waitFor();
    expect(faults).toEqual([]);
  });
}
