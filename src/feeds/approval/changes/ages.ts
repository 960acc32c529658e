import { fromMinutes, toMinutes } from './held-instances.ts';

const bytes = 3;

/** When each part of a whole was last read: milliseconds, 0 for never. Kept in minutes, for a whole may have thousands of parts. */
export function writeAges(ages: readonly number[]): string {
  const packed = Buffer.alloc(ages.length * bytes);
  for (const [place, at] of ages.entries()) packed.writeUIntBE(toMinutes(at), place * bytes, bytes);
  return packed.toString('base64');
}

/** What `writeAges` has written; undefined for anything else. */
export function readAges(text: string | null): number[] | undefined {
  const packed = Buffer.from(text ?? '', 'base64');
  if (packed.length % bytes !== 0) return undefined;
  return Array.from({ length: packed.length / bytes }, (_, place) => {
    const minutes = packed.readUIntBE(place * bytes, bytes);
    return minutes === 0 ? 0 : fromMinutes(minutes);
  });
}
