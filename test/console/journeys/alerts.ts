import { beforeAll, expect, test } from 'vitest';
import { goWithin } from '../../support/browser.ts';
import type { ConsoleService, FilledThings } from '../../support/console-service.ts';
import { EventCatcher } from '../../support/event-catcher.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

let service: ConsoleService;
let things: FilledThings;

/** It is looked every half minute whether anybody must be told. */
const long = { timeout: 60_000 };

/** Alerts, where they are told, and the dead that one is about. */
export function alertJourneys(given: () => SharedConsole): void {
  beforeAll(async () => {
    ({ service } = given());
    things = await given().withEvents();
  });

  test('an alert tells what to do and leads there; somebody takes it in hand', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/alerts?kind=events.dead');
    const row = page.getByRole('row', { name: /Events were given up/ });
    await row.waitFor(long);
    await row.getByText('See why they could not be taken').waitFor();
    await row.getByRole('button', { name: 'Take it in hand' }).click();
    await row.getByText('Alice').waitFor();
    await row.getByRole('button', { name: 'Actions of Events were given up' }).click();
    await page.getByRole('menuitem', { name: 'Quiet for an hour' }).click();
    await row.getByText('Quiet until').waitFor();
    await row.getByRole('link', { name: 'Events were given up' }).click();
    await page.getByRole('link', { name: 'contact.user.updated_v3' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('the dead are discarded once their number is typed', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/events?state=dead&plan=discard');
    await page.getByRole('button', { name: 'Discard 1 delivery' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('1');
    await dialog.getByRole('button', { name: 'Discard 1 delivery' }).click();
    await page.getByText('1 delivery is discarded.').waitFor();
    await goWithin(page, `/events/${things.dead_event}`);
    await page.getByText('Discarded').first().waitFor();
    expect(faults).toEqual([]);
  });

  test('a channel is made, tested, changed and deleted', async () => {
    await using hook = await EventCatcher.start();
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/alerts?tab=channels');
    await page.getByRole('button', { name: 'New channel' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Hook');
    await dialog.getByRole('combobox', { name: 'How' }).click();
    await page.getByRole('option', { name: 'URL' }).click();
    await dialog.getByRole('textbox', { name: 'URL' }).fill(`${hook.url}secret-path`);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Is needed: it signs what is sent', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const row = page.getByRole('row', { name: /Hook/ });
    await row.getByText('Nothing sent yet').waitFor();

    await row.getByRole('button', { name: 'Actions of Hook' }).click();
    await page.getByRole('menuitem', { name: 'Send a test' }).click();
    await page.getByRole('dialog').getByText('It was taken').waitFor();
    const [message] = await hook.count(1);
    expect(message?.headers['webhook-signature']).toMatch(/^v1,/);
    await page.keyboard.press('Escape');

    await row.getByRole('link', { name: 'Hook' }).click();
    await dialog.getByRole('switch').check();
    await dialog.getByLabel('From', { exact: true }).fill('21:30');
    await dialog.getByRole('button', { name: 'Save' }).click();
    // That it is saved may still be said from when it was made.
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('“Hook” is saved').first().waitFor();
    const { items } = await service.api.call('GET /alert-channels', {});
    expect(items.find(({ name }) => name === 'Hook')?.quietHours).toMatchObject({ from: '21:30', to: '08:00' });

    await row.getByRole('button', { name: 'Actions of Hook' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the channel' }).click();
    await row.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });
}

/** Half a minute after the last of {@link alertJourneys}: others come in between. */
export function endedAlertJourneys(given: () => SharedConsole): void {
  test('the alert of the dead has ended by itself since they were discarded', async () => {
    await using opened = await given().service.open('alice');
    const { page, faults } = opened;
    await page.goto('/alerts?tab=past&kind=events.dead');
    await page.getByRole('row', { name: /Events were given up/ }).waitFor(long);
    expect(faults).toEqual([]);
  });
}
