import type { AccessTokenTable, KeptToken } from '../../model/service/access-token.ts';
import { SealedText } from '../../model/triggers/sealed-text.ts';
import { storeNow } from '../store-now.ts';
import type { Access } from './access.ts';
import { StoredRow } from './stored-row.ts';

const now = storeNow.postgres;

/** Table `access_tokens`. */
export class SqlAccessTokens implements AccessTokenTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async find(integrationId: string, name: string): Promise<KeptToken | undefined> {
    const sql = `SELECT sealed, expires_at - ${now} AS left_ms FROM access_tokens WHERE integration_id = $1 AND name = $2 AND expires_at > ${now}`;
    const [found] = await this.#access.rows(sql, [integrationId, name]);
    if (found === undefined) return undefined;
    const row = new StoredRow(found);
    return { sealed: new SealedText(row.text('sealed')), expiresInMs: row.number('left_ms') };
  }

  /** One of an integration that was deleted meanwhile is of no use to anybody. */
  async set(integrationId: string, name: string, { sealed, expiresInMs }: KeptToken): Promise<void> {
    const sql = `INSERT INTO access_tokens (integration_id, name, sealed, expires_at)
      SELECT id, $2, $3, ${now} + $4 FROM integrations WHERE id = $1
      ON CONFLICT (integration_id, name) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at`;
    await this.#access.runSoon(sql, [integrationId, name, sealed.value, expiresInMs]);
  }
}
