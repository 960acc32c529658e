import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { docBlocks } from '../support/doc-blocks.ts';

const root = process.cwd();
const pages = globSync('**/*.md', { exclude: (name) => ['node_modules', 'dist'].includes(name) });

/** Pages whose programs stand elsewhere than in the page's own folder of `src`. */
const places: Readonly<Record<string, string>> = { 'docs/contributing/add-a-destination.md': 'src/destinations/mysql' };
const placeOf = (page: string): string => places[page] ?? (page.startsWith('src/') ? dirname(page) : 'src');

const blocks = pages.flatMap((page) => docBlocks(readFileSync(page, 'utf8')).map((block) => ({ page, ...block })));
const programs = blocks
  .filter(({ language }) => language === 'ts')
  .map(({ page, text }, at) => ({ page, text, file: join(placeOf(page), `example-${at}.ts`) }));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says of these programs, as if they stood in their folders of `src`. */
function faultsOf(written: readonly { readonly file: string; readonly text: string }[]): string {
  for (const { file, text } of written) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    // A program without an import is a module all the same, so that it may wait.
    writeFileSync(join(folder, file), `${text}\nexport {};\n`);
  }
  const entry = (name: string): string[] => [join(root, 'src', 'public', `${name}.ts`)];
  const compilerOptions = {
    rootDirs: [join(root, 'src'), join(folder, 'src')],
    paths: {
      larkstream: entry('index'),
      'larkstream/agents': entry('agents'),
      'larkstream/client': entry('client'),
      'larkstream/events': entry('events'),
      'larkstream/sandbox': entry('sandbox'),
    },
    typeRoots: [join(root, 'node_modules', '@types')],
    // Examples end where their point is made, and their package is a module.
    noUnusedLocals: false,
    isolatedDeclarations: false,
    declaration: false,
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, include: ['src'] }),
  );
  try {
    execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', folder], { encoding: 'utf8' });
    return '';
  } catch (thrown) {
    return thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : String(thrown);
  }
}

test('every TypeScript block of every page compiles against the sources', () => {
  expect(new Set(programs.map(({ page }) => page))).toEqual(
    new Set([
      'docs/contributing/add-a-destination.md',
      'docs/how-to/answer-messages.md',
      'docs/how-to/answer-messages.zh-CN.md',
      'docs/how-to/play-with-a-bot.md',
      'docs/how-to/play-with-a-bot.zh-CN.md',
      'docs/how-to/terminal-files-programs.md',
      'docs/how-to/terminal-files-programs.zh-CN.md',
      'docs/how-to/use-as-a-library.md',
      'docs/how-to/use-as-a-library.zh-CN.md',
      'src/open-platform/readme.md',
      'src/sandbox/im/readme.md',
      'src/sandbox/readme.md',
    ]),
  );
  const wrong = {
    file: join('src', 'wrong.ts'),
    text: "import { startSandbox } from 'larkstream/sandbox';\nstartSandbox(1);",
  };
  const faults = faultsOf([...programs, wrong]);
  // A compiler that saw nothing must not pass.
  expect(faults).toContain(wrong.file);
  const shown = programs.map(({ page, file }) => `${file} is of ${page}`).join('\n');
  expect(
    faults.split('\n').filter((line) => line !== '' && !line.includes(wrong.file)),
    shown,
  ).toEqual([]);
}, 300_000);

test('programs are marked as TypeScript: those in another dialect would escape the compiler', () => {
  const dialects = ['typescript', 'tsx', 'mts', 'cts', 'js', 'javascript', 'jsx', 'mjs', 'cjs', 'node'];
  expect(blocks.filter(({ language }) => dialects.includes(language.toLowerCase()))).toEqual([]);
});
