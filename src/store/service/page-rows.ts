import { Buffer } from 'node:buffer';
import { ConfigError } from '../../model/errors.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import { tryParseJson } from '../../util/json.ts';
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
}

/** One part of a list. Things that are made meanwhile move nothing: a cursor names the last thing, not a number of rows. */
export async function pageRows<T>(
  access: Access,
  { table, timeColumn, read, columns = '*' }: List<T>,
  { limit, cursor }: PageRequest,
  conditions: readonly Condition[],
): Promise<Page<T>> {
  const all = whereSql(conditions);
  const [counted] = await access.rows(`SELECT count(*) AS total FROM ${table} ${all.sql}`, all.values);
  const behind = cursor === undefined ? undefined : readCursor(cursor);
  const restricting =
    behind === undefined ? [] : [{ sql: `(${timeColumn}, id) < (${behind.at}, ?)`, value: behind.id }];
  const part = whereSql([...conditions, ...restricting]);
  const found = await access.rows(
    `SELECT ${columns} FROM ${table} ${part.sql} ORDER BY ${timeColumn} DESC, id DESC LIMIT ${Math.trunc(limit) + 1}`,
    part.values,
  );
  const rows = found.slice(0, limit).map((row) => new StoredRow(row));
  const last = found.length > limit ? rows.at(-1) : undefined;
  return {
    items: rows.map(read),
    next: last && writeCursor({ at: last.number(timeColumn), id: last.text('id') }),
    total: Number(counted?.total ?? 0),
  };
}

interface Cursor {
  readonly at: number;
  readonly id: string;
}

/** A cursor comes from outside: Postgres takes no text with U+0000. */
const idForm = /^[\w-]{1,64}$/;

/** A cursor that names the last thing of a page. */
export function writeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** What a cursor names. @throws ConfigError `api.input.invalid` */
export function readCursor(cursor: string): Cursor {
  const value = tryParseJson(Buffer.from(cursor, 'base64url').toString());
  const [at, id] = Array.isArray(value) ? value : [];
  if (typeof at === 'number' && Number.isSafeInteger(at) && typeof id === 'string' && idForm.test(id))
    return { at, id };
  throw new ConfigError({
    code: 'api.input.invalid',
    message: { en: 'The cursor is none that a list has given', zh: '该游标不是列表给出的' },
    details: { field: 'cursor' },
  });
}
