import { readFileSync } from 'node:fs';
import { isObject, readText, tryParseJson } from '../util/json.ts';

const manifest = tryParseJson(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The package's version; the manifest lies two folders up both from `src/cli` and from `dist/cli`. */
export const version: string = isObject(manifest) ? (readText(manifest, 'version') ?? '') : '';
