import type { JsonObject } from '../../util/json.ts';
import type { CellSource, Field } from './field.ts';
import { fieldIdOf } from './names-and-tokens.ts';
import type { SandboxTable } from './sandbox-table.ts';

/** A column as a person adds it; `watches` are the ids of the fields that a last-modified time tells of. */
export interface AddedField {
  readonly name: string;
  readonly type: number;
  readonly uiType: string;
  readonly property?: JsonObject;
  readonly watches?: readonly string[];
}

/** The new column; it is empty, unless it is a time of the record itself. */
export function addedField(table: SandboxTable, { name, type, uiType, property, watches }: AddedField): Field {
  return {
    id: fieldIdOf(table.id, `added/${table.fields.length}/${table.revision}`),
    name: name.trim(),
    type,
    uiType,
    property: property ?? null,
    isPrimary: false,
    source: sourceOf(type, watches),
  };
}

function sourceOf(type: number, watches: readonly string[] | undefined): CellSource {
  if (type === 1001) return { kind: 'created-time' };
  if (type !== 1002) return { kind: 'none' };
  return { kind: 'modified-time', ...(watches === undefined ? {} : { watches }) };
}
