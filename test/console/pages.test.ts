import { beforeAll, describe, expect, test } from 'vitest';
import { findingsOf } from '../support/browser.ts';
import { type ConsoleService, fillConsoleService, startConsoleService } from '../support/console-service.ts';

/** Every page of the console, and what is in it when it is whole. A new page adds its line. */
const pages: readonly { readonly path: string; readonly as: 'alice' | 'nobody'; readonly whole: string }[] = [
  { path: '/setup#token=x', as: 'nobody', whole: 'button[type=submit]' },
  { path: '/setup#token=x&login=bob', as: 'nobody', whole: 'button[type=submit]' },
  { path: '/setup', as: 'nobody', whole: '[role=status]' },
  { path: '/login', as: 'nobody', whole: 'button[type=submit]' },
  { path: '/login?problem=api.identity.refused', as: 'nobody', whole: '[role=alert]' },
  { path: '/claim#installation=inst_1&token=x', as: 'alice', whole: 'button[type=submit]' },
  { path: '/nowhere', as: 'alice', whole: 'h1' },
  { path: '/pipelines', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/pipelines?search=nothing', as: 'alice', whole: 'h2' },
];

let service: ConsoleService;
beforeAll(async () => {
  service = await startConsoleService();
  await service.setUp();
  await fillConsoleService(service);
  return () => service[Symbol.asyncDispose]();
});

const looks = (['light', 'dark'] as const).flatMap((theme) =>
  (['en', 'zh'] as const).map((language) => ({ theme, language })),
);

describe.each(looks)('in $language, $theme', (look) => {
  test.each(pages)('$path is accessible, whole and asks nobody else', async ({ path, as, whole }) => {
    await using opened = await service.open(as, look);
    const { page, faults } = opened;
    await page.goto(path);
    await page.waitForSelector(whole);
    expect(await page.locator('html').getAttribute('lang')).toBe(look.language === 'zh' ? 'zh-CN' : 'en');
    expect(await findingsOf(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});

test.each(pages.map(({ path, as, whole }) => [path, as, whole] as const))(
  '%s fits on a phone',
  async (path, as, whole) => {
    await using opened = await service.open(as, { width: 390 });
    const { page } = opened;
    await page.goto(path);
    await page.waitForSelector(whole);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  },
);
