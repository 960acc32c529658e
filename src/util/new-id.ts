/** Crockford's alphabet: sorts like the numbers, and no two signs are mistaken for each other. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeSigns = 10;
const countSigns = 3;
const chanceSigns = 7;

let lastMs = 0;
let count = 0;

/**
 * An id such as `run_01jd8x0v9k00035p7r2t4w`: it says what it is of, and ids sort by the time (to the millisecond) at which they were made;
 * those of one process and millisecond by their order, as lists and the audit show them. `bytes` gives unguessable bytes; 35 bits of them
 * tell apart what several processes made in one millisecond.
 */
export function newId(prefix: string, nowMs: number, bytes: (count: number) => Uint8Array): string {
  count = nowMs === lastMs ? count + 1 : 0;
  lastMs = nowMs;
  const chance = Array.from(bytes(chanceSigns), (byte) => alphabet[byte % 32]).join('');
  return `${prefix}_${inSigns(nowMs, timeSigns)}${inSigns(count, countSigns)}${chance}`;
}

/** The lowest so many signs of a number. */
function inSigns(number: number, signs: number): string {
  let text = '';
  for (let left = number, at = 0; at < signs; at++, left = Math.floor(left / 32)) text = alphabet[left % 32] + text;
  return text;
}
