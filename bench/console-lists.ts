import { chromium } from 'playwright-core';
import { buildConsole } from '../scripts/build-console.ts';
import { fillService } from '../test/support/fill-service.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { ServiceFolder, Serving } from '../test/support/serving.ts';
import { browserArguments, unpackedBrowser } from '../test/support/unpacked-browser.ts';

/**
 * How long somebody who is signed in waits for rows, in a browser of this machine, with many of each thing:
 * node bench/console-lists.ts [rows, 10000 when left out]
 */
const rows = Number(process.argv[2] ?? 10_000);
const times = 5;
await using server = await PostgresServer.start();
const store = await server.newDatabase();
using folder = new ServiceFolder();
await buildConsole();
// Nothing is run meanwhile: the apps of these pipelines are nowhere.
const service = await Serving.begin(['--store', store, '--roles', 'api'], folder.env);
const signed = await service.setUp('correct horse battery');
await server.query(store, 'TRUNCATE larkstream.changes');
await fillService(store, rows);
await server.query(store, 'VACUUM ANALYZE');
const browser = await chromium.launch({ executablePath: unpackedBrowser(), args: [...browserArguments] });
const context = await browser.newContext({ baseURL: service.url, locale: 'en-GB', reducedMotion: 'reduce' });
const [name = '', value = ''] = signed.headers.get('set-cookie')?.split(';')[0]?.split('=') ?? [];
await context.addCookies([{ name, value, url: service.url }]);
const page = await context.newPage();
const row = 'table[aria-busy=false] tbody tr[tabindex="0"]';

async function time(what: string, before: string, act: () => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    await page.goto(before);
    if (before !== 'about:blank') await page.waitForSelector(row);
    const begun = performance.now();
    await act();
    took.push(performance.now() - begun);
  }
  const [least, middle, most] = [0, times >> 1, times - 1].map((at) => took.sort((a, b) => a - b)[at]?.toFixed(0));
  console.log(`${what.padEnd(24)} ${least?.padStart(6)} ${middle?.padStart(6)} ${most?.padStart(6)}`);
}

console.log(`${rows} of each thing, ${times} times each: the least, the middle and the most, milliseconds`);
for (const place of ['/pipelines', '/runs', '/integrations', '/audit'])
  await time(`${place}, loaded`, 'about:blank', () => page.goto(place).then(() => page.waitForSelector(row)));
await time('pipelines, next page', '/pipelines', async () => {
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('51–100 of').waitFor();
});
await time('pipelines, searched', '/pipelines', async () => {
  await page.getByLabel('Search by name').fill('line 7777');
  await page.locator(row, { hasText: 'Pipeline 7777' }).first().waitFor();
});
await time('pipelines, paused', '/pipelines?state=active', async () => {
  await page.evaluate(`history.pushState({}, '', '/pipelines?state=paused')`);
  await page.getByText(`1–50 of ${(rows / 10).toLocaleString('en')}`, { exact: true }).waitFor();
});
await browser.close();
await service.stop();
