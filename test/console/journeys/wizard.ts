import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { goWithin } from '../../support/browser.ts';
import type { ConsoleService } from '../../support/console-service.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

let service: ConsoleService;

interface App {
  readonly platform: 'Lark' | 'Feishu';
  readonly name: string;
  readonly appId: string;
  readonly secret: string;
  readonly host: string;
}

/** From the catalogue to the checks. */
async function enterApp(page: Page, { platform, name, appId, secret, host }: App): Promise<void> {
  await page.goto('/catalogue');
  await page.getByRole('link', { name: `Connect ${platform}` }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('App ID').fill(appId);
  await page.getByLabel('App Secret').fill(secret);
  await page.getByText('More options').click();
  await page.getByLabel('Host of the API').fill(host);
  await page.getByRole('button', { name: 'Save and test' }).click();
}

const check = (page: Page, name: string, outcome: string) =>
  page.locator(`[data-check="${name}"][data-outcome=${outcome}]`);
const next = (page: Page, name = 'Continue') => page.getByRole('button', { name, exact: true }).click();

/** A database that does not answer: what is wrong is corrected where it was entered, and nothing is left of it. */
async function correctDestination(page: Page): Promise<void> {
  const { total } = await service.api.call('GET /destinations', {});
  if (total !== 0) await page.getByRole('radio', { name: 'To a new one' }).check();
  const choose = async (type: string): Promise<void> => {
    await page.getByRole('combobox', { name: 'Type' }).click();
    await page.getByRole('option', { name: type }).click();
  };
  await choose('Postgres');
  await page.getByRole('textbox', { name: 'URL' }).fill('postgres://nobody@127.0.0.1:1/none');
  await next(page, 'Test and continue');
  await check(page, 'destination', 'failed').waitFor();
  await choose('DuckDB');
  await page.getByLabel('Path').fill('/etc/galaxy.duckdb');
  await page.getByText('An absolute path is taken only').waitFor();
  await next(page, 'Test again');
  await page.getByText('is absolute, and not below the folder for files').first().waitFor();
  await page.getByLabel('Path').fill('galaxy.duckdb');
  await page.getByText('Will lie at galaxy.duckdb').waitFor();
  await next(page, 'Test and continue');
  await page.getByRole('radiogroup', { name: 'When should it run?' }).waitFor();
}

/** Its name is another by itself; one that is taken, and a module without what it needs, are told at their fields. */
async function secondPipeline(page: Page, integrationId: string): Promise<void> {
  await page.goto(`/connect?integration=${integrationId}`);
  const name = page.getByLabel('Name of the pipeline');
  await expect.poll(() => name.inputValue()).toBe('Galaxy 2');
  await page.getByRole('checkbox', { name: 'Approval', exact: true }).check();
  await name.fill('Galaxy');
  await next(page);
  await page.getByText('Another one has this name').first().waitFor();
  await expect.poll(() => name.getAttribute('aria-invalid')).toBe('true');
  await name.fill('Galaxy 2');
  await next(page);
  await page.getByText('Is required', { exact: true }).waitFor();
  const codes = page.getByRole('combobox', { name: 'Approval links or codes' });
  await codes.fill('7C468A54-8745-2245-9675-08B7C63E7A85');
  await codes.press('Enter');
  await page.getByText('Is required', { exact: true }).waitFor({ state: 'detached' });
  // What the platform does not know is no way on.
  await page.getByText('One of these cannot be read').waitFor();
  await next(page);
  await expect.poll(() => codes.getAttribute('aria-invalid')).toBe('true');
  await expect.poll(() => codes.evaluate((field) => field.matches(':focus'))).toBe(true);
  await page.getByRole('heading', { name: 'What should be read?' }).waitFor();
  await page.getByRole('button', { name: /^Remove 7C468A54/ }).click();
  await page.getByText('One of these cannot be read').waitFor({ state: 'detached' });
}

/** Two windows at one step of a draft: what the one keeps, the other does not overwrite unseen. */
async function twoWindows(page: Page): Promise<void> {
  await using second = await service.open('alice');
  const other = second.page;
  await other.goto(page.url());
  const choose = (where: Page, name: string) =>
    where.getByRole('radiogroup', { name: 'When should it run?' }).getByText(name, { exact: true }).click();
  await choose(other, 'At times');
  await choose(page, 'Every');
  await next(page);
  await page.getByRole('heading', { name: 'Plan of the first run' }).waitFor();
  await next(other);
  await other.getByRole('button', { name: 'Load the newer one' }).click();
  await expect.poll(() => other.getByRole('radio', { name: 'Every' }).isChecked()).toBe(true);
  await page.goBack();
  await page.getByRole('radiogroup', { name: 'When should it run?' }).waitFor();
}

/** From the catalogue to the first run, for both platforms. */
export function wizardJourneys(given: () => SharedConsole): void {
  beforeAll(async () => {
    ({ service } = given());
    await given().withAccount();
  });

  test('Feishu: a wrong secret is told and replaced, a Base link shows its tables, missing scopes are listed, and the first run begins', async () => {
    const { sandbox } = service;
    const { appId, appSecret } = sandbox.options;
    const [token = ''] = sandbox.tenant.tables.appTokens;
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await enterApp(page, { platform: 'Feishu', name: '星河', appId, secret: 'a-wrong-secret', host: sandbox.url });
    await check(page, 'credentials', 'failed').waitFor();
    await page.getByRole('button', { name: 'Replace' }).click();
    await page.getByLabel('App Secret').fill(appSecret);
    await page.getByRole('button', { name: 'Replace and test again' }).click();
    await check(page, 'credentials', 'ok').waitFor();
    await page.getByText('All that is needed works.').waitFor();

    const [{ id = '' } = {}] = (await service.api.call('GET /integrations', { query: { search: '星河' } })).items;
    const { granted } = await service.api.call('GET /integrations/{id}/scopes', { params: { id } });
    sandbox.setGrantedScopes(['contact:contact.base:readonly']);
    await next(page);
    await page.getByRole('checkbox', { name: 'Base', exact: true }).check();
    await page.getByRole('listitem').filter({ hasText: 'missing' }).first().waitFor();
    await page.getByRole('button', { name: /Copy \d+ missing scopes?/ }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('base:');
    expect(await page.getByRole('link', { name: 'Grant them' }).getAttribute('href')).toContain(
      'https://open.feishu.cn/app/',
    );

    sandbox.setGrantedScopes(granted);
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText(/^(\d+) of \1$/).waitFor();

    await page.getByLabel('Link of a Base').fill(`https://example.feishu.cn/base/${token}`);
    await page.getByRole('button', { name: 'Show its tables' }).click();
    const tables = page.getByRole('listitem').filter({ hasText: /\d records?/ });
    await tables.first().waitFor();
    await tables.first().getByRole('checkbox').check();
    await next(page);

    // There is one when others were here before.
    const { total } = await service.api.call('GET /destinations', {});
    if (total !== 0) await page.getByRole('radio', { name: 'To a new one' }).check();
    await page.getByLabel('Name', { exact: true }).fill('Harbour');
    await page.getByLabel('Path').fill('harbour.duckdb');
    await next(page, 'Test and continue');
    await page.getByRole('radiogroup', { name: 'When should it run?' }).waitFor();
    await next(page);
    await page.locator('main tfoot').waitFor();
    await page.getByRole('button', { name: 'Start the first run' }).click();
    await page.waitForURL('**/runs/run_*');
    const { items } = await service.api.call('GET /pipelines', { query: { search: '星河' } });
    await page.goto('/destinations?create=yes');
    const first = page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
    await expect.poll(() => first.evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(items[0]?.modules).toEqual({ base: { tables: [{ app_token: token, table_id: expect.any(String) }] } });
    expect(faults).toEqual([]);
  });

  test('Lark: an app of the other region, its draft kept on the way, and events disconnected and connected again', async () => {
    await using sandbox = await startSandbox({ region: 'lark', users: 2, limits: 'off' });
    const { appId, appSecret } = sandbox.options;
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await enterApp(page, { platform: 'Lark', name: 'Galaxy', appId, secret: appSecret, host: sandbox.url });
    await check(page, 'credentials', 'ok').waitFor();
    await page.getByText('All that is needed works.').waitFor();
    await next(page);
    await page.getByRole('checkbox', { name: 'Contact', exact: true }).check();
    await next(page);
    await page.waitForURL(/pipeline=pl_.*step=destination|step=destination.*pipeline=pl_/);
    // Left and come back to: it is at the service.
    await page.reload();
    await page.getByRole('heading', { name: 'Set up Galaxy' }).waitFor();
    await page.getByRole('heading', { name: 'Where should rows go?' }).waitFor();
    await correctDestination(page);
    await twoWindows(page);
    // The browser's own buttons walk the steps.
    await page.goBack();
    await page.getByRole('heading', { name: 'Where should rows go?' }).waitFor();
    await page.goForward();
    await page.getByRole('radiogroup', { name: 'When should it run?' }).waitFor();
    const destinations = await service.api.call('GET /destinations', { query: { search: 'Galaxy' } });
    expect(destinations.items.map(({ name, type }) => ({ name, type }))).toEqual([{ name: 'Galaxy', type: 'duckdb' }]);
    // Left again: the draft leads back, and what it reads can be corrected.
    await page.getByRole('link', { name: 'Leave' }).click();
    await page.getByRole('link', { name: 'Galaxy', exact: true }).click();
    await page.getByRole('link', { name: 'Go on with the set-up' }).click();
    await page.getByRole('heading', { name: 'Plan of the first run' }).waitFor();

    const { items } = await service.api.call('GET /integrations', { query: { region: 'lark' } });
    const [{ id = '' } = {}] = items;
    await secondPipeline(page, id);
    await goWithin(page, `/integrations/${id}?tab=settings`);
    await page.getByRole('radio', { name: 'Long connection' }).check();
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.getByText('Events come by: Long connection').waitFor();
    await page.getByRole('tab', { name: 'Status' }).click();
    await page.getByRole('button', { name: 'Disconnect…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Disconnected', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Reconnect' }).click();
    await page.getByText('Events are received again').waitFor();
    expect((await service.api.call('GET /integrations/{id}', { params: { id } })).disconnectedAt).toBeNull();
    expect(faults).toEqual([]);
  });
}
