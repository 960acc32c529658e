import { hash } from 'node:crypto';

/** Two of them, with what stands around them, make a name that Postgres does not cut (63 bytes). The platform's ids are shorter. */
const longest = 28;
const shownOfLong = 16;

/** An id as part of the name of a stream or column: letters, digits and `_`, at most 28 of them. */
export function identifier(id: string): string {
  const plain = id.replace(/[^A-Za-z0-9_]/g, '_');
  if (plain.length <= longest) return plain;
  return plain.slice(0, shownOfLong) + hash('sha256', id).slice(0, longest - shownOfLong);
}
