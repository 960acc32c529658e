import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

/** One member of an exported interface. */
export interface Member {
  readonly name: string;
  readonly type: string;
  /** As of a `SourceExport`. */
  readonly comment: string;
}

/** One `export` of a function, class, constant or type in a file of the project. */
export interface SourceExport {
  readonly file: string;
  readonly name: string;
  /** The text of the comment right before it; "" when there is none. */
  readonly comment: string;
  /** Of an interface; none of anything else. */
  readonly members: readonly Member[];
}

// Biome formats the sources, so that each declaration begins at the margin, and each member of an interface two spaces from it.
const declaration =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type|enum) (\w+)(?=[\s<(:=])/;
const passedOn = /^export (?:type )?(?:\{([^}]*)\}|\*) from '([^']+)';/gm;
const member = /^ {2}(?:readonly )?(\w+)\??(?::|(?=[<(]))\s*([^;]*);?/;

/** The comment that ends right above a line; a remark to the linter may stand between. */
function commentAbove(lines: readonly string[], at: number): string {
  let end = at - 1;
  while (lines[end]?.trim().startsWith('// biome-ignore')) end--;
  if (!lines[end]?.trim().endsWith('*/')) return '';
  let begin = end;
  while (begin > 0 && !lines[begin]?.trim().startsWith('/**')) begin--;
  return lines
    .slice(begin, end + 1)
    .join('\n')
    .replaceAll(/^\s*\/?\*+\/?|\*\/$/gm, '')
    .trim();
}

function membersBelow(lines: readonly string[], at: number): Member[] {
  const members: Member[] = [];
  for (let line = at + 1; line < lines.length && lines[line] !== '}'; line++) {
    const [, name, type = ''] = member.exec(lines[line] ?? '') ?? [];
    if (name !== undefined) members.push({ name, type, comment: commentAbove(lines, line) });
  }
  return members;
}

/** What a file declares and exports; of a function with several signatures the first one. */
export function exportsOf(file: string): SourceExport[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const found = new Map<string, SourceExport>();
  for (const [at, line] of lines.entries()) {
    const name = declaration.exec(line)?.[1];
    if (name === undefined || found.has(name)) continue;
    const members = / interface /.test(line) && !line.endsWith('}') ? membersBelow(lines, at) : [];
    found.set(name, { file, name, comment: commentAbove(lines, at), members });
  }
  return [...found.values()];
}

/** Everything that a program can import from an entry: what it declares and what it passes on, however often. */
export function surfaceExports(entry: string): SourceExport[] {
  const text = readFileSync(entry, 'utf8');
  const others = [...text.matchAll(passedOn)].flatMap(([, list, from = '']) => {
    const behind = surfaceExports(join(dirname(entry), from));
    if (list === undefined) return behind;
    const names = list.split(',').map(
      (part) =>
        part
          .trim()
          .replace(/^type /, '')
          .split(' as ')[0],
    );
    return behind.filter(({ name }) => names.includes(name));
  });
  return [...exportsOf(entry), ...others];
}
