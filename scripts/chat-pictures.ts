/**
 * Takes the pictures of the chat page that the documentation shows, of `demo --bot`, in both languages: `npm run docs:chat-pictures`. The machine needs a font for
 * Chinese.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { z } from 'zod';
import { browserArguments, unpackedBrowser } from '../test/support/unpacked-browser.ts';
import { buildConsole } from './build-console.ts';

const target = join(import.meta.dirname, '..', 'docs', 'images');
const port = 8792;
const started = z.object({ event: z.literal('service_demo'), chat_url: z.string() });

/** What is said in each language; the last answer is awaited. */
const talks = {
  en: `ann: How many approvals wait?\nwait for bot "Waiting" within 60 s\npress "Whose desk?"\nwait for bot "Oldest" within 60 s\n`,
  zh: `bob: 有多少审批在等待？\nwait for bot "等待数" within 60 s\npress "卡在谁那里？"\nwait for bot "审批人" within 60 s\n`,
};
const locales = { en: 'en-GB', zh: 'zh-CN' } as const;
const said = z.object({ messages: z.array(z.object({ from: z.object({ id: z.string() }) })) });

async function takePicture(url: string, language: 'en' | 'zh'): Promise<void> {
  const { origin } = new URL(url);
  const played = await fetch(`${origin}/sandbox/im/script`, { method: 'POST', body: talks[language] });
  const { messages } = said.parse(await played.json());
  const browser = await chromium.launch({ executablePath: unpackedBrowser(), args: [...browserArguments] });
  try {
    const context = await browser.newContext({
      locale: locales[language],
      deviceScaleFactor: 1.5,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.setViewportSize({ width: 1100, height: 860 });
    await page.goto(`${url}#as=${messages[0]?.from.id ?? ''}`);
    await page.click('.chats li:first-child button');
    await page.waitForSelector('.message.card');
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(target, `chat.${language}.png`) });
  } finally {
    await browser.close();
  }
}

await buildConsole();
const child = spawn(process.execPath, ['src/main.ts', 'demo', '--bot', '--port', String(port), '--json'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
for await (const line of createInterface({ input: child.stdout })) {
  const { data } = started.safeParse(JSON.parse(line));
  if (data === undefined) continue;
  await takePicture(data.chat_url, 'en');
  await takePicture(data.chat_url, 'zh');
  child.kill('SIGTERM');
}
