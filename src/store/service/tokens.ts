import type { ApiToken, TokenTable } from '../../model/service/account.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import { roles } from '../../model/service/role.ts';
import type { Access } from './access.ts';
import { isAmong, where } from './conditions.ts';
import { pageRows } from './page-rows.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** Table `tokens`. */
export class SqlTokens implements TokenTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async find(id: string): Promise<ApiToken | undefined> {
    const [row] = await this.#access.rows('SELECT * FROM tokens WHERE id = $1', [id]);
    return row && toToken(new StoredRow(row));
  }

  async findAll(ids: readonly string[]): Promise<ReadonlyMap<string, ApiToken>> {
    const rows = await this.#access.rows(`SELECT * FROM tokens WHERE ${isAmong('id')}`, [toStoredJson(ids)]);
    return new Map(rows.map((row) => toToken(new StoredRow(row))).map((token) => [token.id, token]));
  }

  async page(request: PageRequest, filter: { readonly accountId?: string | undefined }): Promise<Page<ApiToken>> {
    const list = { table: 'tokens', timeColumn: 'created_at', read: toToken };
    return await pageRows(this.#access, list, request, where('account_id = ?', filter.accountId));
  }

  async insert({ id, accountId, name, hash, role, createdAt, expiresAt, usedAt }: ApiToken): Promise<void> {
    const sql = `INSERT INTO tokens (id, account_id, name, hash, role, created_at, expires_at, used_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
    const values = [id, accountId, name, hash, role, createdAt, expiresAt, usedAt ?? null];
    await refusing('write', () => this.#access.run(sql, values));
  }

  async touch(id: string, usedAt: number): Promise<void> {
    await this.#access.run('UPDATE tokens SET used_at = $2 WHERE id = $1', [id, usedAt]);
  }

  async delete(id: string): Promise<boolean> {
    return (await this.#access.run('DELETE FROM tokens WHERE id = $1', [id])) > 0;
  }
}

function toToken(row: StoredRow): ApiToken {
  return {
    id: row.text('id'),
    accountId: row.text('account_id'),
    name: row.text('name'),
    hash: row.text('hash'),
    role: row.oneOf('role', roles),
    createdAt: row.number('created_at'),
    expiresAt: row.number('expires_at'),
    usedAt: row.optionalNumber('used_at'),
  };
}
