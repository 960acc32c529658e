import { languages } from '../../model/message.ts';
import type { Page, PageRequest } from '../../model/service/page.ts';
import type { LarkUser, LarkUserFilter, LarkUserTable, SeenUser, UserChange } from '../../model/triggers/tables.ts';
import { inBatches } from '../../util/in-batches.ts';
import type { SqlValue } from '../database.ts';
import { batchSize, rowPlaceholders } from '../sql-text.ts';
import type { Access } from './access.ts';
import { searchText, where, whereFound } from './conditions.ts';
import { type List, pageRows } from './page-rows.ts';
import { refusing } from './refused.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const listed: List<LarkUser> = { table: 'lark_users', timeColumn: 'last_seen_at', read: toUser };

/** Table `lark_users`. */
export class SqlLarkUsers implements LarkUserTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async see(users: readonly SeenUser[]): Promise<void> {
    for (const some of inBatches(lastOfEach(users), batchSize)) {
      const kept = ['union_id', 'tenant_key', 'name', 'departments']
        .map((column) => `${column} = coalesce(excluded.${column}, lark_users.${column})`)
        .join(', ');
      const sql = `INSERT INTO lark_users (integration_id, id, union_id, tenant_key, name, departments, first_seen_at, last_seen_at, search)
        VALUES ${rowPlaceholders(some.length, 9)}
        ON CONFLICT (integration_id, id) DO UPDATE SET ${kept},
          first_seen_at = least(lark_users.first_seen_at, excluded.first_seen_at),
          last_seen_at = greatest(lark_users.last_seen_at, excluded.last_seen_at),
          search = CASE WHEN excluded.name IS NULL THEN lark_users.search ELSE excluded.search END`;
      await refusing('write', () => this.#access.run(sql, some.flatMap(toValues)));
    }
  }

  async find(integrationId: string, openId: string): Promise<LarkUser | undefined> {
    return (await this.findAll(integrationId, [openId])).get(openId);
  }

  async findAll(integrationId: string, openIds: readonly string[]): Promise<ReadonlyMap<string, LarkUser>> {
    const sql = `SELECT * FROM lark_users
      WHERE integration_id = $1 AND id = ANY (ARRAY(SELECT json_array_elements_text($2::json)))`;
    const rows = await this.#access.rows(sql, [integrationId, toStoredJson(openIds)]);
    return new Map(rows.map((row) => toUser(new StoredRow(row))).map((user) => [user.openId, user]));
  }

  async page(request: PageRequest, { integrationId, isBlocked, search }: LarkUserFilter): Promise<Page<LarkUser>> {
    return await pageRows(this.#access, listed, request, [
      ...where('integration_id = ?', integrationId),
      ...(isBlocked === undefined ? [] : [{ sql: `is_blocked = ${isBlocked ? 1 : 0}` }]),
      ...whereFound(search),
    ]);
  }

  async change(integrationId: string, openId: string, change: UserChange): Promise<LarkUser | undefined> {
    const columns: readonly (readonly [name: string, value: SqlValue])[] = [
      ...('isBlocked' in change ? [['is_blocked', change.isBlocked === true ? 1 : 0] as const] : []),
      ...('handlerUserId' in change ? [['handler_user_id', change.handlerUserId ?? null] as const] : []),
      ...('language' in change ? [['language', change.language ?? null] as const] : []),
    ];
    if (columns.length === 0) return await this.find(integrationId, openId);
    const sets = columns.map(([name], at) => `${name} = $${at + 3}`).join(', ');
    const sql = `UPDATE lark_users SET ${sets} WHERE integration_id = $1 AND id = $2 RETURNING *`;
    const values = [integrationId, openId, ...columns.map(([, value]) => value)];
    const [row] = await this.#access.write(({ rows }) => rows(sql, values));
    return row && toUser(new StoredRow(row));
  }
}

/** A statement touches each row once; what was seen later counts. In one order, so that two do not wait for each other. */
function lastOfEach(users: readonly SeenUser[]): readonly SeenUser[] {
  const seen = new Map<string, SeenUser>();
  for (const user of users) {
    const key = JSON.stringify([user.integrationId, user.openId]);
    const before = seen.get(key);
    seen.set(key, { ...before, ...withoutUndefined(user), at: Math.max(before?.at ?? user.at, user.at) });
  }
  return [...seen].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, user]) => user);
}

function withoutUndefined({ unionId, tenantKey, name, departments, ...user }: SeenUser): SeenUser {
  return {
    ...user,
    ...(unionId === undefined ? {} : { unionId }),
    ...(tenantKey === undefined ? {} : { tenantKey }),
    ...(name === undefined ? {} : { name }),
    ...(departments === undefined ? {} : { departments }),
  };
}

function toValues({ integrationId, openId, unionId, tenantKey, name, departments, at }: SeenUser): readonly SqlValue[] {
  const known = [unionId ?? null, tenantKey ?? null, name ?? null, departments ? toStoredJson(departments) : null];
  return [integrationId, openId, ...known, at, at, searchText(name, openId)];
}

function toUser(row: StoredRow): LarkUser {
  return {
    integrationId: row.text('integration_id'),
    openId: row.text('id'),
    unionId: row.optionalText('union_id'),
    tenantKey: row.optionalText('tenant_key'),
    name: row.optionalText('name'),
    departments: row.optionallyParsed('departments', (value) => (Array.isArray(value) ? value.map(String) : undefined)),
    firstSeenAt: row.number('first_seen_at'),
    lastSeenAt: row.number('last_seen_at'),
    isBlocked: row.number('is_blocked') === 1,
    handlerUserId: row.optionalText('handler_user_id'),
    language: row.optionalOneOf('language', languages),
  };
}
