import { beforeAll, describe, expect, test } from 'vitest';
import { findingsOf } from '../support/browser.ts';
import { fillEvents, pushEvent } from '../support/console-events.ts';
import {
  type ConsoleService,
  type FilledThings,
  fillConsoleService,
  startConsoleService,
} from '../support/console-service.ts';
import { EventCatcher } from '../support/event-catcher.ts';

let service: ConsoleService;
let filled: FilledThings;
beforeAll(async () => {
  service = await startConsoleService();
  await service.setUp();
  filled = await fillConsoleService(service);
  return () => service[Symbol.asyncDispose]();
});

/** Under load a process takes its time. */
const long = { timeout: 60_000 };

test('before any event has come, the page says what to tick and probes it; the first one appears by itself', async () => {
  await using opened = await service.open('alice');
  const { page, faults } = opened;
  await page.goto('/events');
  await page.getByRole('heading', { name: 'No event has come yet' }).waitFor();
  await page.getByText('This integration takes no events yet.').first().waitFor();
  expect(await findingsOf(page), 'light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForSelector('html[data-mantine-color-scheme=dark]');
  expect(await findingsOf(page), 'dark').toEqual([]);
  await page.getByRole('combobox', { name: 'App' }).click();
  await page.getByRole('option', { name: 'Sandbox' }).click();
  await page.getByRole('button', { name: 'Probe' }).click();
  await page.locator('[data-check=scopes], [data-check^="scopes."]').first().waitFor(long);
  await fillEvents(service, filled);
  await page.getByRole('link', { name: 'im.message.receive_v1' }).waitFor(long);
  expect(faults).toEqual([]);
});

describe('when events have come', () => {
  let things: FilledThings;
  beforeAll(async () => {
    const { api } = service;
    const ids = { done: '', dead: '' };
    for (const state of ['done', 'dead'] as const)
      ids[state] = (await api.call('GET /events', { query: { state } })).items[0]?.id ?? '';
    things = { ...filled, done_event: ids.done, dead_event: ids.dead };
  });

  test('events are searched by type, state and what was pushed, all of it in the address; new ones appear by themselves', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/events');
    const rows = page.locator('tbody tr[tabindex]');
    await expect.poll(() => rows.count(), long).toBe(3);
    pushEvent(service, 'im.chat.updated_v1', { chat_id: 'oc_of_another' });
    await page.getByRole('link', { name: 'im.chat.updated_v1' }).waitFor();

    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Dead' }).click();
    await page.waitForURL('**/events?state=dead');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByText('nested deeper than 100 levels').waitFor();

    await page.goto('/events');
    await page.getByRole('searchbox').fill('OC_of_another');
    await page.waitForURL('**/events?text=OC_of_another');
    await page.getByText('Looked through 4 events').waitFor();
    await expect.poll(() => rows.count()).toBe(1);

    await page.goto('/events');
    await page.getByRole('combobox', { name: 'Type' }).fill('contact.user.updated_v3');
    await page.getByRole('option', { name: /contact.user.updated_v3/ }).click();
    await page.waitForURL('**/events?type=contact.user.updated_v3');
    await expect.poll(() => rows.count()).toBe(2);
    await page.goBack();
    await page.goForward();
    await expect.poll(() => rows.count()).toBe(2);
    expect(faults).toEqual([]);
  });

  test('one event: what was pushed, who has it, where its rows are; it is replayed, and copied for the sandbox', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/events?state=done');
    await page.locator('tbody tr[tabindex="0"]').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/events/${things.done_event}`);
    await page.getByRole('link', { name: 'Follower' }).waitFor();
    await page.getByRole('link', { name: 'this run' }).waitFor();
    await page.getByRole('button', { name: 'Show what was pushed' }).click();
    await page.getByText('a printer is on fire').waitFor();
    await page.getByRole('button', { name: 'Copy as curl to the sandbox' }).click();
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(copied).toContain(`curl -X POST ${service.sandbox.url}/sandbox/push`);
    expect(copied).toContain('"name": "a printer is on fire"');
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByText('1 delivery is worked on again').waitFor();
    await page.getByText('Replayed, by Alice').waitFor(long);
    await page.locator('h1 + div').getByText('Done', { exact: true }).waitFor(long);
    expect(faults).toEqual([]);
  });

  test('many events are replayed: first how many, then how far it is', async () => {
    const { api } = service;
    for (let at = 0; at < 5; at += 1)
      pushEvent(service, 'contact.department.updated_v3', { object: { name: `d${at}` } });
    const count = async () =>
      (await api.call('GET /events', { query: { state: 'done', type: 'contact.department.updated_v3' } })).total;
    await expect.poll(count, long).toBe(5);
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/events');
    await page.getByRole('button', { name: 'All that fit' }).click();
    await page.getByRole('menuitem', { name: 'Replay…' }).click();
    await page.getByText('Nobody means all of them').waitFor();
    await page.goto('/events?type=contact.department.updated_v3&plan=replay');
    await page.getByText('5 events, 5 deliveries').waitFor();
    await page.getByRole('button', { name: 'Replay 5 deliveries' }).click();
    await page.getByText('5 deliveries are worked on again.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await expect.poll(count, long).toBe(5);
    const { items } = await api.call('GET /audit', { query: { action: 'event.replay', limit: 1 } });
    expect(items[0]?.detail).toMatchObject({ type: 'contact.department.updated_v3' });
    expect(faults).toEqual([]);
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
    await dialog.getByText('is needed: it signs what is sent', { exact: true }).waitFor();
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
    await page.getByText('“Hook” is saved').waitFor();
    const { items } = await service.api.call('GET /alert-channels', {});
    expect(items.find(({ name }) => name === 'Hook')?.quietHours).toMatchObject({ from: '21:30', to: '08:00' });

    await row.getByRole('button', { name: 'Actions of Hook' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete the channel' }).click();
    await row.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  test('the dead are discarded once their number is typed, and their alert ends', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/events?state=dead&plan=discard');
    await page.getByRole('button', { name: 'Discard 1 delivery' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('1');
    await dialog.getByRole('button', { name: 'Discard 1 delivery' }).click();
    await page.getByText('1 delivery is discarded.').waitFor();
    await page.goto(`/events/${things.dead_event}`);
    await page.getByText('Discarded').first().waitFor();
    await page.goto('/alerts?tab=past&kind=events.dead');
    await page.getByRole('row', { name: /Events were given up/ }).waitFor(long);
    expect(faults).toEqual([]);
  });
});
