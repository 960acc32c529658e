import type { RowValue } from '../../model/stream.ts';
import { isNumeric, isObject, type JsonObject, type JsonValue } from '../../util/json.ts';
import { toRfc3339 } from '../../util/timestamps.ts';

/**
 * Cells as values of one type. Each reader takes the shapes of `records/search` and of the older `list`, and gives undefined
 * for what does not fit. Shapes: bitable-v1, "Base record data structure".
 */
export type CellReader = (cell: JsonValue) => RowValue | undefined;

/** What a person sees of a segment: links and mentions by their text. */
function segmentText(segment: JsonValue): string | undefined {
  if (typeof segment === 'string') return segment;
  if (isNumeric(segment) || typeof segment === 'boolean') return String(segment);
  if (!isObject(segment)) return undefined;
  for (const key of ['text', 'name', 'full_address', 'link']) {
    const value = segment[key];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

/** Rich text, and whatever else has a text of its own, as the text that a person sees. */
export const readTextCell: CellReader = (cell) => {
  if (!Array.isArray(cell)) return segmentText(cell);
  const texts = cell.map(segmentText);
  return texts.every((text) => text !== undefined) ? texts.join('') : undefined;
};

/** A number, also one written as text. */
export const readNumberCell: CellReader = (cell) => {
  const isWritten = isNumeric(cell) || (typeof cell === 'string' && cell.trim() !== '');
  const number = isWritten ? Number(cell) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
};

/** Also takes `'true'` and `'false'`, as text. */
export const readBooleanCell: CellReader = (cell) => {
  if (typeof cell === 'boolean') return cell;
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return undefined;
};

/** An instant in milliseconds. */
export const readTimeCell: CellReader = (cell) => {
  const ms = readNumberCell(cell);
  return typeof ms === 'number' ? (toRfc3339(ms) ?? undefined) : undefined;
};

/** A list; a single value, as some answers have it, becomes a list of one. */
export const readListCell: CellReader = (cell) => (Array.isArray(cell) ? cell : [cell]);

/** Undefined for anything but an object, a list too. */
export const readObjectCell: CellReader = (cell) => (isObject(cell) ? cell : undefined);

/** The cell as it comes, for a column of JSON. */
export const readAnyCell: CellReader = (cell) => cell;

/** Ids of the linked records: `{link_record_ids}` from search, `[{record_ids}]` from list. */
export const readLinkCell: CellReader = (cell) => {
  const parts = Array.isArray(cell) ? cell : [cell];
  const ids: JsonValue[] = [];
  for (const part of parts) {
    if (typeof part === 'string') ids.push(part);
    else if (isObject(part)) ids.push(...linkedIds(part));
    else return undefined;
  }
  return ids;
};

function linkedIds({ link_record_ids: ids, record_ids: listed, record_id: single }: JsonObject): JsonValue[] {
  if (Array.isArray(ids)) return ids;
  if (Array.isArray(listed)) return listed;
  return typeof single === 'string' ? [single] : [];
}

/** Formulas and lookups come as `{type, value: […]}`. */
function unwrap(cell: JsonValue): JsonValue {
  return isObject(cell) && 'type' in cell && 'value' in cell ? (cell.value ?? null) : cell;
}

/** A formula's result: a single value of the declared type, which comes in a list. */
export function formulaReader(read: CellReader): CellReader {
  return (cell) => {
    const value = unwrap(cell);
    if (!Array.isArray(value) || read === readTextCell || read === readListCell) return emptyAsNull(value, read);
    return value.length > 1 ? undefined : emptyAsNull(value[0] ?? null, read);
  };
}

function emptyAsNull(value: JsonValue, read: CellReader): RowValue | undefined {
  const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  return isEmpty ? null : read(value);
}

/** A lookup's values, of however many records it has found. */
export const readLookupCell: CellReader = (cell) => readListCell(unwrap(cell));

/** What a formula of undeclared type holds. */
export const readUnwrappedCell: CellReader = (cell) => unwrap(cell);
