import { readFileSync, writeFileSync } from 'node:fs';
import { type Section, toMarkdown } from './report.ts';

const page = new URL('../docs/benchmarks.md', import.meta.url);

/** Puts tables and the machine between their marks in the page; parts that were not measured keep theirs. */
export function writeDocs(sections: readonly Section[], machine: string): void {
  const tables = sections.map(
    ({ name, ...section }) => [name, `${toMarkdown({ name, ...section })}\n\n${machine}`] as const,
  );
  let text = readFileSync(page, 'utf8');
  for (const [name, table] of tables) {
    const marked = new RegExp(`(<!-- bench:${name} -->\n)[^]*?(<!-- /bench:${name} -->)`);
    text = text.replace(marked, (_, before, after) => `${before}${table}\n${after}`);
  }
  writeFileSync(page, text);
}
