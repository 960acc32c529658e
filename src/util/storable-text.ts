const nul = '\u0000';

/**
 * The text without what names, comments and some databases cannot hold: U+0000 and halves of surrogate pairs. The replacement
 * character stands in for each.
 */
export function storableText(text: string): string {
  const whole = text.toWellFormed();
  return whole.includes(nul) ? whole.replaceAll(nul, '\ufffd') : whole;
}

/** What only looks like an escape, whole pairs, and what cannot be held: `\\u0000` and halves of pairs. */
const escapes = /\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\u(?:0000|d[89a-f][0-9a-f]{2})/gi;
const escapeLength = 6;

/** JSON whose texts, in the same way, hold nothing that a database cannot. */
export function storableJson(json: string): string {
  if (!json.includes('\\u')) return json;
  return json.replaceAll(escapes, (found) => (found.length === escapeLength ? '\\ufffd' : found));
}
