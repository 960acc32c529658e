import { once } from 'node:events';
import { createServer } from 'node:http';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { buildConsole } from '../../scripts/build-console.ts';
import { browserArguments, unpackedBrowser } from './unpacked-browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the run's browser, once the console is built. */
    readonly browserAddress: string;
  }
}

/** One browser for the whole run, and the console built of these sources, when the first test file asks for them. Gives what ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let opened: Promise<BrowserServer> | undefined;
  const broker = createServer(async (_, response) => {
    opened ??= open();
    try {
      response.end((await opened).wsEndpoint());
    } catch (thrown) {
      response.writeHead(500).end(String(thrown));
    }
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const address = broker.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  project.provide('browserAddress', `http://127.0.0.1:${port}`);
  return async () => {
    broker.close();
    await (await opened)?.close();
  };
}

async function open(): Promise<BrowserServer> {
  await buildConsole();
  // The package of the browser holds one for Linux; elsewhere it is the Chrome of the machine.
  const place = process.platform === 'linux' ? { executablePath: unpackedBrowser() } : { channel: 'chrome' };
  return await chromium.launchServer({ ...place, args: [...browserArguments], host: '127.0.0.1' });
}
