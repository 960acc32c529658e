import type { Language } from '../../../model/message.ts';
import { isObject } from '../../../util/json.ts';

/** A cell of a record with what its field is. */
export interface RecordCell {
  readonly name: string;
  /** As the platform numbers them. */
  readonly type: number;
  /** Of dates: as `yyyy/MM/dd HH:mm`. */
  readonly dateFormat: string | undefined;
  readonly value: unknown;
}

const dateType = 5;
/** When a record was made and changed, by whom, its number: of every record alike, and no content. */
const bookkeeping: ReadonlySet<number> = new Set([1001, 1002, 1003, 1004, 1005]);
const mostCells = 3;
const mostCharacters = 24;
const colon: Readonly<Record<Language, string>> = { en: ': ', zh: '：' };

/** The first cells of a record that say something, with the names of their fields; dates by the zone of their Base. */
export function cellsInWords(cells: readonly RecordCell[], language: Language, zone: string): string {
  return cells
    .filter(({ type }) => !bookkeeping.has(type))
    .map((cell) => ({ name: cell.name, text: cellText(cell, zone) }))
    .filter(({ text }) => text !== '')
    .slice(0, mostCells)
    .map(({ name, text }) => `${name}${colon[language]}${shortened(text)}`)
    .join(' · ');
}

/** As `2026-04-01`, or with the time of day. An unknown zone is that of the machine. */
export function timeInWords(ms: number, zone: string | undefined, withTime: boolean): string {
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const format = { year: 'numeric', month: '2-digit', day: '2-digit', ...(withTime && time) } as const;
  const said = (timeZone: string | undefined): string =>
    new Intl.DateTimeFormat('sv-SE', { ...format, timeZone }).format(ms);
  try {
    return said(zone);
  } catch {
    return said(undefined);
  }
}

function cellText({ type, dateFormat, value }: RecordCell, zone: string): string {
  if (type === dateType && typeof value === 'number')
    return timeInWords(value, zone, dateFormat?.includes('HH') ?? false);
  return textOf(value);
}

/** Texts come in pieces, people and choices as lists; of other things nothing is said. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) {
    const isText = value.every((part) => isObject(part) && typeof part.text === 'string');
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join(isText ? '' : ', ');
  }
  if (!isObject(value)) return '';
  return [value.text, value.name].find((text) => typeof text === 'string') ?? '';
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > mostCharacters ? `${characters.slice(0, mostCharacters).join('')}…` : text;
}
