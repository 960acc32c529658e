import { beforeAll, expect, test } from 'vitest';
import { goWithin } from '../../support/browser.ts';
import { refusedWord } from '../../support/console-chats.ts';
import type { ConsoleService, FilledThings } from '../../support/console-service.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

let service: ConsoleService;
let things: FilledThings;

/** Under load a process takes its time. */
const long = { timeout: 60_000 };

/** Conversations: read, handed to a person and back, closed, gone on with; what is dead is asked again. */
export function sessionJourneys(given: () => SharedConsole): void {
  beforeAll(async () => {
    ({ service } = given());
    things = await given().withChats();
  });

  test('a conversation is read, handed to a person and back, closed, and gone on with', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto(`/integrations/${things.integration}?tab=sessions`);
    const row = page.locator('tbody tr[tabindex="0"]');
    await row.getByRole('link', { name: 'Questions' }).waitFor();
    await row.getByRole('link', { name: 'Echo' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/sessions/${things.session}`);
    await page.getByRole('button', { name: 'Show what was said' }).click();
    const transcript = page.getByRole('list', { name: 'What was said' });
    await transcript.getByText('Where is my laptop?', { exact: true }).waitFor();
    await transcript.getByText('re: Where is my laptop?').waitFor();
    await page.getByRole('button', { name: 'Hand to a person' }).click();
    await page.getByText('With a person').first().waitFor();
    await page.getByRole('button', { name: 'Give back to the handler' }).click();
    // What has been told has a button of this name, too.
    await page.locator('main').getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('It was closed here.').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('h1 + div').getByText('Open', { exact: true }).waitFor();
    // Who is of the conversation is said in the menu, too.
    await page.getByRole('button', { name: /^Actions of / }).click();
    await page.getByRole('menuitem', { name: 'Fork' }).click();
    await page.getByRole('link', { name: 'the one before' }).waitFor();
    await page.getByRole('link', { name: 'the one before' }).click();
    await page.waitForURL(`**/sessions/${things.session}`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('h1 + div').getByText('Open', { exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  test('an event says which trigger took it and what came of it, or why nobody answered', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto(`/events/${things.refused_event}`);
    await page.getByRole('heading', { name: 'Why nobody answers' }).waitFor();
    await page.getByText('Bot not mentioned', { exact: true }).waitFor();
    await page.goto('/events');
    await page.getByRole('combobox', { name: 'Decision' }).click();
    await page.getByRole('option', { name: 'Not taken' }).click();
    await page.getByRole('combobox', { name: 'Reason' }).click();
    await page.getByRole('option', { name: 'Bot not mentioned' }).click();
    await page.waitForURL('**/events?decision=refused&reason=not_mentioned');
    await page.locator(`tbody a[href="/events/${things.refused_event}"]`).waitFor();
    expect(await page.locator(`tbody a[href="/events/${things.taken_event}"]`).count()).toBe(0);
    await page.goto(`/events/${things.taken_event}`);
    await page.getByRole('heading', { name: 'Who answers' }).waitFor();
    await page.getByRole('link', { name: 'the conversation' }).click();
    await page.waitForURL('**/sessions/se_*');
    expect(faults).toEqual([]);
  });

  test('who has written is known, blocked and heard again, and has an ID of the handler', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto(`/integrations/${things.integration}?tab=users`);
    await page.getByText('Have written to the bot').click();
    await page.locator('tbody tr[tabindex="0"]').getByRole('link').first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Block' }).click();
    await drawer.getByText('Blocked', { exact: true }).waitFor();
    await drawer.getByRole('button', { name: 'Unblock' }).click();
    await drawer.getByText('Is heard').waitFor();
    await drawer.getByRole('textbox', { name: 'ID of the handler' }).fill('u-17');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await page.locator('tbody').getByText('u-17').waitFor();
    expect(faults).toEqual([]);
  });

  test('what is dead is seen with its error, and asked again: by itself, and all of it by a plan', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/sessions?tab=turns');
    await page.locator('tbody tr[tabindex="0"]').getByText('422').waitFor();
    await page.locator('tbody tr[tabindex="0"]').getByRole('link', { name: '1 message' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('What was sent').waitFor();
    await drawer.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('The handler is asked again').waitFor();
    await drawer.locator('dl').getByText('Dead', { exact: true }).waitFor(long);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Replay…' }).click();
    await page.getByText('1 turn is asked again, the oldest first.').waitFor();
    await page.getByRole('button', { name: 'Replay 1 turn' }).click();
    await page.getByText('1 turn is asked again', { exact: true }).waitFor();
    const dead = async () => (await service.api.call('GET /turns', { query: { state: 'dead' } })).total;
    await expect.poll(dead, long).toBe(1);
    await goWithin(page, `/sessions?search=${refusedWord}`);
    await page.getByText('No conversation fits the filter').waitFor();
    expect(faults).toEqual([]);
  });
}
