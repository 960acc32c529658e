import { readFileSync } from 'node:fs';
import { isObject, parseJson, readText } from '../util/json.ts';

let known: string | undefined;

/** As hosts outside are told it; `0` where it is not known. */
export function productVersion(): string {
  known ??= readVersion();
  return known;
}

function readVersion(): string {
  const manifest = parseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (isObject(manifest) ? readText(manifest, 'version') : null) ?? '0';
}
