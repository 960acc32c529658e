import type { DoorTable, SetupLink } from '../../model/service/account.ts';
import type { Access } from './access.ts';
import { refusing } from './refused.ts';
import { StoredRow } from './stored-row.ts';

/** Tables `failed_sign_ins` and `setup_links`. */
export class SqlDoor implements DoorTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async failures(key: string): Promise<{ readonly count: number; readonly until: number } | undefined> {
    const [found] = await this.#access.rows('SELECT count, until FROM failed_sign_ins WHERE key = $1', [key]);
    if (found === undefined) return undefined;
    const row = new StoredRow(found);
    return { count: row.number('count'), until: row.number('until') };
  }

  async fail(key: string, count: number, until: number): Promise<void> {
    const sql = `INSERT INTO failed_sign_ins (key, count, until) VALUES ($1, $2, $3)
      ON CONFLICT (key) DO UPDATE SET count = excluded.count, until = excluded.until`;
    await this.#access.write(({ run }) => run(sql, [key, count, until]));
  }

  async clear(key: string): Promise<void> {
    await this.#access.write(({ run }) => run('DELETE FROM failed_sign_ins WHERE key = $1', [key]));
  }

  async addSetupLink({ hash, accountId, createdAt, expiresAt }: SetupLink): Promise<void> {
    const sql = 'INSERT INTO setup_links (hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)';
    const values = [hash, accountId ?? null, createdAt, expiresAt];
    await refusing('write', () => this.#access.write(({ run }) => run(sql, values)));
  }

  async findSetupLink(hash: string, now: number): Promise<SetupLink | undefined> {
    const sql = 'SELECT * FROM setup_links WHERE hash = $1 AND expires_at > $2';
    const [found] = await this.#access.rows(sql, [hash, now]);
    if (found === undefined) return undefined;
    const row = new StoredRow(found);
    const times = { createdAt: row.number('created_at'), expiresAt: row.number('expires_at') };
    return { hash, accountId: row.optionalText('account_id'), ...times };
  }

  async useSetupLink(hash: string, now: number): Promise<SetupLink | undefined> {
    return await this.#access.write(async ({ rows, run }) => {
      // Of two who come at once, the second waits for the first and finds nothing.
      const sql = 'DELETE FROM setup_links WHERE hash = $1 AND expires_at > $2 RETURNING *';
      const [used] = await rows(sql, [hash, now]);
      if (used === undefined) return undefined;
      const row = new StoredRow(used);
      const accountId = row.optionalText('account_id');
      await run('DELETE FROM setup_links WHERE account_id IS NOT DISTINCT FROM $1', [accountId ?? null]);
      return { hash, accountId, createdAt: row.number('created_at'), expiresAt: row.number('expires_at') };
    });
  }
}
