import { isNumeric, isObject, readArray, readObjects, readText } from '../../util/json.ts';
import type { Cell } from './field.ts';

/** The text a person sees in a cell: segments joined, the display text of a link, a location's full address. */
export function textOf(cell: Cell): string {
  if (cell === undefined || cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (isNumeric(cell) || typeof cell === 'boolean') return String(cell);
  if (Array.isArray(cell)) return cell.map(textOf).join('');
  return readText(cell, 'full_address') ?? readText(cell, 'text') ?? readText(cell, 'name') ?? '';
}

/** What filters on people, groups and links compare: the ids in the cell. */
export function idsOf(cell: Cell): readonly string[] {
  if (Array.isArray(cell)) return cell.flatMap((entry) => (isObject(entry) ? [readText(entry, 'id') ?? ''] : []));
  if (!isObject(cell)) return [];
  return readArray(cell, 'link_record_ids').flatMap((id) => (typeof id === 'string' ? [id] : []));
}

/** The option names of a single or multiple select. */
export function optionsOf(cell: Cell): readonly string[] {
  if (typeof cell === 'string') return [cell];
  return Array.isArray(cell) ? cell.flatMap((option) => (typeof option === 'string' ? [option] : [])) : [];
}

/** The number of a number, date or formula cell; NaN when it has none. */
export function numberOf(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  if (isObject(cell)) {
    const [first] = readArray(cell, 'value');
    return typeof first === 'number' ? first : Number.NaN;
  }
  return Number.NaN;
}

/** The link cell's first record id, for lookups. */
export function firstLinkOf(cell: Cell): string | undefined {
  return idsOf(cell)[0];
}

/** Whether the platform would show the key at all; an emptied text or list is the same as no cell. */
export function isEmptyCell(cell: Cell): boolean {
  if (cell === undefined || cell === null || cell === '') return true;
  if (Array.isArray(cell)) return cell.length === 0;
  return isObject(cell) && 'link_record_ids' in cell && readArray(cell, 'link_record_ids').length === 0;
}

/** The segments of a text cell; a plain string becomes one segment. */
export function textSegments(text: string): Cell {
  return text === '' ? undefined : [{ text, type: 'text' }];
}

/** The values of a formula or lookup as texts, as the historic list endpoint shows them. */
export function resultTexts(cell: Cell): readonly string[] {
  if (!isObject(cell)) return [];
  const objects = readObjects(cell, 'value');
  if (objects.length > 0) return objects.map(textOf);
  return readArray(cell, 'value').map(textOf);
}
