import { isObject, type JsonObject, type JsonValue, readText } from '../../util/json.ts';
import type { UserIdType } from '../people/person.ts';
import { type Field, linkTypes } from './field.ts';
import type { PeoplePool } from './people-pool.ts';
import type { SandboxTable } from './sandbox-table.ts';
import type { TableFailures } from './table-failures.ts';
import type { WrittenCells } from './written-cells.ts';

interface Rule {
  /** What the platform refuses another value with (bitable-v1/app-table-record/create, error codes). */
  readonly code: number;
  readonly name: string;
  readonly fits: (value: JsonValue) => boolean;
}

const isText = (value: JsonValue): boolean => typeof value === 'string';
const each = (fits: (value: JsonValue) => boolean) => (value: JsonValue) => Array.isArray(value) && value.every(fits);
const having = (key: string) => (value: JsonValue) => isObject(value) && typeof value[key] === 'string';

/** By the type of the field. Fields of other types are computed, and cannot be written. */
const rules: ReadonlyMap<number, Rule> = new Map<number, Rule>([
  [1, { code: 1254060, name: 'TextFieldConvFail', fits: isText }],
  [2, { code: 1254061, name: 'NumberFieldConvFail', fits: (value) => typeof value === 'number' }],
  [3, { code: 1254062, name: 'SingleSelectFieldConvFail', fits: isText }],
  [4, { code: 1254063, name: 'MultiSelectFieldConvFail', fits: each(isText) }],
  [5, { code: 1254064, name: 'DatetimeFieldConvFail', fits: (value) => Number.isInteger(value) }],
  [7, { code: 1254065, name: 'CheckboxFieldConvFail', fits: (value) => typeof value === 'boolean' }],
  [11, { code: 1254066, name: 'UserFieldConvFail', fits: each(having('id')) }],
  [13, { code: 1254060, name: 'TextFieldConvFail', fits: isText }],
  [15, { code: 1254068, name: 'URLFieldConvFail', fits: having('link') }],
  [17, { code: 1254069, name: 'AttachFieldConvFail', fits: each(having('file_token')) }],
  [18, { code: 1254067, name: 'LinkFieldConvFail', fits: each(isText) }],
  [21, { code: 1254067, name: 'LinkFieldConvFail', fits: each(isText) }],
]);

/** The table that is written to, the kind of user ids in the body, and the people whom a cell may name. */
interface CellContext {
  readonly table: SandboxTable;
  readonly userIdType: UserIdType;
  readonly failures: TableFailures;
  readonly people: PeoplePool;
}

/** Checks what a caller wants to write, as the platform does, and turns it into cells. Null empties a cell. */
export function checkCells(fields: JsonObject, asking: CellContext): WrittenCells {
  const { table, failures } = asking;
  const cells: Record<string, JsonValue> = {};
  for (const [name, value = null] of Object.entries(fields)) {
    const field = table.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw failures.fieldNameNotFound(name);
    cells[name] = value === null ? null : checkCell(field, value, asking);
  }
  return cells;
}

function checkCell(field: Field, value: JsonValue, { failures, people, userIdType, table }: CellContext): JsonValue {
  const rule = rules.get(field.type);
  if (rule === undefined) throw failures.failure(1254015, `FieldTypeValueNotMatch: ${field.name} cannot be written`);
  const refused = (): Error => failures.failure(rule.code, `${rule.name}: ${field.name}`);
  if (!rule.fits(value)) throw refused();
  if (linkTypes.has(field.type) && field.source.kind === 'link' && Array.isArray(value)) {
    const target = table.tableOf(field.source.tableId);
    if (value.some((id) => (target?.liveRowOf(String(id)) ?? -1) < 0)) throw refused();
  }
  if (field.type !== 11 || !Array.isArray(value)) return value;
  return value.map((person) => {
    const openId = people.openIdOf(isObject(person) ? (readText(person, 'id') ?? '') : '', userIdType);
    if (openId === undefined) throw refused();
    return { id: openId };
  });
}
