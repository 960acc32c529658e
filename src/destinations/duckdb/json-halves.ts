import { quoteText } from './sql.ts';

/** A character that no JSON text holds as it is. */
const mark = 'chr(1)';
const hex = '[0-9a-fA-F]{2}';
const pair = String.raw`\\u([dD][89abAB]${hex})\\u([dD][c-fC-F]${hex})`;
const half = String.raw`\\u[dD][89a-fA-F]${hex}`;

/**
 * SQL: the JSON text with U+FFFD for halves of surrogate pairs, which DuckDB takes for no JSON. What only looks like a half, escaped
 * backslashes and whole pairs, is put aside meanwhile.
 */
export function withoutHalves(text: string): string {
  const backslashesAside = `replace(${text}, '\\\\', ${mark} || 'b')`;
  const pairsAside = `regexp_replace(${backslashesAside}, ${quoteText(pair)}, ${mark} || 'u\\1' || ${mark} || 'u\\2', 'g')`;
  const replaced = `regexp_replace(${pairsAside}, ${quoteText(half)}, '\ufffd', 'g')`;
  return `replace(replace(${replaced}, ${mark} || 'u', '\\u'), ${mark} || 'b', '\\\\')`;
}
