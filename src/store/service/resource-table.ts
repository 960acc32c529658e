import { BugError } from '../../model/errors.ts';
import { untranslated } from '../../model/message.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { ManyTable, NewResource, Resource, ResourceTable } from '../../model/service/resource.ts';
import type { SqlRow, SqlValue } from '../database.ts';
import { placeholders } from '../sql-text.ts';
import type { Access } from './access.ts';
import { type Condition, isAmong } from './conditions.ts';
import { type ListOrder, pageRows } from './page-rows.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** What a table of resources knows of its kind. */
export interface ResourceKind<T extends Resource, Filter> {
  readonly table: string;
  /** The columns beside id, times and version. */
  readonly toColumns: (item: NewResource<T>) => Readonly<Record<string, SqlValue | undefined>>;
  readonly read: (row: StoredRow, resource: Resource) => T;
  readonly conditions: (filter: Filter) => readonly Condition[];
  /** Where a list may be in another order than by time. */
  readonly order?: (filter: Filter) => ListOrder | undefined;
  /** What an update sets a column to, where it is not just the value; `{column}` stands for the value of a column. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Find, page, insert, update, delete: the same for every kind. */
export class SqlResourceTable<T extends Resource, Filter> implements ResourceTable<T, Filter>, ManyTable<T> {
  protected readonly access: Access;
  readonly #kind: ResourceKind<T, Filter>;

  constructor(access: Access, kind: ResourceKind<T, Filter>) {
    this.access = access;
    this.#kind = kind;
  }

  async find(id: string): Promise<T | undefined> {
    return await this.findBy('id = $1', [id]);
  }

  async findAll(ids: readonly string[]): Promise<ReadonlyMap<string, T>> {
    const sql = `SELECT * FROM ${this.#kind.table} WHERE ${isAmong('id')}`;
    const rows = await this.access.rows(sql, [toStoredJson(ids)]);
    return new Map(rows.map((row) => this.read(new StoredRow(row))).map((item) => [item.id, item]));
  }

  async page(request: PageRequest, filter: Filter): Promise<Page<T>> {
    const { table, conditions, order } = this.#kind;
    const list = { table, timeColumn: 'created_at', read: this.read, order: order?.(filter) };
    return await pageRows(this.access, list, request, conditions(filter));
  }

  async lock(id: string): Promise<void> {
    this.assertTransaction('lock');
    await this.access.rows(`SELECT id FROM ${this.#kind.table} WHERE id = $1 FOR UPDATE`, [id]);
  }

  async insert(item: NewResource<T>): Promise<T> {
    return this.read(new StoredRow((await this.insertUnless('', item)) ?? {}));
  }

  async update(item: T, now: number): Promise<T | undefined> {
    const { table, toColumns, settings = {} } = this.#kind;
    const columns = toColumns(item);
    const names = Object.keys(columns);
    const values = [item.id, item.version, now, ...Object.values(columns).map(orNull)];
    const parameter = (name: string): string => `$${names.indexOf(name) + 4}`;
    const sets = names.map((name) => {
      const setting = settings[name]?.replaceAll(/\{(\w+)\}/g, (_, other: string) => parameter(other));
      return `${name} = ${setting ?? parameter(name)}`;
    });
    const sql = `UPDATE ${table} SET ${sets.join(', ')}, changed_at = $3, version = version + 1
      WHERE id = $1 AND version = $2 RETURNING *`;
    const [row] = await refusing('write', () => this.access.write((connection) => connection.rows(sql, values)));
    return row && this.read(new StoredRow(row));
  }

  async delete({ id, version }: Pick<T, 'id' | 'version'>): Promise<boolean> {
    const sql = `DELETE FROM ${this.#kind.table} WHERE id = $1 AND version = $2`;
    return await refusing('delete', async () => (await this.access.run(sql, [id, version])) > 0);
  }

  protected assertTransaction(what: string): void {
    if (this.access.isTransaction) return;
    throw new BugError({ code: 'internal.unexpected', message: untranslated(`${what} is for transactions`) });
  }

  /** `conflict` is an ON CONFLICT … DO NOTHING: undefined where it has applied. */
  protected async insertUnless(conflict: string, item: NewResource<T>): Promise<SqlRow | undefined> {
    const { id, createdAt } = item;
    const columns = { id, created_at: createdAt, changed_at: createdAt, ...this.#kind.toColumns(item) };
    const names = Object.keys(columns);
    const sql = `INSERT INTO ${this.#kind.table} (${names.join(', ')}) VALUES (${placeholders(names.length)}) ${conflict} RETURNING *`;
    const values = Object.values(columns).map(orNull);
    const [row] = await refusing('write', () => this.access.write((connection) => connection.rows(sql, values)));
    return row;
  }

  /** The one that fits. */
  protected async findBy(condition: string, values: readonly SqlValue[]): Promise<T | undefined> {
    const [row] = await this.access.rows(`SELECT * FROM ${this.#kind.table} WHERE ${condition}`, values);
    return row && this.read(new StoredRow(row));
  }

  protected readonly read = (row: StoredRow): T =>
    this.#kind.read(row, {
      id: row.text('id'),
      createdAt: row.number('created_at'),
      changedAt: row.number('changed_at'),
      version: row.number('version'),
    });
}

function orNull(value: SqlValue | undefined): SqlValue {
  return value ?? null;
}
