import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'browser');
/** In a checkout the page's scripts are TypeScript; in the package they are compiled. */
const suffix: '.ts' | '.js' = import.meta.filename.endsWith('.ts') ? '.ts' : '.js';

/** The script that the page begins with. */
export const mainScript: string = `main${suffix}`;

const made = new Map<string, string>();

/** A script of the page by its name; undefined where there is none. */
export function pageScript(name: string): string | undefined {
  if (!/^[a-z-]{1,40}$/.test(name.slice(0, -suffix.length)) || !name.endsWith(suffix)) return undefined;
  const known = made.get(name);
  if (known !== undefined) return known;
  const source = readSource(name);
  if (source === undefined) return undefined;
  const script = suffix === '.ts' ? withoutTypes(source) : source;
  made.set(name, script);
  return script;
}

function readSource(name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}

/** Node warns that this function is new; nobody who runs a sandbox from its sources can do anything about it. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}
