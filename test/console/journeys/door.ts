import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { ConsoleService } from '../../support/console-service.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

let service: ConsoleService;

/** All that a browser got, as it went over the wire. */
async function bytesOf(page: Page): Promise<number> {
  return await page.evaluate<number>(
    `performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
      .filter(({ name }) => !name.includes('/api/')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
  );
}

const maxBytes = 250 * 1024;

/** From the printed link to the first page, and out and in again: the only ones that need a service without an account. */
export function doorJourneys(given: () => SharedConsole): void {
  beforeAll(() => {
    ({ service } = given());
  });

  test('from the printed link to the first page, out, in again with a wrong and the right password, and back after the sign-in has ended', async () => {
    await using opened = await service.open('nobody');
    const { page, context, faults } = opened;
    const { setupLink, password, url } = service;
    const at = (path: string) => page.waitForURL((place) => place.pathname + place.search === path);

    await page.goto('/');
    await at('/login?returnTo=%2F');
    await page.getByText('The service has no account yet.').waitFor();

    await page.goto(setupLink);
    await page.getByLabel('Name').fill('Alice');
    await page.getByLabel('E-mail or login').fill('alice');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await at('/');
    await page.getByRole('heading', { name: 'Connect Lark or Feishu' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(page.url()).not.toContain('token');

    await page.getByRole('button', { name: 'Account of Alice' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await at('/login');

    await page.goto('/pipelines?state=paused');
    await at('/login?returnTo=%2Fpipelines%3Fstate%3Dpaused');
    await page.getByLabel('E-mail or login').fill('alice');
    await page.getByLabel('Password', { exact: true }).fill('a wrong password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('api.sign.in.wrong').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await at('/pipelines?state=paused');

    await page.getByRole('button', { name: 'Clear the filter' }).waitFor();
    // As when an administrator ends the sign-in elsewhere: the next question is refused.
    await context.clearCookies();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByText('Your sign-in has ended.').waitFor();
    await page.getByLabel('E-mail or login').fill('alice');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/pipelines**`);
    await page.getByRole('heading', { name: 'Pipelines' }).waitFor();
    expect(faults).toEqual([]);
  });

  test.each(['/setup', '/'])('%s needs no more than 250 KB in all when it is the first page', async (path) => {
    await service.signIn();
    await using opened = await service.open(path === '/setup' ? 'nobody' : 'alice');
    const { page } = opened;
    await page.goto(path);
    await page.waitForSelector('h1');
    // Live updates are a request that never ends: the network is not idle on a whole page.
    if (path === '/') await page.getByText('Live', { exact: true }).waitFor();
    else await page.waitForLoadState('networkidle');
    const bytes = await bytesOf(page);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(maxBytes);
  });
}
