import { afterAll, beforeAll, expect, test } from 'vitest';
import { findingsOf, goWithin, type WatchedPage } from '../../support/browser.ts';
import { type FilledThings, placeOf } from '../../support/console-service.ts';
import type { SharedConsole } from '../../support/shared-console.ts';

/** Every page of the console, and what is in it when it is whole. A new page adds its line; `{integration}` stands for the id of one. */
const pages: readonly { readonly path: string; readonly as: 'alice' | 'nobody'; readonly whole: string }[] = [
  { path: '/setup#token=x', as: 'nobody', whole: 'button[type=submit]' },
  { path: '/setup#token=x&login=bob', as: 'nobody', whole: 'button[type=submit]' },
  { path: '/setup', as: 'nobody', whole: '[role=status]' },
  { path: '/login', as: 'nobody', whole: 'button[type=submit]' },
  { path: '/login?problem=api.identity.refused', as: 'nobody', whole: '[role=alert]' },
  { path: '/claim#installation=inst_1&token=x', as: 'alice', whole: 'button[type=submit]' },
  { path: '/nowhere', as: 'alice', whole: 'h1' },
  { path: '/runs/nowhere', as: 'alice', whole: 'main:has(h1) [role=alert]' },
  { path: '/', as: 'alice', whole: '[role=img]' },
  { path: '/pipelines', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/pipelines?search=nothing', as: 'alice', whole: 'h2' },
  { path: '/runs', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/runs?state=queued', as: 'alice', whole: 'h2' },
  { path: '/runs/{done}', as: 'alice', whole: '[role=log] time' },
  { path: '/runs/{failed}', as: 'alice', whole: '[role=log] time' },
  { path: '/pipelines/{pipeline}', as: 'alice', whole: '[role=tabpanel] dl' },
  { path: '/pipelines/{draft}', as: 'alice', whole: '[role=tabpanel] dl' },
  { path: '/pipelines/{pipeline}?tab=runs', as: 'alice', whole: '[role=tabpanel] tbody tr[tabindex="0"]' },
  { path: '/pipelines/{pipeline}?tab=settings', as: 'alice', whole: '[role=tabpanel] form' },
  { path: '/pipelines/{pipeline}?tab=history', as: 'alice', whole: '[role=tabpanel] tbody tr[tabindex="0"]' },
  { path: '/pipelines/{pipeline}/streams/contact_users', as: 'alice', whole: 'table tbody tr' },
  { path: '/destinations', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/destinations?search=nothing', as: 'alice', whole: 'h2' },
  { path: '/destinations?create=yes', as: 'alice', whole: '[role=dialog] form' },
  { path: '/destinations/{destination}', as: 'alice', whole: 'form' },
  { path: '/schedules', as: 'alice', whole: 'main h2' },
  { path: '/integrations', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/integrations?search=nothing', as: 'alice', whole: 'h2' },
  { path: '/integrations/{integration}', as: 'alice', whole: '[role=tabpanel] dl' },
  { path: '/integrations/{integration}?tab=users', as: 'alice', whole: '[role=tabpanel] li' },
  { path: '/integrations/{integration}?tab=users&people=known', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  {
    path: '/integrations/{integration}?tab=users&people=known&search=nobody',
    as: 'alice',
    whole: '[role=tabpanel] h2',
  },
  {
    path: '/integrations/{integration}?tab=users&people=known&person={person}',
    as: 'alice',
    whole: '[role=dialog] form',
  },
  { path: '/integrations/{integration}?tab=users&person=ou_nobody', as: 'alice', whole: '[role=dialog] p' },
  { path: '/integrations/{integration}?tab=sessions', as: 'alice', whole: '[role=tabpanel] tbody tr[tabindex="0"]' },
  { path: '/integrations/{integration}?tab=settings', as: 'alice', whole: '[role=tabpanel] form' },
  { path: '/catalogue', as: 'alice', whole: 'section h2' },
  { path: '/connect?region=lark', as: 'alice', whole: 'button[type=submit]' },
  { path: '/connect?integration={integration}&step=app', as: 'alice', whole: '[data-check]' },
  { path: '/connect?integration={store}&step=app', as: 'alice', whole: '[data-check=webhook]' },
  { path: '/connect?integration={integration}', as: 'alice', whole: 'input[type=checkbox]' },
  { path: '/connect?pipeline={draft}&step=modules', as: 'alice', whole: 'details' },
  { path: '/connect?pipeline={draft}&step=destination', as: 'alice', whole: 'main form, main [role=radiogroup]' },
  { path: '/connect?pipeline={draft}&step=schedule', as: 'alice', whole: 'main [role=radiogroup]' },
  { path: '/connect?pipeline={draft}&step=plan', as: 'alice', whole: 'main table tfoot' },
  { path: '/events', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/events?text=nobody&state=kept&plan=replay', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/events?type=nothing', as: 'alice', whole: 'h2' },
  { path: '/events?decision=refused&reason=not_mentioned', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/events?tenant={company}', as: 'alice', whole: 'input[aria-label=Company], input[aria-label=企业]' },
  { path: '/events?state=done&plan=replay', as: 'alice', whole: 'section dl' },
  { path: '/events/{done_event}', as: 'alice', whole: 'dl' },
  { path: '/events/{taken_event}', as: 'alice', whole: 'ol li' },
  { path: '/events/{refused_event}', as: 'alice', whole: 'ol li' },
  { path: '/events/{dead_event}?view=headers', as: 'alice', whole: 'pre' },
  { path: '/sessions', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/sessions?search=nothing', as: 'alice', whole: 'h2' },
  { path: '/sessions/{session}', as: 'alice', whole: 'main tbody tr[tabindex="0"]' },
  { path: '/sessions/{session}?turn={dead_turn}', as: 'alice', whole: '[role=dialog] dl' },
  { path: '/sessions?tab=turns', as: 'alice', whole: '[role=tabpanel] tbody tr[tabindex="0"]' },
  { path: '/sessions?tab=turns&turns=dead&turn={dead_turn}', as: 'alice', whole: '[role=dialog] dl' },
  { path: '/sessions?tab=turns&turns=cancelled', as: 'alice', whole: '[role=tabpanel] h2' },
  { path: '/triggers', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/triggers?search=nothing', as: 'alice', whole: 'h2' },
  { path: '/triggers?create=yes', as: 'alice', whole: '[role=dialog] form' },
  { path: '/triggers/{trigger}', as: 'alice', whole: '[data-setting="quietHours.notice"]' },
  { path: '/triggers/{event_trigger}', as: 'alice', whole: '[data-setting="events.mapping"]' },
  { path: '/triggers/{trigger}?try=events', as: 'alice', whole: 'main section ol' },
  { path: '/triggers/{trigger}?publish=yes', as: 'alice', whole: '[role=dialog] [data-check]' },
  { path: '/triggers/{trigger}?talk=yes', as: 'alice', whole: '[role=dialog] form' },
  { path: '/triggers/{trigger}?tab=versions&compare=1', as: 'alice', whole: '[role=tabpanel] section + section' },
  { path: '/triggers/{trigger}?tab=settings', as: 'alice', whole: '[role=tabpanel] form' },
  { path: '/handlers', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/handlers?search=nothing', as: 'alice', whole: 'h2' },
  { path: '/handlers?create=yes', as: 'alice', whole: '[role=dialog] form' },
  { path: '/handlers/{handler}', as: 'alice', whole: '[data-check]' },
  { path: '/alerts', as: 'alice', whole: '[role=tabpanel] :is(h2, tbody tr[tabindex="0"])' },
  { path: '/alerts?tab=past', as: 'alice', whole: '[role=tabpanel] :is(h2, tbody tr[tabindex="0"])' },
  { path: '/alerts?tab=channels', as: 'alice', whole: '[role=tabpanel] tbody tr[tabindex="0"]' },
  { path: '/alerts?tab=channels&channel=new', as: 'alice', whole: '[role=dialog] form' },
  { path: '/alerts?tab=channels&channel={channel}', as: 'alice', whole: '[role=dialog] form' },
  { path: '/installations', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/installations?state=stopped', as: 'alice', whole: 'main h2' },
  { path: '/installations?history={installation}', as: 'alice', whole: '[role=dialog] tbody tr' },
  { path: '/account', as: 'alice', whole: '[role=tabpanel] form' },
  { path: '/account?tab=sign-ins', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/account?tab=tokens', as: 'alice', whole: '[role=tabpanel] h2' },
  { path: '/account?tab=tokens&create=yes', as: 'alice', whole: '[role=dialog] form' },
  { path: '/settings', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/settings?create=yes', as: 'alice', whole: '[role=dialog] form' },
  { path: '/settings?tab=tokens', as: 'alice', whole: '[role=tabpanel] h2' },
  { path: '/settings?tab=sign-in', as: 'alice', whole: '[role=tabpanel] h2' },
  { path: '/settings?tab=sign-in&provider=new', as: 'alice', whole: '[role=tabpanel] form' },
  { path: '/settings?tab=keys', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/settings?tab=retention', as: 'alice', whole: '[role=tabpanel] tbody tr' },
  { path: '/settings?tab=about', as: 'alice', whole: '[role=tabpanel] tbody tr' },
  { path: '/workers', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/workers?id={worker}', as: 'alice', whole: '[role=dialog] dl' },
  { path: '/audit', as: 'alice', whole: 'tbody tr[tabindex="0"]' },
  { path: '/audit?id={line}', as: 'alice', whole: '[role=dialog] dl' },
  { path: '/audit?object=nothing', as: 'alice', whole: 'h2' },
  { path: '/api', as: 'alice', whole: 'details' },
  { path: '/api?route=postPipelines', as: 'alice', whole: 'details[open] pre' },
];

/** Words of buttons of which a part is hidden, above or below. */
const cutWords = `[...document.querySelectorAll('.mantine-Button-label')]
  .filter((label) => label.scrollHeight > label.clientHeight + 1).map((label) => label.textContent)`;
/** What is cut at the edge of a panel, where it can be neither scrolled to nor guessed. */
const cutAtEdge = `[...document.querySelectorAll('main :is(code, a, button, input, p, li, dd, .mantine-Skeleton-root)')].filter((one) => {
  const { right, width } = one.getBoundingClientRect();
  for (let outer = one.parentElement; width > 0 && outer !== document.body; outer = outer.parentElement) {
    const { overflowX, textOverflow } = getComputedStyle(outer);
    if (overflowX === 'auto' || overflowX === 'scroll' || textOverflow === 'ellipsis') return false;
    if (overflowX !== 'visible' && right > outer.getBoundingClientRect().right + 1) return true;
  }
  return false;
}).map((one) => one.outerHTML.slice(0, 200))`;
const widerThanPhone = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
const languages = ['en', 'zh'] as const;
const themes = ['light', 'dark'] as const;

/** Of no page: between two of them, so that nothing of the one before is taken for the next. */
const between = '/between-two-pages';

/** Pages of one person and language, one after another, in one context. */
class Lane implements AsyncDisposable {
  readonly #open: () => Promise<WatchedPage>;
  #opened: Promise<WatchedPage> | undefined;
  #before: Promise<unknown> = Promise.resolve();

  constructor(open: () => Promise<WatchedPage>) {
    this.#open = open;
  }

  /** Does something when what was asked for before has ended. */
  async take(act: (watched: WatchedPage) => Promise<void>): Promise<void> {
    const turn = this.#before.then(async () => {
      this.#opened ??= this.#open();
      await act(await this.#opened);
    });
    this.#before = turn.catch(() => undefined);
    await turn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#opened)?.[Symbol.asyncDispose]();
  }
}

/**
 * Each page once, with the languages and themes in turn; {@link eachPageEachWay} has all of them. Contexts go through their pages at the same time.
 * The first is loaded, the others are come to from within, as people do: half the time.
 */
export function eachPageOnce(given: () => SharedConsole): void {
  let things: FilledThings;
  let installing: Promise<FilledThings>;
  const lanes = new Map<string, Lane>();
  const watched: WatchedPage[] = [];
  beforeAll(async () => {
    const filled = await given().withChats();
    // The process may be another by now: a journey has started the service anew.
    const { items } = await given().service.api.call('GET /workers');
    const latest = items.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
    things = { ...filled, worker: latest?.id ?? '' };
    // Takes seconds, in which the other pages are seen.
    installing = given().withTriggers();
    installing.catch(() => undefined);
  });
  afterAll(async () => {
    for (const lane of lanes.values()) await lane[Symbol.asyncDispose]();
    // Also what was said when its page was left.
    expect(watched.flatMap(({ faults }) => faults)).toEqual([]);
  });
  const laneOf = (as: 'alice' | 'nobody', language: 'en' | 'zh'): Lane => {
    const open = async (): Promise<WatchedPage> => {
      const one = await given().service.open(as, { language });
      watched.push(one);
      return one;
    };
    const lane = lanes.get(`${as} ${language}`) ?? new Lane(open);
    lanes.set(`${as} ${language}`, lane);
    return lane;
  };
  const cases = pages.map((page, at) => ({
    ...page,
    // What stands behind the hash is read as a page is loaded.
    isLoaded: page.as === 'nobody' || page.path.includes('#'),
    language: languages[at % 2] ?? 'en',
    theme: themes[(at >> 1) % 2] ?? 'light',
  }));

  test.concurrent.each(cases)('$path ($language, $theme) is accessible, and fits on a phone', async (one) => {
    await laneOf(one.as, one.language).take(async ({ page, faults }) => {
      const before = faults.length;
      const known = /\{(store|installation|company|trigger|event_trigger|handler)\}|^\/(triggers|handlers)/.test(
        one.path,
      )
        ? await installing
        : things;
      const place = placeOf(one.path, known);
      await page.emulateMedia({ colorScheme: one.theme });
      await page.setViewportSize({ width: 1280, height: 800 });
      if (one.isLoaded || page.url() === 'about:blank') {
        // Else an address that differs in its hash only would be no new page.
        await page.goto('about:blank');
        await page.goto(place);
      } else {
        await goWithin(page, between);
        await page.waitForSelector('body:not(:has(nav)) h1');
        await goWithin(page, place);
      }
      await page.waitForSelector(one.whole);
      await page.waitForSelector(`html[lang=${langOf(one.language)}][data-mantine-color-scheme=${one.theme}]`);
      expect(await findingsOf(page)).toEqual([]);
      expect(await page.evaluate(cutWords)).toEqual([]);
      expect(await page.evaluate(cutAtEdge)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(widerThanPhone)).toBe(0);
      expect(await page.evaluate(cutAtEdge)).toEqual([]);
      expect(faults.slice(before)).toEqual([]);
    });
  });
}

const langOf = (language: 'en' | 'zh'): string => (language === 'zh' ? 'zh-CN' : 'en');

/** Each page in each language and theme, by itself: minutes. */
export function eachPageEachWay(given: () => SharedConsole): void {
  let things: FilledThings;
  beforeAll(async () => {
    things = await given().withTriggers();
  });
  const cases = languages.flatMap((language) => pages.map((page) => ({ language, ...page })));

  test.each(cases)(
    '$path ($language) is accessible in both themes, fits on a phone, and asks nobody else',
    async ({ path, as, whole, language }) => {
      await using opened = await given().service.open(as, { language });
      const { page, faults } = opened;
      await page.goto(placeOf(path, things));
      await page.waitForSelector(whole);
      expect(await page.locator('html').getAttribute('lang')).toBe(langOf(language));
      expect(await findingsOf(page), 'light').toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForSelector('html[data-mantine-color-scheme=dark]');
      expect(await findingsOf(page), 'dark').toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(widerThanPhone)).toBe(0);
      expect(faults).toEqual([]);
    },
  );
}
