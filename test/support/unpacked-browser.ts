import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const cache = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'larkstream-browser');
const lines = `const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath();`;

/**
 * The browser of the tests, out of its npm package. It is unpacked once, which takes seconds, into a folder of its own: the package unpacks into fixed
 * names among the temporary files, where anybody could have put something.
 */
export function unpackedBrowser(): string {
  const { version } = JSON.parse(readFileSync('node_modules/@sparticuz/chromium/package.json', 'utf8'));
  const folder = join(cache, String(version));
  if (!existsSync(join(folder, 'chromium'))) {
    const fresh = `${folder}-${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    execFileSync(process.execPath, ['--input-type=module', '-e', lines], { env: { ...process.env, TMPDIR: fresh } });
    // Whoever was faster has the same.
    if (existsSync(folder)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, folder);
  }
  return join(folder, 'chromium');
}

/** Without what the package adds for functions in a cloud: the security of pages must be the usual one. */
export const browserArguments: readonly string[] = [
  '--headless=shell',
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--hide-scrollbars',
];
