import { Buffer } from 'node:buffer';
import { ConfigError } from '../../model/errors.ts';
import { mostCounted, type Page, type PageRequest, type Total, totalOf } from '../../model/service/page.ts';
import { tryParseJson } from '../../util/json.ts';
import type { SqlValue } from '../database.ts';
import type { Access } from './access.ts';
import { type Condition, whereSql } from './conditions.ts';
import { StoredRow } from './stored-row.ts';

/** A list of a table, the newest first: an index must begin with the column of time and the id, behind what is filtered by. */
export interface List<T> {
  readonly table: string;
  readonly timeColumn: string;
  readonly read: (row: StoredRow) => T;
  /** Where the columns are not all that is wanted. */
  readonly columns?: string;
  /** Another order than by time: an index must begin with the expression and the id. */
  readonly order?: ListOrder | undefined;
}

/** What a list is sorted by, and by the id where that is the same. */
export interface ListOrder {
  /** Never null. */
  readonly expression: string;
  readonly isText: boolean;
  readonly isAscending: boolean;
}

/** One part of a list. Things that are made meanwhile move nothing: a cursor names the last thing, not a number of rows. */
export async function pageRows<T>(
  access: Access,
  { table, timeColumn, read, columns = '*', order }: List<T>,
  { limit, cursor }: PageRequest,
  conditions: readonly Condition[],
): Promise<Page<T>> {
  const { expression, isText, isAscending } = order ?? { expression: timeColumn, isText: false, isAscending: false };
  const all = whereSql(conditions);
  const total = await countUpTo(access, `SELECT 1 FROM ${table} ${all.sql}`, all.values);
  const behind = cursor === undefined ? undefined : readCursorOf(cursor, isText);
  const compare = isAscending ? '>' : '<';
  const restricting =
    behind === undefined ? [] : [{ sql: `(${expression}, id) ${compare} (?, '${behind.id}')`, value: behind.at }];
  const part = whereSql([...conditions, ...restricting]);
  const way = isAscending ? 'ASC' : 'DESC';
  const found = await access.rows(
    `SELECT ${columns}, ${expression} AS sorted_by FROM ${table} ${part.sql} ORDER BY ${expression} ${way}, id ${way} LIMIT ${Math.trunc(limit) + 1}`,
    part.values,
  );
  const rows = found.slice(0, limit).map((row) => new StoredRow(row));
  const last = found.length > limit ? rows.at(-1) : undefined;
  return {
    items: rows.map(read),
    next: last && encode(isText ? last.text('sorted_by') : last.number('sorted_by'), last.text('id')),
    ...total,
  };
}

/** How many rows a question has, counted as far as a list tells it. */
export async function countUpTo(access: Access, sql: string, values: readonly SqlValue[]): Promise<Total> {
  const [row] = await access.rows(`SELECT count(*) AS total FROM (${sql} LIMIT ${mostCounted + 1}) AS counted`, values);
  return totalOf(Number(row?.total ?? 0));
}

interface Cursor {
  readonly at: number;
  readonly id: string;
}

/** A cursor comes from outside: Postgres takes no text with U+0000. */
const idForm = /^[\w-]{1,64}$/;

/** A cursor that names the last thing of a page. */
export function writeCursor({ at, id }: Cursor): string {
  return encode(at, id);
}

/** What a cursor names. @throws ConfigError `api.input.invalid` */
export function readCursor(cursor: string): Cursor {
  const [at, id] = decode(cursor);
  if (typeof at === 'number' && typeof id === 'string') return { at, id };
  throw invalidCursor();
}

/** Of a list in an order, whose cursors are none of another's. @throws ConfigError `api.input.invalid` */
function readCursorOf(cursor: string, isText: boolean): { readonly at: string | number; readonly id: string } {
  const [at, id] = decode(cursor);
  if (at !== undefined && id !== undefined && typeof at === (isText ? 'string' : 'number')) return { at, id };
  throw invalidCursor();
}

function encode(at: string | number, id: string): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

function decode(cursor: string): [at?: string | number, id?: string] {
  const value = tryParseJson(Buffer.from(cursor, 'base64url').toString());
  const [at, id] = Array.isArray(value) ? value : [];
  if (typeof id !== 'string' || !idForm.test(id)) return [];
  if (typeof at === 'string') return [at, id];
  return typeof at === 'number' && Number.isSafeInteger(at) ? [at, id] : [];
}

function invalidCursor(): ConfigError {
  return new ConfigError({
    code: 'api.input.invalid',
    message: { en: 'The cursor is none that a list has given', zh: '该游标不是列表给出的' },
    details: { field: 'cursor' },
  });
}
