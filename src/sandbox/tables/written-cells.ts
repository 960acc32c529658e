import { isObject, type JsonValue, readText } from '../../util/json.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { isEmptyCell, textSegments } from './cell-text.ts';
import { type Cell, type Field, linkTypes, personTypes } from './field.ts';
import type { PeoplePool } from './people-pool.ts';
import type { SandboxTable } from './sandbox-table.ts';

/** Cells by field name, in short form: text as a string, people as open_ids, links as record ids; null empties a cell. */
export type WrittenCells = Readonly<Record<string, JsonValue>>;

/** The cells by field id, in the form records/search shows them. Throws `SandboxUseError` for an unknown field name. */
export function cellsById(table: SandboxTable, cells: WrittenCells): ReadonlyMap<string, Cell> {
  const entries = Object.entries(cells).map(([name, value]) => {
    const field = table.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw new SandboxUseError(`table ${table.id} has no field "${name}"`);
    const cell = value === null ? undefined : shownCell(field, value, table.people);
    return [field.id, isEmptyCell(cell) ? undefined : cell] as const;
  });
  return new Map(entries);
}

function shownCell(field: Field, value: JsonValue, people: PeoplePool): Cell {
  if (field.type === 1) return typeof value === 'string' ? textSegments(value) : value;
  if (!Array.isArray(value)) return value;
  if (personTypes.has(field.type)) return value.map((person) => shownPerson(person, people));
  return linkTypes.has(field.type) ? { link_record_ids: value } : value;
}

function shownPerson(person: JsonValue, people: PeoplePool): JsonValue {
  const openId = isObject(person) ? readText(person, 'id') : person;
  const at = people.people.findIndex((candidate) => candidate.openId === openId);
  return at < 0 ? person : people.json(at, 'open_id');
}
