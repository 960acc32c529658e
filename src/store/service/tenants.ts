import type { TenantCounts, TenantData, TenantPlace, TenantStep } from '../../model/service/tenant-data.ts';
import { stepSize } from '../let-others-in.ts';
import type { Access } from './access.ts';
import { type TenantRows, tenantRows } from './tenant-rows.ts';

/** A pipeline whose run has begun meanwhile stays, and is counted as what is left. */
const isOpen = `EXISTS (SELECT 1 FROM runs WHERE pipeline_id = pipelines.id AND state IN ('queued', 'running'))`;

/** What the tables of the service and of the inbox hold of a tenant. */
export class SqlTenants implements TenantData {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async count({ integrationId, tenantKey }: TenantPlace): Promise<TenantCounts> {
    const counts: Record<string, number> = {};
    for (const { table, condition } of tenantRows) {
      const sql = `SELECT count(*) AS count FROM ${table} WHERE ${condition}`;
      const [row] = await this.#access.rows(sql, [integrationId, tenantKey]);
      const count = Number(row?.count ?? 0);
      if (count > 0) counts[table] = count;
    }
    return counts;
  }

  async deleteSome({ integrationId, tenantKey }: TenantPlace, from?: string): Promise<TenantStep | undefined> {
    const first = Math.max(
      tenantRows.findIndex(({ table }) => table === from),
      0,
    );
    for (const rows of tenantRows.slice(first)) {
      const count = await deleteStep(this.#access, rows, [integrationId, tenantKey]);
      if (count > 0) return { table: rows.table, count };
    }
    return undefined;
  }
}

async function deleteStep(
  { run }: Pick<Access, 'run'>,
  { table, condition }: TenantRows,
  place: readonly string[],
): Promise<number> {
  const wanted = table === 'pipelines' ? `${condition} AND NOT ${isOpen}` : condition;
  const some = `ARRAY(SELECT ctid FROM ${table} WHERE ${wanted} LIMIT ${stepSize})`;
  return await run(`DELETE FROM ${table} WHERE ctid = ANY (${some})`, place);
}
