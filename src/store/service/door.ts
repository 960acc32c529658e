import type { DoorTable, Failures, SetupLink } from '../../model/service/account.ts';
import type { Access } from './access.ts';
import { refusing } from './refused.ts';
import { StoredRow } from './stored-row.ts';

/** Tables `failed_sign_ins` and `setup_links`. */
export class SqlDoor implements DoorTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async failures(keys: readonly string[]): Promise<ReadonlyMap<string, Failures>> {
    const sql = `SELECT key, count, until FROM failed_sign_ins WHERE key IN (${parameters(keys.length)})`;
    const rows = keys.length === 0 ? [] : await this.#access.rows(sql, keys);
    return new Map(
      rows.map((found) => {
        const row = new StoredRow(found);
        return [row.text('key'), { count: row.number('count'), until: row.number('until') }];
      }),
    );
  }

  async fail(counts: ReadonlyMap<string, Failures>): Promise<void> {
    if (counts.size === 0) return;
    // In one order: two who count the same would wait for each other.
    const sorted = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
    const rows = sorted.map((_, at) => `($${3 * at + 1}, $${3 * at + 2}::int, $${3 * at + 3}::bigint)`).join(', ');
    const sql = `INSERT INTO failed_sign_ins (key, count, until) VALUES ${rows}
      ON CONFLICT (key) DO UPDATE SET count = excluded.count, until = excluded.until`;
    const values = sorted.flatMap(([key, { count, until }]) => [key, count, until]);
    await this.#access.run(sql, values);
  }

  async clear(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const sql = `DELETE FROM failed_sign_ins WHERE key IN (${parameters(keys.length)})`;
    await this.#access.run(sql, keys);
  }

  async addSetupLink({ hash, accountId, createdAt, expiresAt }: SetupLink): Promise<void> {
    const sql = 'INSERT INTO setup_links (hash, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)';
    const values = [hash, accountId ?? null, createdAt, expiresAt];
    await refusing('write', () => this.#access.run(sql, values));
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

const parameters = (count: number): string => Array.from({ length: count }, (_, at) => `$${at + 1}`).join(', ');
