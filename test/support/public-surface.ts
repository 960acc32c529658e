import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A declaration as the compiler wrote it: one `export`, or one type that only its file knows. */
interface Declaration {
  readonly file: string;
  readonly name: string;
  readonly kind: string;
  /** Without comments. */
  readonly text: string;
}

interface Export {
  readonly from: string;
  readonly name: string;
  /** By `export type`: what is no type cannot be used. */
  readonly isType: boolean;
}

interface Module {
  /** Local name → file and name there; of a package, its name and undefined. */
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
  readonly declarations: ReadonlyMap<string, Declaration>;
  /** Exported name → where it is declared. */
  readonly exports: ReadonlyMap<string, Export>;
}

const importStatement = /^import (?:type )?\{([^}]*)\} from ["']([^"']+)["'];/gm;
const exportStatement = /^export (type )?(?:\{([^}]*)\}|(\*)) from ["']([^"']+)["'];/gm;
const ownDeclaration =
  /^(?:export )?(?:declare )?(?:abstract )?(?:async )?(class|interface|type|function|const|enum) (\w+)/;

const names = (list: string): (readonly [original: string, local: string])[] =>
  list
    .split(',')
    .map((part) => part.trim().replace(/^type /, ''))
    .filter((part) => part !== '')
    .map((part) => {
      const [original = '', local = original] = part.split(' as ');
      return [original, local] as const;
    });

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

/** Declarations that the compiler emits are regular: each begins at the margin. */
function parse(file: string): Module {
  const text = withoutComments(readFileSync(file, 'utf8'));
  const resolved = (from: string): string =>
    from.startsWith('.') ? join(dirname(file), from.replace(/\.(?:js|ts)$/, '.d.ts')) : from;
  const imports = new Map(
    [...text.matchAll(importStatement)].flatMap(([, list = '', from = '']) =>
      names(list).map(([name, local]) => [local, { from: resolved(from), name }] as const),
    ),
  );
  const declarations = new Map<string, Declaration>();
  const exports = new Map<string, Export>();
  for (const part of text.split(/\n(?=export |declare |interface |type |class |import |abstract |const |function )/)) {
    const [, kind = '', name] = ownDeclaration.exec(part) ?? [];
    if (name === undefined) continue;
    const before = declarations.get(name)?.text ?? '';
    declarations.set(name, { file, name, kind, text: `${before}${part}` });
    if (part.startsWith('export ')) exports.set(name, { from: file, name, isType: false });
  }
  for (const [, type, list, all, from = ''] of text.matchAll(exportStatement)) {
    const isType = type !== undefined;
    if (all !== undefined)
      for (const [name, place] of moduleOf(resolved(from)).exports)
        exports.set(name, { ...place, isType: isType || place.isType });
    else for (const [name, local] of names(list ?? '')) exports.set(local, { from: resolved(from), name, isType });
  }
  return { imports, declarations, exports };
}

const modules = new Map<string, Module>();

function moduleOf(file: string): Module {
  const known = modules.get(file);
  if (known !== undefined) return known;
  const module = parse(file);
  modules.set(file, module);
  return module;
}

/** The declaration behind a name, however often it is passed on. */
function find(file: string, name: string): Declaration | undefined {
  if (!file.endsWith('.d.ts')) return undefined;
  const { declarations, exports } = moduleOf(file);
  const own = declarations.get(name);
  if (own !== undefined) return own;
  const place = exports.get(name);
  return place === undefined ? undefined : find(place.from, place.name);
}

/** What a declaration names: types in its file and in what the file imports. Texts and members are no names. */
function namedIn(
  declaration: Declaration,
): { readonly place: string; readonly declaration: Declaration | undefined }[] {
  const { imports, declarations } = moduleOf(declaration.file);
  const text = declaration.text
    .replaceAll(/'[^'\n]*'|"[^"\n]*"/g, '')
    .replaceAll(/(?<=[{;,(\n]\s*)(?:readonly |static |get |set )*\w+\??(?=[:(<])/g, '');
  const words = new Set(text.match(/\b[A-Za-z_]\w*\b/g));
  words.delete(declaration.name);
  return [...words].flatMap((word) => {
    const imported = imports.get(word);
    if (imported !== undefined) {
      const found = find(imported.from, imported.name);
      return found?.kind === 'const' ? [] : [{ place: imported.from, declaration: found }];
    }
    const own = declarations.get(word);
    // The type of a constant is worked out by the compiler: there is nothing to name.
    return own === undefined || own.kind === 'const' ? [] : [{ place: declaration.file, declaration: own }];
  });
}

export interface Surface {
  readonly exported: readonly string[];
  /** The exported functions, with their comments. */
  readonly functions: readonly { readonly name: string; readonly comment: string }[];
  /** Functions and constants that are exported as types only, so that no program can use them. */
  readonly unusable: readonly string[];
  /** `Type in file, named by Other`: named by an exported thing, and not exported. */
  readonly missing: readonly string[];
  /** Packages whose types are part of the surface. */
  readonly packages: readonly string[];
}

/** The surface of an entry; what `others` export counts as exported. */
export function surfaceOf(entry: string, others: readonly string[] = []): Surface {
  const exported = new Set<string>();
  const key = ({ file, name }: Declaration): string => `${file}#${name}`;
  const start: Declaration[] = [];
  const functions: { name: string; comment: string }[] = [];
  const unusable: string[] = [];
  for (const file of new Set([entry, ...others])) {
    for (const [name, { isType }] of moduleOf(file).exports) {
      const found = find(file, name);
      if (found === undefined) continue;
      exported.add(key(found));
      if (file !== entry) continue;
      start.push(found);
      if (isType && ['function', 'const'].includes(found.kind)) unusable.push(name);
      if (found.kind === 'function' && !isType)
        functions.push({ name: found.name, comment: commentOf(found.name, found.file) });
    }
  }
  const missing = new Set<string>();
  const packages = new Set<string>();
  for (const declaration of start) {
    for (const { place, declaration: named } of namedIn(declaration)) {
      if (named === undefined) packages.add(place);
      else if (!exported.has(key(named))) missing.add(`${named.name} in ${named.file}, named by ${declaration.name}`);
    }
  }
  return {
    functions,
    unusable: unusable.sort(),
    exported: [...moduleOf(entry).exports.keys()].sort(),
    missing: [...missing].sort(),
    packages: [...packages].sort(),
  };
}

/** The comment that stands right before an exported function. */
function commentOf(name: string, file: string): string {
  const text = readFileSync(file, 'utf8');
  const at = text.search(new RegExp(`^export declare (?:async )?function ${name}\\b`, 'm'));
  const before = text.slice(0, Math.max(0, at));
  return before.trimEnd().endsWith('*/') ? before.slice(before.lastIndexOf('/**')) : '';
}
