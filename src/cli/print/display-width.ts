import { stripVTControlCharacters } from 'node:util';

/** East Asian wide and full-width blocks, and emoji [Unicode UAX #11]; ranges that never occur in names are left out. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const invisible = /^[\p{Mark}\p{Cf}\p{Cc}]+$/u;

let segmenter: Intl.Segmenter | undefined;

/** Made when it is first needed: making it takes longer than anything else of a start. */
function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(text);
}

function segmentWidth(segment: string): number {
  if (wide.test(segment)) return 2;
  return invisible.test(segment) ? 0 : 1;
}

/** Columns that the text takes on a terminal; colour codes take none. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of segments(plain)) width += segmentWidth(segment);
  return width;
}

/** The text cut to this many columns, with an ellipsis where something was cut. For text without colour codes. */
export function fitWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of segments(text)) {
    width += segmentWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return columns <= 0 ? '' : `${kept}…`;
}

/** The text with an ellipsis for its middle: long names differ at their beginning and end. For text without colour codes. */
export function fitMiddle(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  const all = [...segments(text)].map(({ segment }) => segment);
  const take = (signs: readonly string[], room: number): string[] => {
    let width = 0;
    return signs.slice(
      0,
      signs.findIndex((sign) => {
        width += segmentWidth(sign);
        return width > room;
      }),
    );
  };
  const head = take(all, Math.ceil((columns - 1) / 2));
  const tail = take(all.toReversed(), Math.floor((columns - 1) / 2)).toReversed();
  return columns <= 0 ? '' : [...head, '…', ...tail].join('');
}

/** Fills up on the left, in columns of the terminal: a Chinese character has two. */
export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/** Fills up on the right, in columns of the terminal. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}
