import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Agent } from '../support/bot-service.ts';
import { findingsOf } from '../support/browser.ts';
import { fillBots, narrowApp } from '../support/console-bots.ts';
import { type ConsoleService, type FilledThings, placeOf, startConsoleService } from '../support/console-service.ts';
import { storeApp } from '../support/console-store-app.ts';

/** Where pictures of the pages are put, for people to look at: `PICTURES=FOLDER npm run test:long -- test/console/bots`. None without it. */
const folder = process.env.PICTURES;

interface Seen {
  readonly name: string;
  readonly path: string;
  /** What is in it when it is whole. */
  readonly whole: string;
  /** What is pressed first: the words of a button in both languages. */
  readonly press?: { readonly within: string; readonly words: RegExp };
}

const choose = /选择|Choose/;
/** Every page about bots, with what a company has in it: long names, dead turns, things that are empty, and an app whose scopes are missing. */
const pages: readonly Seen[] = [
  { name: 'triggers', path: '/triggers', whole: 'tbody tr[tabindex="0"]' },
  { name: 'triggers-none', path: '/triggers?search=nothing', whole: 'h2' },
  { name: 'trigger-new', path: '/triggers?create=yes', whole: '[role=dialog] form' },
  { name: 'trigger', path: '/triggers/{trigger}', whole: '[data-setting="quietHours.notice"]' },
  { name: 'trigger-tries-events', path: '/triggers/{trigger}?try=events', whole: 'main section ol' },
  { name: 'trigger-of-events', path: '/triggers/{event_trigger}', whole: '[data-setting="events.mapping"]' },
  { name: 'publish', path: '/triggers/{trigger}?publish=yes', whole: '[role=dialog] [data-check=handler]' },
  { name: 'publish-lacks', path: '/triggers/{refused_trigger}?publish=yes', whole: '[data-outcome=failed]' },
  { name: 'publish-empty', path: '/triggers/{empty}?publish=yes', whole: '[role=dialog] [role=alert]' },
  { name: 'talk', path: '/triggers/{trigger}?talk=yes', whole: '[role=dialog] form' },
  { name: 'talk-empty', path: '/triggers/{empty}?talk=yes', whole: '[role=dialog] [role=status]' },
  { name: 'versions', path: '/triggers/{trigger}?tab=versions&compare=1', whole: '[role=tabpanel] tbody tr' },
  { name: 'versions-none', path: '/triggers/{empty}?tab=versions', whole: '[role=tabpanel] h2' },
  { name: 'trigger-settings', path: '/triggers/{trigger}?tab=settings', whole: '[role=tabpanel] form' },
  {
    name: 'pick-groups',
    path: '/triggers/{trigger}',
    whole: '[role=dialog] li',
    press: { within: '[data-setting="messages.chats"]', words: choose },
  },
  {
    name: 'pick-people',
    path: '/triggers/{trigger}',
    whole: '[role=dialog] li',
    press: { within: '[data-setting="messages.users"]', words: choose },
  },
  {
    name: 'pick-lacks',
    path: '/triggers/{refused_trigger}',
    whole: '[role=dialog] [role=alert]',
    press: { within: '[data-setting="messages.chats"]', words: choose },
  },
  { name: 'handlers', path: '/handlers', whole: 'tbody tr[tabindex="0"]' },
  { name: 'handler-new', path: '/handlers?create=yes', whole: '[role=dialog] form' },
  { name: 'handler', path: '/handlers/{handler}', whole: '[data-check]' },
  { name: 'handler-model', path: '/handlers/{model}', whole: 'main form' },
  { name: 'handler-away', path: '/handlers/{away}', whole: '[data-outcome=failed]' },
  { name: 'sessions', path: '/sessions', whole: 'tbody tr[tabindex="0"]' },
  { name: 'sessions-none', path: '/sessions?search=nothing', whole: 'h2' },
  {
    name: 'session',
    path: '/sessions/{session}',
    whole: 'main ol li',
    press: { within: 'main', words: /查看|Show what was said/ },
  },
  { name: 'turns', path: '/sessions?tab=turns', whole: '[role=tabpanel] tbody tr[tabindex="0"]' },
  { name: 'turn', path: '/sessions?tab=turns&turns=dead&turn={dead_turn}', whole: '[role=dialog] dl' },
  { name: 'turns-none', path: '/sessions?tab=turns&turns=cancelled', whole: '[role=tabpanel] h2' },
  { name: 'event-refused', path: '/events/{refused_event}', whole: 'main ol li' },
  { name: 'event-taken', path: '/events/{taken_event}', whole: 'main ol li' },
  {
    name: 'people',
    path: '/integrations/{integration}?tab=users&people=known',
    whole: 'tbody tr[tabindex="0"]',
  },
  {
    name: 'person',
    path: '/integrations/{integration}?tab=users&people=known&person={person}',
    whole: '[role=dialog] form',
  },
  { name: 'people-lacks', path: '/integrations/{narrow}?tab=users', whole: '[role=tabpanel] [role=alert]' },
];

let service: ConsoleService;
let things: FilledThings;
let agent: Agent;
beforeAll(async () => {
  service = await startConsoleService({ users: 60, departments: 9, extraApps: [storeApp, narrowApp] });
  await service.setUp();
  ({ agent, things } = await fillBots(service));
  return async () => {
    await service[Symbol.asyncDispose]();
    await agent[Symbol.asyncDispose]();
  };
});

const widths = { wide: 1440, phone: 390 } as const;
const languages = ['en', 'zh'] as const;
const themes = ['light', 'dark'] as const;
const cases = languages.flatMap((language) => pages.map((seen) => ({ language, ...seen })));

async function takePicture(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  const isOver = (await page.getByRole('dialog').count()) > 0;
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: !isOver });
}

test.each(cases)('$name ($language) is accessible in both themes, and fits on a phone', async (seen) => {
  const { name, language, path, whole, press } = seen;
  await using opened = await service.open('alice', { language });
  const { page, faults } = opened;
  await page.goto(placeOf(path, things));
  if (press !== undefined) {
    await page.locator(press.within).getByRole('button', { name: press.words }).first().click();
  }
  await page.waitForSelector(whole);
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForSelector(`html[data-mantine-color-scheme=${theme}]`);
    await page.setViewportSize({ width: widths.wide, height: 900 });
    await takePicture(page, `${name}.${language}.${theme}.wide`);
    expect(await findingsOf(page), theme).toEqual([]);
    await page.setViewportSize({ width: widths.phone, height: 844 });
    await takePicture(page, `${name}.${language}.${theme}.phone`);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  }
  expect(faults).toEqual([]);
});
