import {
  type Forgetting,
  type ForgottenPlace,
  placeStates,
  type TenantCounts,
  type TenantData,
  type TenantDestinations,
  type TenantPlace,
  type TenantStep,
} from '../../model/service/tenant-data.ts';
import { isObject, type JsonObject, type JsonValue, readText, readTexts } from '../../util/json.ts';
import type { Connection } from '../database.ts';
import { stepSize } from '../let-others-in.ts';
import type { Access } from './access.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';
import { appId, integrations, isLeased, ofIntegrations, type TenantRows, tenantRows } from './tenant-rows.ts';

const isOne = `app_id = ${appId} AND tenant_key = $2`;

/** What the tables of the service, of the inbox and of the queue hold of a tenant, and `forgettings`. */
export class SqlTenants implements TenantData {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async count(place: TenantPlace): Promise<TenantCounts> {
    const counts: Record<string, number> = {};
    for (const { table, condition } of await this.#tables()) {
      const [row] = await this.#rows(`SELECT count(*) AS count FROM ${table} WHERE ${condition}`, place);
      const count = row?.number('count') ?? 0;
      if (count > 0) counts[table] = count;
    }
    return counts;
  }

  async deleteSome(place: TenantPlace, from?: string): Promise<TenantStep | undefined> {
    const tables = await this.#tables();
    const first = Math.max(
      tables.findIndex(({ table }) => table === from),
      0,
    );
    for (const [index, rows] of tables.slice(first).entries()) {
      const count = await this.#access.write((connection) => deleteStep(connection, rows, place));
      if (count > 0) return { table: rows.table, count };
      // What a worker has begun with leads to further rows, which nothing would lead to any more.
      if (first + index === 0 && (await this.#isWorkedOn(place))) return undefined;
    }
    return undefined;
  }

  async pipelineIds(place: TenantPlace): Promise<readonly string[]> {
    const rows = await this.#rows(`SELECT id FROM pipelines WHERE ${ofIntegrations} ORDER BY id`, place);
    return rows.map((row) => row.text('id'));
  }

  async destinations(place: TenantPlace): Promise<TenantDestinations> {
    const ids = async (condition: string): Promise<ReadonlySet<string>> => {
      const sql = `SELECT DISTINCT destination_id FROM pipelines WHERE destination_id IS NOT NULL AND ${condition}`;
      return new Set((await this.#rows(sql, place)).map((row) => row.text('destination_id')));
    };
    const hasRun = 'EXISTS (SELECT 1 FROM runs WHERE pipeline_id = pipelines.id AND attempt > 0)';
    return {
      own: await ids(ofIntegrations),
      written: await ids(`${ofIntegrations} AND ${hasRun}`),
      elsewhere: await ids(`integration_id NOT IN ${integrations} AND tenant_key = $2`),
    };
  }

  async isInstalled(place: TenantPlace): Promise<boolean> {
    // What receivers have stored may not have been taken over yet.
    const sql = `SELECT 1 FROM service_installations WHERE ${ofIntegrations} AND state <> 'uninstalled'
      UNION ALL SELECT 1 FROM installations WHERE app_id = ${appId} AND tenant_key = $2 AND uninstalled_at IS NULL LIMIT 1`;
    return (await this.#rows(sql, place)).length > 0;
  }

  async begin(place: TenantPlace, { name, at }: { readonly name: string; readonly at: number }): Promise<boolean> {
    const { integrationId, tenantKey } = place;
    // Who makes a pipeline holds the row of its integration: it has ended before, or sees this afterwards.
    await this.#access.rows(`SELECT id FROM integrations WHERE id IN ${integrations} ORDER BY id FOR UPDATE`, [
      integrationId,
    ]);
    const sql = `INSERT INTO forgettings (app_id, tenant_key, integration_id, begun_at, begun_by, deleted)
      VALUES (${appId}, $2, $1, $3, $4, '{}') ON CONFLICT DO NOTHING`;
    return (await this.#access.run(sql, [integrationId, tenantKey, at, name])) > 0;
  }

  async isForgotten(place: TenantPlace): Promise<boolean> {
    await this.#access.rows('SELECT id FROM integrations WHERE id = $1 FOR KEY SHARE', [place.integrationId]);
    return (await this.find(place)) !== undefined;
  }

  async find(place: TenantPlace): Promise<Forgetting | undefined> {
    const [row] = await this.#rows(`SELECT * FROM forgettings WHERE ${isOne}`, place);
    if (row === undefined) return undefined;
    return {
      begunAt: row.number('begun_at'),
      deleted: readCounts(row.object('deleted')),
      destinations: row.optionallyParsed('destinations', readPlaces),
    };
  }

  async setDestinations(
    { integrationId, tenantKey }: TenantPlace,
    destinations: readonly ForgottenPlace[],
  ): Promise<void> {
    const places = destinations.map(({ left, file = null, ...place }) => ({ ...place, file, left: [...left] }));
    const sql = `UPDATE forgettings SET destinations = $3 WHERE ${isOne}`;
    await this.#access.run(sql, [integrationId, tenantKey, toStoredJson(places)]);
  }

  async end({ integrationId, tenantKey }: TenantPlace): Promise<void> {
    await this.#access.run(`DELETE FROM forgettings WHERE ${isOne}`, [integrationId, tenantKey]);
  }

  /** The queue is there when a process of the service has used it. */
  async #tables(): Promise<readonly TenantRows[]> {
    const queues = tenantRows.filter(({ isOfQueue }) => isOfQueue === true).map(({ table }) => table);
    const [found] = await this.#access.rows('SELECT to_regclass($1) IS NOT NULL AS is_there', [queues[0] ?? '']);
    return found?.is_there === true ? tenantRows : tenantRows.filter(({ isOfQueue }) => isOfQueue !== true);
  }

  async #isWorkedOn(place: TenantPlace): Promise<boolean> {
    const leased = ['deliveries', 'turns', 'outbox'].map((name) => {
      const condition = tenantRows.find(({ table }) => table === name)?.condition ?? 'false';
      return `SELECT 1 FROM ${name} WHERE (${condition}) AND ${isLeased}`;
    });
    return (await this.#rows(`${leased.join(' UNION ALL ')} LIMIT 1`, place)).length > 0;
  }

  async #rows(sql: string, { integrationId, tenantKey }: TenantPlace): Promise<StoredRow[]> {
    return (await this.#access.rows(sql, [integrationId, tenantKey])).map((row) => new StoredRow(row));
  }
}

async function deleteStep(
  { run }: Connection,
  { table, condition, unless, isOfQueue, after }: TenantRows,
  { integrationId, tenantKey }: TenantPlace,
): Promise<number> {
  const place = [integrationId, tenantKey];
  const wanted = unless === undefined ? condition : `(${condition}) AND NOT (${unless})`;
  // The table of the queue has parts, each with places of its own.
  const some =
    isOfQueue === true ? wanted : `ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${wanted} LIMIT ${stepSize}))`;
  const count = await run(`DELETE FROM ${table} WHERE ${some}`, place);
  if (count === 0) return 0;
  if (after !== undefined) await run(after);
  // In the transaction of the rows: whatever is broken off, the numbers are those of the rows.
  const sum = 'coalesce((deleted::jsonb->>$3)::bigint, 0) + $4::bigint';
  const sql = `UPDATE forgettings SET deleted = (deleted::jsonb || jsonb_build_object($3::text, ${sum}))::text WHERE ${isOne}`;
  await run(sql, [...place, table, count]);
  return count;
}

function readCounts(stored: JsonObject): TenantCounts {
  return Object.fromEntries(
    Object.entries(stored).flatMap(([table, count]) => (typeof count === 'number' ? [[table, count]] : [])),
  );
}

function readPlaces(stored: JsonValue): readonly ForgottenPlace[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  return stored.filter(isObject).map((one) => ({
    id: readText(one, 'id') ?? '',
    name: readText(one, 'name') ?? '',
    state: placeStates.find((state) => state === one.state) ?? 'waiting',
    left: readTexts(one, 'left'),
    isWritten: one.isWritten === true,
    file: readText(one, 'file') ?? undefined,
  }));
}
