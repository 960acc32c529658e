import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** How a page is looked at. */
export interface Look {
  readonly language?: 'en' | 'zh';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
}

/** A page with what it must never have: errors on its console, what its policy forbids, requests to other hosts. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: readonly string[];
}

let browser: Promise<Browser> | undefined;

/** The browser of the run; the console is built when this is there. */
export async function openedBrowser(): Promise<Browser> {
  browser ??= (async () => {
    const answer = await fetch(inject('browserAddress'));
    const said = await answer.text();
    if (!answer.ok) throw new Error(said);
    return await chromium.connect(said);
  })();
  return await browser;
}

/** Answers that a journey asks for on purpose, such as that to a wrong password, stand on the console of a browser, too. */
const isAnswer = (text: string): boolean =>
  /^Failed to load resource: the server responded with a status of 4\d\d/.test(text);

/** A profile of a browser: cookies and what is kept are its own, and what one page has loaded the next has at once. */
export async function openContext(url: string, language: 'en' | 'zh' = 'en'): Promise<BrowserContext> {
  return await (await openedBrowser()).newContext({
    baseURL: url,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
}

/** A page of a context, which is closed by whoever has opened it. */
export async function openPage(
  context: BrowserContext,
  url: string,
  { theme = 'light', width = 1280 }: Look = {},
): Promise<Omit<WatchedPage, typeof Symbol.asyncDispose>> {
  const page = await context.newPage();
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize({ width, height: 800 });
  const faults: string[] = [];
  page.on('console', (message) => {
    const isFault = message.type() === 'error' || /content security policy/i.test(message.text());
    if (isFault && !isAnswer(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) faults.push(`asks ${request.url()}`);
  });
  return { page, context, faults };
}

/** As a link of the console leads there: nothing is loaded anew. */
export async function goWithin(page: Page, place: string): Promise<void> {
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(place)})`);
}

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds against WCAG 2.2 AA, one line each. */
export async function findingsOf(page: Page): Promise<readonly string[]> {
  // Not as a script of the page: its policy lets none in. It stays there until another page is loaded.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(`${axe};undefined`);
  const found = await page.evaluate<readonly string[]>(
    `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ': ' + failureSummary)))`,
  );
  return found;
}
