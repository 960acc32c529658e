/**
 * Takes the pictures of the console that the README and the documentation show, of the demo of the service, in both languages:
 * `npm run docs:console-pictures`. The machine needs a font for Chinese.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { z } from 'zod';
import { browserArguments, unpackedBrowser } from '../test/support/unpacked-browser.ts';
import { buildConsole } from './build-console.ts';

const target = join(import.meta.dirname, '..', 'docs', 'images');
const port = 8791;
const languages = { en: 'en-GB', zh: 'zh-CN' } as const;

const started = z.object({
  event: z.literal('service_demo'),
  url: z.string(),
  login: z.string(),
  password: z.string(),
  runs: z.tuple([z.object({ id: z.string() })], z.unknown()),
});
type Demo = z.infer<typeof started>;

/** The pages, by the name of the picture. */
const pages = ({ runs }: Demo): Readonly<Record<string, string>> => ({
  overview: '/',
  run: `/runs/${runs[0].id}`,
});

/** Starts the demo, and waits until its runs have ended. Gives what ends it, too. */
async function startDemo(): Promise<Demo & AsyncDisposable> {
  const child = spawn(process.execPath, ['src/main.ts', 'demo', '--service', '--port', String(port), '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for await (const line of createInterface({ input: child.stdout })) {
    const { data } = started.safeParse(JSON.parse(line));
    if (data === undefined) continue;
    const end = async (): Promise<void> => {
      child.kill('SIGTERM');
      await ended;
    };
    return { ...data, [Symbol.asyncDispose]: end };
  }
  throw new Error('The demo ended before its runs did.');
}

async function signedIn(browser: Browser, { url, login, password }: Demo): Promise<BrowserContext> {
  const context = await browser.newContext();
  const answer = await context.request.post(`${url}/api/v1/sign-in`, {
    data: { login, password },
    headers: { origin: url },
  });
  if (!answer.ok()) throw new Error(`The demo answers ${answer.status()} to its own password.`);
  return context;
}

await buildConsole();
mkdirSync(target, { recursive: true });
await using demo = await startDemo();
const browser = await chromium.launch({ executablePath: unpackedBrowser(), args: [...browserArguments] });
try {
  const storageState = await (await signedIn(browser, demo)).storageState();
  for (const [language, locale] of Object.entries(languages)) {
    const context = await browser.newContext({
      storageState,
      locale,
      baseURL: demo.url,
      timezoneId: 'Asia/Shanghai',
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    for (const [name, path] of Object.entries(pages(demo))) {
      const page = await context.newPage();
      await page.goto(path);
      await page.waitForSelector('h1');
      await page
        .locator('header')
        .getByText(/^(Live|实时)$/)
        .waitFor();
      await page.locator('main section').first().waitFor();
      // The live view, an answer that never ends, is there: all others have come.
      await page.waitForTimeout(1_000);
      const file = join(target, `console-${name}.${language}.png`);
      await page.screenshot({ path: file });
      console.log(file);
      await page.close();
    }
  }
} finally {
  await browser.close();
}
