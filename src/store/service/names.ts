import type { JsonValue } from '../../util/json.ts';
import type { Access } from './access.ts';
import { StoredRow } from './stored-row.ts';

const named = [
  'pipelines',
  'integrations',
  'destinations',
  'accounts',
  'tokens',
  'alert_channels',
  'sign_in_providers',
];
const wanted = 'id = ANY (ARRAY(SELECT json_array_elements_text($1::json)))';
/** A run is called as its pipeline, an installation as its company or by its key, a process as its machine knows it. */
const namesSql = [
  ...named.map((table) => `SELECT id, name FROM ${table} WHERE ${wanted}`),
  `SELECT runs.id, pipelines.name FROM runs JOIN pipelines ON pipelines.id = pipeline_id WHERE runs.${wanted}`,
  `SELECT id, coalesce(tenant_name, tenant_key) FROM service_installations WHERE ${wanted}`,
  `SELECT id, host || ':' || pid FROM members WHERE ${wanted}`,
].join(' UNION ALL ');

const idPattern = /^[a-z]{1,8}_[0-9a-z]{1,40}$/;

/** What people call things, by their ids: as they are called now, as far as they are still there. */
export async function namesOf(access: Access, ids: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(ids)].filter((id) => idPattern.test(id));
  if (asked.length === 0) return new Map();
  const rows = await access.rows(namesSql, [JSON.stringify(asked)]);
  return new Map(rows.map((row) => new StoredRow(row)).map((row) => [row.text('id'), row.text('name')]));
}

/** Texts of a value that may be ids. */
export function textsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
