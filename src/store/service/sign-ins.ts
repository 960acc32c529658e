import type { SignIn, SignInTable } from '../../model/service/account.ts';
import type { Access } from './access.ts';
import { isAmong } from './conditions.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** Table `sign_ins`. */
export class SqlSignIns implements SignInTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async findByHash(hash: string): Promise<SignIn | undefined> {
    return (await this.findByHashes([hash])).get(hash);
  }

  async findByHashes(hashes: readonly string[]): Promise<ReadonlyMap<string, SignIn>> {
    const rows = await this.#access.rows(`SELECT * FROM sign_ins WHERE ${isAmong('hash')}`, [toStoredJson(hashes)]);
    return new Map(rows.map((row) => toSignIn(new StoredRow(row))).map((signIn) => [signIn.hash, signIn]));
  }

  async ofAccount(accountId: string): Promise<readonly SignIn[]> {
    const sql = 'SELECT * FROM sign_ins WHERE account_id = $1 ORDER BY created_at DESC, id DESC';
    return (await this.#access.rows(sql, [accountId])).map((row) => toSignIn(new StoredRow(row)));
  }

  async insert({ id, hash, accountId, createdAt, seenAt, expiresAt, address, agent }: SignIn): Promise<void> {
    const sql = `INSERT INTO sign_ins (id, hash, account_id, created_at, seen_at, expires_at, address, agent)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`;
    const values = [id, hash, accountId, createdAt, seenAt, expiresAt, address ?? null, agent ?? null];
    await refusing('write', () => this.#access.run(sql, values));
  }

  async touch(id: string, seenAt: number): Promise<void> {
    await this.#access.run('UPDATE sign_ins SET seen_at = $2 WHERE id = $1', [id, seenAt]);
  }

  async delete(id: string): Promise<boolean> {
    return (await this.#access.run('DELETE FROM sign_ins WHERE id = $1', [id])) > 0;
  }

  async deleteOfAccount(accountId: string, exceptId?: string): Promise<number> {
    const sql = 'DELETE FROM sign_ins WHERE account_id = $1 AND id <> $2';
    return await this.#access.run(sql, [accountId, exceptId ?? '']);
  }

  async deleteExpired(now: number, idleSince: number): Promise<number> {
    const sql = 'DELETE FROM sign_ins WHERE expires_at <= $1 OR seen_at < $2';
    return await this.#access.run(sql, [now, idleSince]);
  }
}

function toSignIn(row: StoredRow): SignIn {
  return {
    id: row.text('id'),
    hash: row.text('hash'),
    accountId: row.text('account_id'),
    createdAt: row.number('created_at'),
    seenAt: row.number('seen_at'),
    expiresAt: row.number('expires_at'),
    address: row.optionalText('address'),
    agent: row.optionalText('agent'),
  };
}
