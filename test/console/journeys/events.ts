import { beforeAll, describe, expect, test } from 'vitest';
import { findingsOf, goWithin } from '../../support/browser.ts';
import { pushEvent } from '../../support/console-events.ts';
import type { ConsoleService, FilledThings } from '../../support/console-service.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

let service: ConsoleService;
let things: FilledThings;

/** Under load a process takes its time. */
const long = { timeout: 60_000 };

/** Events: before any has come, and when some have. */
export function eventsJourneys(given: () => SharedConsole): void {
  beforeAll(async () => {
    ({ service } = given());
    things = await given().withThings();
  });

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
    await given().withEvents();
    await page.getByRole('link', { name: 'im.message.receive_v1' }).waitFor(long);
    expect(faults).toEqual([]);
  });

  describe('when events have come', () => {
    beforeAll(async () => {
      things = await given().withEvents();
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

      await goWithin(page, '/events');
      await expect.poll(() => rows.count()).toBe(4);
      await page.getByRole('searchbox', { name: 'Text, chat, user or event ID' }).fill('OC_of_another');
      await page.waitForURL('**/events?text=OC_of_another');
      await page.getByText('Looked through 4 events').waitFor();
      await expect.poll(() => rows.count()).toBe(1);

      // Only apps of the store have several companies; a link may name one all the same.
      await goWithin(page, '/events');
      await expect.poll(() => rows.count()).toBe(4);
      expect(await page.getByRole('combobox', { name: 'Company' }).count()).toBe(0);
      await page.goto('/events?tenant=tenant_of_another');
      await page.getByText('No event fits the filter').waitFor();
      expect(await page.getByRole('combobox', { name: 'Company' }).inputValue()).toBe('tenant_of_another');

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
      await goWithin(page, '/events?type=contact.department.updated_v3&plan=replay');
      await page.getByText('5 events, 5 deliveries').waitFor();
      await page.getByRole('button', { name: 'Replay 5 deliveries' }).click();
      await page.getByText('5 deliveries are worked on again.').waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
      await expect.poll(count, long).toBe(5);
      const { items } = await api.call('GET /audit', { query: { action: 'event.replay', limit: 1 } });
      expect(items[0]?.detail).toMatchObject({ type: 'contact.department.updated_v3' });
      expect(faults).toEqual([]);
    });
  });
}
