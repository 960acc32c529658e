import { afterAll, beforeAll, expect, test } from 'vitest';
import { Agent, saidIn } from '../../support/bot-service.ts';
import type { ConsoleService } from '../../support/console-service.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

let service: ConsoleService;
let agent: Agent;

/** Under load a process takes its time. */
const long = { timeout: 60_000 };

/** From a handler to an answer in a chat. */
export function triggerJourneys(given: () => SharedConsole): void {
  beforeAll(async () => {
    ({ service } = given());
    await given().withEvents();
    agent = await Agent.start();
  });
  afterAll(async () => await agent[Symbol.asyncDispose]());

  test('a handler is made and tested, a trigger drafted, tried and published, and a message in a chat is answered', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto('/handlers?create=yes');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Parrot');
    await dialog.getByLabel('URL', { exact: true }).fill(agent.url);
    await dialog.getByRole('button', { name: 'Create and test' }).click();
    await dialog.getByText(/^whsec_/).waitFor();
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await page.getByText('Answered its test').waitFor(long);

    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'New trigger' }).first().click();
    await dialog.getByLabel('Name', { exact: true }).fill('Answers all');
    await dialog.getByRole('combobox', { name: 'Integration' }).click();
    await page.getByRole('option', { name: 'Sandbox', exact: true }).click();
    await dialog.getByRole('button', { name: 'Create the draft' }).click();
    await page.getByRole('combobox', { name: 'Handler' }).click();
    await page.getByRole('option', { name: /^Parrot/ }).click();

    // Who comes from Xpert finds a setting by the name that it has there.
    await page.getByRole('combobox', { name: 'Find a setting' }).fill('sessionTimeoutSeconds');
    await page.getByRole('option', { name: /sessionTimeoutSeconds/ }).click();
    await expect
      .poll(() => page.evaluate(`document.activeElement?.closest('[data-setting]')?.dataset.setting`))
      .toBe('session.idleMs');
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByText('The draft is saved').waitFor();

    const trial = page.locator('section', { has: page.getByRole('heading', { name: 'Dry run' }) });
    await trial.getByLabel('What somebody writes').fill('is the printer on fire?');
    await trial.getByText('takes it', { exact: true }).waitFor(long);
    await trial.getByText('The handler gets').waitFor();
    // What stands in the form is judged before it is saved.
    const types = page.locator('[data-setting="messages.pattern"]').getByRole('textbox').first();
    await types.fill('^paper');
    await trial.getByText('not saved').waitFor(long);
    await trial.getByText('does not take it').waitFor(long);
    await page.getByRole('button', { name: 'Discard' }).click();
    await trial.getByText('takes it', { exact: true }).waitFor(long);

    await page.getByRole('button', { name: 'Publish v1…' }).click();
    await dialog.getByRole('button', { name: 'Publish v1', exact: true }).click(long);
    await page.getByText('v1 is live').waitFor(long);
    service.sandbox.say({ text: 'hello from the chat' });
    await expect.poll(() => saidIn(service.sandbox).join('\n'), long).toContain('re: hello from the chat');

    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('v1 is paused').waitFor();
    // Nothing of it is in the way of those who come after.
    const params = { id: new URL(page.url()).pathname.split('/').at(-1) ?? '' };
    await page.goto('/triggers');
    const { version } = await service.api.call('GET /triggers/{id}', { params });
    await service.api.call('DELETE /triggers/{id}', { params, version });
    expect(faults).toEqual([]);
  });
}
