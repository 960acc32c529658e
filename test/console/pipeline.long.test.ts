import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type ConsoleService, startConsoleService } from '../support/console-service.ts';

const patience = { timeout: 60_000 };

let service: ConsoleService;
/** Ids of the pipelines: one follows events, the other has no schedule and its own app. */
let live: string;
let nightly: string;

beforeAll(async () => {
  service = await startConsoleService({ users: 12, events: { mode: 'long_connection' } });
  await service.setUp();
  const { api, sandbox } = service;
  const { appId, appSecret } = sandbox.options;
  const app = { region: 'feishu', baseUrl: sandbox.url, kind: 'custom_app', appId } as const;
  const integration = await api.call('POST /integrations', {
    body: { ...app, name: 'Sandbox', mode: 'long_connection', secrets: { app_secret: appSecret } },
  });
  const add = async (name: string, schedule: { readonly kind: 'live' | 'manual' }): Promise<string> => {
    // The file of a live pipeline is its own.
    const destination = await api.call('POST /destinations', {
      body: { name: `Lake of ${name}`, type: 'duckdb', settings: { path: `${name}.duckdb` } },
    });
    const given = { integrationId: integration.id, destinationId: destination.id, modules: { contact: {} } };
    const { id } = await api.call('POST /pipelines', { body: { ...given, name, schedule } });
    await api.call('POST /pipelines/{id}/activate', { params: { id } });
    return id;
  };
  live = await add('Live people', { kind: 'live' });
  nightly = await add('Nightly people', { kind: 'manual' });
  return () => service[Symbol.asyncDispose]();
});

/** Until its live run follows events. */
async function following(page: Page): Promise<void> {
  await page.getByText('Following events').first().waitFor(patience);
}

test('a schedule is changed, counts from then on, and the history says who has done it', async () => {
  await using opened = await service.open('alice');
  const { page, faults } = opened;
  await page.goto(`/pipelines/${nightly}?tab=settings`);
  await page.getByRole('radio', { name: 'At times of the day' }).click();
  await page.getByLabel('Cron line').fill('0 6 * * *');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('0 6 * * * (Asia/Shanghai)').first().waitFor();
  await page.getByRole('tab', { name: 'History' }).click();
  const line = page.getByRole('row').filter({ hasText: 'Changed a pipeline' }).filter({ hasText: 'Alice' });
  await line.getByText('Manual', { exact: true }).and(page.locator('del')).waitFor();
  await line.getByText('0 6 * * * (Asia/Shanghai)').waitFor();
  await page.goto('/schedules');
  await page.getByRole('row').filter({ hasText: 'Nightly people' }).getByText('0 6 * * *').waitFor();
  expect(faults).toEqual([]);
});

test('a change at the tenant is seen on the page of its stream while one looks at it', async () => {
  await using opened = await service.open('alice');
  const { page, faults } = opened;
  const { sandbox } = service;
  await page.goto(`/pipelines/${live}/streams/contact_users`);
  await following(page);
  const rows = page.locator('dl > div', { hasText: 'Rows read' }).locator('dd').first();
  const before = Number(await rows.textContent());
  expect(before).toBeGreaterThanOrEqual(12);
  await page.getByRole('button', { name: 'Show rows' }).click();
  await page.getByRole('region', { name: 'First rows' }).waitFor(patience);
  const [person] = sandbox.tenant.directory.people();
  sandbox.tenant.directory.updatePerson(person?.openId ?? '', { name: 'Quentin Seen' });
  await expect
    .poll(async () => Number(await rows.textContent()), { ...patience, interval: 20 })
    .toBeGreaterThan(before);
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByRole('cell', { name: 'Quentin Seen' }).waitFor(patience);
  expect(faults).toEqual([]);
});

test('deletes that are held are told, and are believed once a person accepts them', async () => {
  await using opened = await service.open('alice');
  const { page, faults } = opened;
  const { tenant } = service.sandbox;
  await page.goto(`/pipelines/${live}`);
  await following(page);
  const [person] = tenant.directory.people();
  tenant.setContactRange({ users: [person?.openId ?? ''], departments: [], groups: [] });
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Read all now' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Read all now' }).click();
  await page.getByRole('button', { name: 'Accept deletes…' }).click(patience);
  await page.getByRole('button', { name: 'Accept and run' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('are held.').waitFor({ state: 'detached', ...patience });
  const asked = async () => {
    const { items } = await service.api.call('GET /runs', { query: { pipelineId: live, trigger: 'person' } });
    return items[0];
  };
  await expect.poll(asked, patience).toMatchObject({ state: 'succeeded', options: { acceptDeletes: true } });
  expect(faults).toEqual([]);
});

test('a viewer sees a pipeline without its acts, and the service refuses them', async () => {
  const { link } = await service.api.call('POST /accounts', {
    body: { name: 'Vera', login: 'vera', role: 'viewer' },
  });
  await using opened = await service.open('nobody');
  const { page, faults } = opened;
  await page.goto(link ?? '');
  await page.getByLabel('Password', { exact: true }).fill(service.password);
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.getByRole('link', { name: 'Nightly people' }).click();
  await page.getByRole('heading', { name: 'Nightly people' }).waitFor();
  for (const name of ['Run now', 'Pause', 'More']) {
    expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0);
  }
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'What is read' }).waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  const refused = await page.evaluate<number>(
    `fetch('/api/v1/pipelines/${nightly}/pause', { method: 'POST' }).then(({ status }) => status)`,
  );
  expect(refused).toBe(403);
  expect(faults).toEqual([]);
});
