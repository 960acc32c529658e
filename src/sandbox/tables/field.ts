import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { UserIdType } from '../people/person.ts';

/** What the text of a generated cell depends on besides its row. */
export interface CellView {
  readonly userIdType: UserIdType;
  /** Attachment links carry the table's revision, so they differ after every change of the table. */
  readonly revision: number;
}

/** Undefined is an empty cell: the platform leaves its key out of the record. */
export type Cell = JsonValue | undefined;

/** Where the cells of generated rows come from; rows added later only have what was written into them. */
export type CellSource =
  | { readonly kind: 'pool'; readonly salt: number; readonly cells: (view: CellView) => readonly Cell[] }
  /** `json` gives the finished JSON text of the cell, "" for an empty one; `hash` is the row's own scattered number. */
  | { readonly kind: 'computed'; readonly json: (row: number, hash: number) => string }
  /** Recomputed from another field of the same row, also after that one was edited. */
  | { readonly kind: 'formula'; readonly of: string; readonly result: (operand: number) => number }
  /** Which rows of the other table a row points at, given how many rows that table was generated with. */
  | {
      readonly kind: 'link';
      readonly tableId: string;
      readonly rows: (row: number, hash: number, targetRows: number) => readonly number[];
    }
  /** The first linked record's primary text, read in the other table at the moment of the call. */
  | { readonly kind: 'lookup'; readonly through: string }
  /** Of edits of these fields only, by id; of any where they are left out. */
  | { readonly kind: 'modified-time'; readonly watches?: readonly string[] }
  | { readonly kind: 'created-time' | 'created-user' | 'modified-user' }
  | { readonly kind: 'none' };

/** One column of a table, named as the fields endpoint names it. */
export interface Field {
  readonly id: string;
  readonly name: string;
  readonly type: number;
  readonly uiType: string;
  readonly property: JsonObject | null;
  readonly isPrimary: boolean;
  readonly source: CellSource;
}

/** Types whose column cannot stand in a filter of records/search (record-filter-guide). */
export const unfilterableTypes: ReadonlySet<number> = new Set([19, 20, 24, 3001]);

/** Column types whose cells are milliseconds: date, created, last modified. */
export const dateTypes: ReadonlySet<number> = new Set([5, 1001, 1002]);
/** Column types whose cells list people: person, creator, last editor. */
export const personTypes: ReadonlySet<number> = new Set([11, 1003, 1004]);
/** Column types whose cells list records of another table: one-way and two-way link. */
export const linkTypes: ReadonlySet<number> = new Set([18, 21]);

/** Scatters a number for one salt; a pooled cell is `pool[scatter(row hash, salt) % size]`. */
export function scatter(value: number, salt: number): number {
  let mixed = Math.imul(value ^ salt, 0x9e3779b1);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x85ebca77);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
