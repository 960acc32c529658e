/** Crockford's alphabet: sorts like the numbers, and no two signs are mistaken for each other. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeSigns = 10;
const chanceSigns = 10;

/**
 * An id such as `run_01jd8x0v9k3m5p7r2t4w`: it says what it is of, and ids sort by the time (to the millisecond) at which they were made.
 * `bytes` gives unguessable bytes; 50 bits of them tell apart what was made in one millisecond.
 */
export function newId(prefix: string, nowMs: number, bytes: (count: number) => Uint8Array): string {
  let time = '';
  for (let left = nowMs, at = 0; at < timeSigns; at++, left = Math.floor(left / 32)) time = alphabet[left % 32] + time;
  const chance = Array.from(bytes(chanceSigns), (byte) => alphabet[byte % 32]).join('');
  return `${prefix}_${time}${chance}`;
}
