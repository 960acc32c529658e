import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

/** The page whose tables tests read, so that page and rule cannot differ. */
export const architecture: string = readFileSync('ARCHITECTURE.md', 'utf8');

const row = /^\| `([\w.-]+)` \|[^|\n]*\|([^|\n]*)\|([^|\n]*)\|/gm;
/** Folder → what it may import. */
export const allowedImports: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...architecture.matchAll(row)].map(
    ([, folder = '', folders = '', packages = '']) =>
      [folder, new Set(`${folders} ${packages}`.match(/[\w.@/*-]+/g))] as const,
  ),
);

export const folderOf = (path: string): string => path.split('/')[1] ?? '';

// An option of a command line is called `--from`.
const imported = /(?<!-)\bfrom\s*['"]([^'"\n]+)['"]|\bimport\s*\(?\s*['"]([^'"\n]+)['"]/g;

/** What a file imports: paths from the project's folder on, and names of packages. */
export function importsOf(file: string): string[] {
  // Examples in comments import what a stranger would.
  const code = readFileSync(file, 'utf8').replaceAll(/^ *\/?\*.*$/gm, '');
  return [...code.matchAll(imported)]
    .map(([, from, dynamic]) => from ?? dynamic ?? '')
    .map((name) => (name.startsWith('.') ? join(dirname(file), name) : name));
}

/** Other folders and packages that a file of `src` imports, as the table names them. */
export function importedBy(file: string): string[] {
  return importsOf(file)
    .filter((name) => !name.startsWith('node:'))
    .map((name) => (name.startsWith('src/') ? folderOf(name) : name));
}

/** Imports of a file of `src` that its folder may not make. */
export function wrongImports(file: string): string[] {
  const mine = allowedImports.get(folderOf(file)) ?? new Set<string>();
  return importedBy(file).filter((name) => name !== folderOf(file) && !mine.has(name) && !mine.has('*'));
}
