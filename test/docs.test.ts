import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { renderConnectorFiles } from '../scripts/reference/connector-files.ts';
import { renderPages } from '../scripts/reference/pages.ts';
import { isTwin, originalOf } from '../scripts/twins.ts';
import { moduleNames } from '../src/config/modules.ts';
import { toProblem } from '../src/http/api/problem.ts';
import { renderErrors } from '../src/http/errors/errors-page.ts';
import { type ErrorCode, errorCodes } from '../src/model/error-codes.ts';
import { ConfigError } from '../src/model/errors.ts';
import { languages } from '../src/model/message.ts';
import { proseOf } from './support/doc-blocks.ts';

const pages = renderPages();
const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);

/** When one of these fails after a deliberate change: `npm run docs`. */
test.each([...pages])('%s says what the code says', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('every module has a page', () => {
  const written = globSync('docs/modules/*.md').filter((file) => !isTwin(file));
  expect(written.sort()).toEqual(moduleNames.map((name) => `docs/modules/${name}.md`).sort());
});

/** What is the same in every language: the depth of the headings, and what the rows of the tables are about. */
function skeletonOf(page: string): string[] {
  return proseOf(pages.get(page) ?? '')
    .split('\n')
    .flatMap((line) => /^#+ |^\| (?:`[^`]+`|\d+) (?=\|)/.exec(line)?.[0] ?? []);
}

test.each(languages)(
  'each code has a place of its own on the page of errors, to which the API points (%s)',
  (language) => {
    const codes = Object.keys(errorCodes).filter(isErrorCode);
    expect(codes.length).toBeGreaterThan(100);
    const page = renderErrors(language);
    const lost = codes.filter((code) => {
      const asked = { requestId: 'req_1', publicUrl: 'https://larkstream.example.com' };
      const { docs } = toProblem(
        new ConfigError({ code, message: { en: 'x', zh: 'x' } }),
        { language, isInBoth: false },
        asked,
      );
      const { pathname, searchParams, hash } = new URL(docs);
      expect([pathname, searchParams.get('lang')]).toEqual(['/errors', language]);
      return page.split(`id="${hash.slice(1)}"`).length !== 2;
    });
    expect(lost).toEqual([]);
  },
);

describe.each([...pages.keys()].filter(isTwin))('%s', (twin) => {
  const original = originalOf(twin);

  test('a Chinese reference page has the sections and rows of its page', () => {
    expect(skeletonOf(twin).length).toBeGreaterThan(10);
    expect(skeletonOf(twin)).toEqual(skeletonOf(original));
  });

  test('a Chinese reference page contains no English sentence', () => {
    const text = (pages.get(twin) ?? '').replaceAll(/```yaml[\s\S]*?```|^ +\$ .*$|`[^`\n]+`/gm, '');
    const sentences = text.match(/(?<![-\w/.$])[A-Za-z]{2,}(?:,? [a-z]{2,}){3,}/g);
    expect(sentences).toBeNull();
  });
});

test('the files for the acceptance tests say what the code says', async () => {
  for (const [file, text] of await renderConnectorFiles()) expect(readFileSync(file, 'utf8'), file).toBe(text);
});
