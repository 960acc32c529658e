import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { basename } from 'node:path';

/** Pages in English that end users read. Each has a twin in Chinese beside it. */
export function userPages(): string[] {
  const folders = ['how-to', 'modules', 'destinations', 'explanation', 'reference', 'airbyte'];
  const found = folders.flatMap((folder) => globSync(`docs/${folder}/*.md`)).map((page) => page.replaceAll('\\', '/'));
  return ['README.md', 'docs/readme.md', ...found].filter((page) => !isTwin(page)).toSorted();
}

/** Pages that `npm run docs` writes, in both languages; the others are written by hand. */
export function isGenerated(page: string): boolean {
  return page.startsWith('docs/reference/');
}

export function isTwin(page: string): boolean {
  return page.endsWith('.zh-CN.md');
}

export function twinOf(page: string): string {
  return page.replace(/\.md$/, '.zh-CN.md');
}

export function originalOf(twin: string): string {
  return twin.replace(/\.zh-CN\.md$/, '.md');
}

/** The first line of a twin: which text it was written from. */
export function markOf(page: string, text: string): string {
  const hash = createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex').slice(0, 12);
  return `<!-- of: ${basename(page)} sha256:${hash} -->`;
}
