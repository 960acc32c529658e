import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { goWithin } from '../../support/browser.ts';
import type { ConsoleService, FilledThings } from '../../support/console-service.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

let service: ConsoleService;
let things: FilledThings;

/** Under load a process of an attempt takes its time to begin. */
const long = { timeout: 60_000 };

/** The platform answers so slowly that a run is seen at work. */
function slowly(): Disposable {
  service.sandbox.faults.add({ path: '*', kind: 'slow', delayMs: 1_500 });
  return { [Symbol.dispose]: () => service.sandbox.faults.clear() };
}

async function beginRun(): Promise<string> {
  const { pipelineId } = await service.api.call('GET /runs/{id}', { params: { id: things.done ?? '' } });
  return (await service.api.call('POST /pipelines/{id}/run', { params: { id: pipelineId }, body: { full: true } })).id;
}

/** The sign beside the name, not those of streams and attempts. */
const signOf = (page: Page, text: string) => page.locator('h1 + div').getByText(text, { exact: true });

/** Runs: begun, seen at work, stopped, begun again, and through a restart of the service. */
export function runJourneys(given: () => SharedConsole): void {
  beforeAll(async () => {
    ({ service } = given());
    things = await given().withThings();
  });

  test('a run from the button to its end, in two tabs as it goes', async () => {
    await using first = await service.open('alice');
    await using second = await service.open('alice');
    {
      using _ = slowly();
      await first.page.goto('/pipelines?search=People');
      await first.page.getByRole('button', { name: 'Actions of People' }).click();
      await first.page.getByRole('menuitem', { name: 'Run now' }).click();
      await first.page.getByText(/^A run of .* is queued$/).waitFor();
      await goWithin(first.page, '/runs');
      await first.page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
      await first.page.locator('tbody').getByRole('link', { name: 'People' }).first().click();
      await first.page.waitForURL('**/runs/run_*');
      await second.page.goto(new URL(first.page.url()).pathname);
      await Promise.all([first, second].map(({ page }) => signOf(page, 'Running').waitFor(long)));
    }
    await Promise.all([first, second].map(({ page }) => signOf(page, 'Done').waitFor(long)));
    await first.page
      .getByRole('row', { name: /contact_users/ })
      .getByText('Complete')
      .waitFor();
    await first.page.getByRole('table', { name: 'Calls to the platform' }).getByText('contact/v3/').first().waitFor();
    await first.page.getByText('the current ones').waitFor();
    await first.page.getByRole('log').getByRole('time').first().waitFor();
    expect([...first.faults, ...second.faults]).toEqual([]);
  });

  test('a run at work is stopped', async () => {
    using _ = slowly();
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto(`/runs/${await beginRun()}`);
    await signOf(page, 'Running').waitFor(long);
    await page.getByRole('button', { name: 'Stop' }).click();
    await signOf(page, 'Stopped').waitFor(long);
    expect(faults).toEqual([]);
  });

  test('a run that has failed says why, and is begun again as one that is linked with it', async () => {
    await using opened = await service.open('alice');
    const { page, faults } = opened;
    await page.goto(`/runs/${things.failed}`);
    await page.getByRole('alert').getByRole('link').first().waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('A retry of an earlier run').waitFor(long);
    await page.getByRole('link', { name: 'See that run' }).click();
    await page.getByText('This run was begun again.').waitFor(long);
    expect(faults).toEqual([]);
  });

  test('the service is started anew in the middle of a run: the page says that it is away, then goes on to the end', async () => {
    await using opened = await service.open('alice');
    const { page } = opened;
    {
      using _ = slowly();
      await page.goto(`/runs/${await beginRun()}`);
      await signOf(page, 'Running').waitFor(long);
      await service.restart();
    }
    await signOf(page, 'Done').waitFor(long);
    await page.getByText('Live', { exact: true }).waitFor(long);
  });
}
