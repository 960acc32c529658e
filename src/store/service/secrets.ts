import { Buffer } from 'node:buffer';
import { emptySealBytes, type SealedSecret, type SecretAddress, type SecretStore } from '../../model/secret-store.ts';
import { placeholders } from '../sql-text.ts';
import type { Access } from './access.ts';
import { StoredRow } from './stored-row.ts';

/** Ciphertexts only, in base64. */
export class SqlSecrets implements SecretStore {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async find({ ownerKind, ownerId, name }: Omit<SecretAddress, 'version'>): Promise<SealedSecret | undefined> {
    const sql = `SELECT * FROM secrets WHERE owner_kind = $1 AND owner_id = $2 AND name = $3 ORDER BY version DESC LIMIT 1`;
    const [row] = await this.#access.rows(sql, [ownerKind, ownerId, name]);
    return row && toSecret(new StoredRow(row));
  }

  /** The newest version of each secret of these owners, without those that are empty. */
  async newest(
    ownerKind: string,
    ownerIds: readonly string[],
  ): Promise<readonly Pick<SealedSecret, 'ownerId' | 'name' | 'version' | 'createdAt'>[]> {
    if (ownerIds.length === 0) return [];
    const sql = `SELECT DISTINCT ON (owner_id, name) * FROM secrets
      WHERE owner_kind = $1 AND owner_id IN (${placeholders(ownerIds.length, 2)}) ORDER BY owner_id, name, version DESC`;
    const rows = await this.#access.rows(sql, [ownerKind, ...ownerIds]);
    return rows
      .map((row) => toSecret(new StoredRow(row)))
      .filter(({ sealed }) => sealed.length > emptySealBytes)
      .map(({ ownerId, name, version, createdAt }) => ({ ownerId, name, version, createdAt }));
  }

  /** The versions that are believed at a time, the newest first: it, and earlier ones that have not been retired. */
  async believed(
    { ownerKind, ownerId, name }: Omit<SecretAddress, 'version'>,
    now: number,
  ): Promise<readonly SealedSecret[]> {
    const sql = `SELECT *, row_number() OVER (ORDER BY version DESC) AS place FROM secrets
      WHERE owner_kind = $1 AND owner_id = $2 AND name = $3`;
    const rows = await this.#access.rows(
      `SELECT * FROM (${sql}) AS versions WHERE place = 1 OR retires_at IS NULL OR retires_at > $4 ORDER BY place`,
      [ownerKind, ownerId, name, now],
    );
    return rows.map((row) => toSecret(new StoredRow(row)));
  }

  /** Earlier versions than the newest are believed until then at the latest. */
  async retire({ ownerKind, ownerId, name }: Omit<SecretAddress, 'version'>, at: number): Promise<void> {
    const those = 'owner_kind = $1 AND owner_id = $2 AND name = $3';
    const sql = `UPDATE secrets SET retires_at = least(coalesce(retires_at, $4), $4)
      WHERE ${those} AND version < (SELECT max(version) FROM secrets WHERE ${those})`;
    await this.#access.run(sql, [ownerKind, ownerId, name, at]);
  }

  /** Drops all secrets of an owner, or all versions of one. */
  async deleteOf(ownerKind: string, ownerId: string, name?: string): Promise<void> {
    const sql = 'DELETE FROM secrets WHERE owner_kind = $1 AND owner_id = $2 AND ($3::text IS NULL OR name = $3)';
    await this.#access.run(sql, [ownerKind, ownerId, name ?? null]);
  }

  async add(secret: SealedSecret): Promise<boolean> {
    const { id, ownerKind, ownerId, name, version, keyId, wrappedKey, sealed, createdAt } = secret;
    const sql = `INSERT INTO secrets (id, owner_kind, owner_id, name, version, key_id, wrapped_key, sealed, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (owner_kind, owner_id, name, version) DO NOTHING`;
    const address = [ownerKind, ownerId, name, version];
    const values = [id, ...address, keyId, toBase64(wrappedKey), toBase64(sealed), createdAt];
    return (await this.#access.run(sql, values)) > 0;
  }

  async page({
    afterId,
    limit,
  }: {
    readonly afterId: string;
    readonly limit: number;
  }): Promise<readonly SealedSecret[]> {
    const sql = `SELECT * FROM secrets WHERE id > $1 ORDER BY id LIMIT ${Math.trunc(limit)}`;
    return (await this.#access.rows(sql, [afterId])).map((row) => toSecret(new StoredRow(row)));
  }

  async rewrap(before: SealedSecret, after: Pick<SealedSecret, 'keyId' | 'wrappedKey'>): Promise<boolean> {
    const sql = 'UPDATE secrets SET key_id = $4, wrapped_key = $5 WHERE id = $1 AND key_id = $2 AND wrapped_key = $3';
    const values = [before.id, before.keyId, toBase64(before.wrappedKey), after.keyId, toBase64(after.wrappedKey)];
    return (await this.#access.run(sql, values)) > 0;
  }

  async lock(): Promise<void> {
    await this.#access.rows('LOCK TABLE secrets IN SHARE ROW EXCLUSIVE MODE');
  }

  async onePerKey(): Promise<readonly SealedSecret[]> {
    // From key to key by the index: asked often, and there may be tens of thousands of secrets.
    const sql = `WITH RECURSIVE used (key_id) AS (
        SELECT min(key_id) FROM secrets
        UNION ALL SELECT (SELECT min(key_id) FROM secrets WHERE secrets.key_id > used.key_id) FROM used WHERE used.key_id IS NOT NULL
      )
      SELECT one.* FROM used CROSS JOIN LATERAL (SELECT * FROM secrets WHERE secrets.key_id = used.key_id ORDER BY id LIMIT 1) AS one`;
    const rows = await this.#access.rows(sql);
    return rows.map((row) => toSecret(new StoredRow(row)));
  }

  async countByKey(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#access.rows('SELECT key_id, count(*) AS count FROM secrets GROUP BY key_id');
    return new Map(rows.map((row) => [String(row.key_id), Number(row.count)]));
  }
}

function toSecret(row: StoredRow): SealedSecret {
  return {
    id: row.text('id'),
    ownerKind: row.text('owner_kind'),
    ownerId: row.text('owner_id'),
    name: row.text('name'),
    version: row.number('version'),
    keyId: row.text('key_id'),
    wrappedKey: Buffer.from(row.text('wrapped_key'), 'base64'),
    sealed: Buffer.from(row.text('sealed'), 'base64'),
    createdAt: row.number('created_at'),
  };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
