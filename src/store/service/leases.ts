import type { LeaseTable } from '../../model/service/lease.ts';
import { storeNow } from '../store-now.ts';
import type { Access } from './access.ts';
import { toStoredJson } from './stored-json.ts';

const now = storeNow.postgres;
/** Once each: of two things that need one lease, a statement must not meet it twice. */
const named = 'SELECT DISTINCT name FROM json_array_elements_text($1::json) AS name';

/** Table `leases`. */
export class SqlLeases implements LeaseTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async hold(names: readonly string[], holder: string, forMs: number): Promise<readonly string[]> {
    if (names.length === 0) return [];
    // In one order, so that two processes do not wait for each other.
    const sql = `INSERT INTO leases (name, holder, until) SELECT name, $2, ${now} + $3 FROM (${named}) AS wanted ORDER BY name
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
      WHERE leases.holder = excluded.holder OR leases.until <= ${now} RETURNING name`;
    const rows = await this.#access.write((connection) => connection.rows(sql, [toStoredJson(names), holder, forMs]));
    return rows.map(({ name }) => String(name));
  }

  async release(names: readonly string[], holder: string): Promise<void> {
    if (names.length === 0) return;
    const sql = `DELETE FROM leases WHERE holder = $2 AND name IN (${named})`;
    await this.#access.run(sql, [toStoredJson(names), holder]);
  }

  async deleteOld(forMs: number): Promise<number> {
    return await this.#access.run(`DELETE FROM leases WHERE until < ${now} - $1`, [forMs]);
  }
}
