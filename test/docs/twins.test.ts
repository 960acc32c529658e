import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isGenerated, isTwin, markOf, originalOf, twinOf, userPages } from '../../scripts/twins.ts';
import { machineBlocks, proseOf } from '../support/doc-blocks.ts';

const read = (page: string): string => readFileSync(page, 'utf8');
const pages = userPages();
const twins = globSync(['*.zh-CN.md', 'docs/**/*.zh-CN.md'])
  .map((page) => page.replaceAll('\\', '/'))
  .toSorted();
const written = twins.filter((twin) => !isGenerated(twin));

interface Link {
  readonly label: string;
  readonly target: string;
  readonly anchor: string;
}

function linksOf(page: string): Link[] {
  const found = proseOf(read(page)).matchAll(/\[([^\]]*)\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g);
  return [...found].map(([, label = '', path = '', anchor = '']) => ({
    label,
    target: path === '' ? page : join(dirname(page), path).replaceAll('\\', '/'),
    anchor,
  }));
}

/** The anchors that GitHub makes of a page's headings, and those that the page names itself. */
function anchorsOf(page: string): string[] {
  const text = proseOf(read(page));
  const named = [...text.matchAll(/<a (?:id|name)="([^"]+)">/g)].map(([, id = '']) => id);
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
  return [...headings, ...named];
}

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** How a page is built, whatever its language. */
function shapeOf(page: string): Record<string, number> {
  const text = proseOf(read(page));
  return {
    titles: count(text, /^# /gm),
    sections: count(text, /^## /gm),
    subsections: count(text, /^### /gm),
    tableRows: count(text, /^ *\|/gm),
    points: count(text, /^ *(?:-|\d{1,2}\.) /gm),
  };
}

/** Names, commands and figures: what stays the same in every language. */
function factsOf(page: string): string[] {
  const text = proseOf(read(page)).replaceAll(/\]\([^)]*\)/g, ']');
  const names = [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => !/\s|[^\x20-\x7e…]/.test(name));
  const figures = [...text.replaceAll(/`[^`\n]+`/g, '').matchAll(/\d[\d.,]*\d/g)].map(([figure]) => figure);
  return [...new Set([...names, ...figures])];
}

test('every page that an end user reads has a twin in Chinese', () => {
  expect(pages.length).toBeGreaterThan(25);
  const missing = pages.filter((page) => !existsSync(twinOf(page)));
  expect(missing, 'pages without a twin, NAME.zh-CN.md beside NAME.md').toEqual([]);
});

test('no twin is without its page', () => {
  expect(twins.map(originalOf).filter((page) => !pages.includes(page))).toEqual([]);
});

test('no twin is older than its page', () => {
  const stale = written.filter(
    (twin) => !read(twin).startsWith(`${markOf(originalOf(twin), read(originalOf(twin)))}\n`),
  );
  const command = `node scripts/renew-twin.ts ${stale.map(originalOf).join(' ')}`;
  expect(stale, `the English pages have changed. Bring these up to date, then run: ${command}`).toEqual([]);
});

test('a change in English is noticed, other line ends are none', () => {
  const mark = markOf('docs/how-to/query.md', 'one\ntwo\n');
  expect(mark).toMatch(/^<!-- of: query\.md sha256:[0-9a-f]{12} -->$/);
  expect(markOf('docs/how-to/query.md', 'one\r\ntwo\r\n')).toBe(mark);
  expect(markOf('docs/how-to/query.md', 'one\nthree\n')).not.toBe(mark);
});

describe.each(twins)('%s', (twin) => {
  const original = originalOf(twin);

  test('a Chinese page links to its English page, and back', () => {
    expect(linksOf(twin)).toContainEqual({ label: 'English', target: original, anchor: '' });
    expect(linksOf(original)).toContainEqual({ label: '简体中文', target: twin, anchor: '' });
  });

  test('a Chinese page links to Chinese pages where there are any', () => {
    const strays = linksOf(twin).filter(
      ({ label, target }) =>
        label !== 'English' && !isTwin(target) && existsSync(twinOf(target)) && target.endsWith('.md'),
    );
    expect(strays).toEqual([]);
  });

  test('a Chinese page contains no English sentence', () => {
    // What is quoted, addresses, and ways through another program's menus stay as they are.
    const prose = proseOf(read(twin)).replaceAll(/`[^`\n]+`|"[^"\n]+"|\]\([^)]*\)|\*[^*\n]+ > [^*\n]+\*/g, '');
    expect(prose.match(/\b[a-z]+(?:,? [a-z]+){3,}/gi) ?? []).toEqual([]);
  });

  test('a Chinese page has the blocks of its English page', () => {
    expect(machineBlocks(read(twin))).toEqual(machineBlocks(read(original)));
  });

  test('a Chinese page has the structure of its English page', () => {
    expect(shapeOf(twin)).toEqual(shapeOf(original));
  });

  test('a Chinese page contains every name, command and figure of its English page', () => {
    const known = new Set(factsOf(twin));
    const text = read(twin);
    expect(factsOf(original).filter((fact) => !known.has(fact) && !text.includes(fact))).toEqual([]);
  });
});

test('the list of pages in Chinese holds them all', () => {
  const list = 'docs/readme.zh-CN.md';
  const listed = linksOf(list).map(({ target }) => target);
  expect(twins.filter((twin) => twin.startsWith('docs/') && twin !== list && !listed.includes(twin))).toEqual([]);
});

test('sentences on the screen name no page of the documentation, which an installed package does not have', () => {
  const named = globSync('src/**/*.ts').flatMap((file) =>
    [...read(file).matchAll(/\b(?:en|zh): '[^'\n]*?\b(docs\/[\w/-]+(?:\.zh-CN)?\.md)/g)].map(
      ([, page]) => `${file}: ${page}`,
    ),
  );
  expect(named).toEqual([]);
});

test('every link to a section finds it', () => {
  const broken = [...pages, ...twins].flatMap((page) =>
    linksOf(page)
      .filter(
        ({ target, anchor }) =>
          anchor !== '' && target.endsWith('.md') && !anchorsOf(target).includes(decodeURIComponent(anchor)),
      )
      .map(({ target, anchor }) => `${page} → ${target}#${anchor}`),
  );
  expect(broken).toEqual([]);
});
