import { type Trigger, type TriggerVersion, triggerStates } from '../../model/triggers/conversation.ts';
import type {
  PublishedTrigger,
  TriggerFilter,
  TriggerTable,
  TriggerVersionTable,
} from '../../model/triggers/tables.ts';
import type { Access } from './access.ts';
import { searchText, where, whereFound } from './conditions.ts';
import { eraseOfTrigger } from './erasing.ts';
import { refusing } from './refused.ts';
import { type ResourceKind, SqlResourceTable } from './resource-table.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';
import { readTriggerSettings } from './stored-trigger.ts';

const kind: ResourceKind<Trigger, TriggerFilter> = {
  table: 'triggers',
  toColumns: ({ name, integrationId, position, state, isShadow, publishedVersion, draft }) => ({
    name,
    integration_id: integrationId,
    position,
    state,
    is_shadow: isShadow ? 1 : 0,
    published_version: publishedVersion,
    draft: toStoredJson(draft),
    draft_handler_id: draft.handlerId === '' ? undefined : draft.handlerId,
    handler_id: undefined,
    search: searchText(name),
  }),
  read: (row, resource) => ({
    ...resource,
    name: row.text('name'),
    integrationId: row.text('integration_id'),
    position: row.number('position'),
    state: row.oneOf('state', triggerStates),
    isShadow: row.number('is_shadow') === 1,
    publishedVersion: row.optionalNumber('published_version'),
    draft: row.parsed('draft', readTriggerSettings),
  }),
  order: () => ({ expression: 'place', isText: true, isAscending: true }),
  conditions: ({ integrationId, state, handlerId, search }) => [
    ...where('integration_id = ?', integrationId),
    ...where('state = ?', state),
    ...where('(handler_id = ? OR draft_handler_id = ?)', handlerId),
    ...whereFound(search),
  ],
  settings: {
    // Moved by `move` alone, which changes no version.
    position: 'coalesce(position, {position})',
    handler_id:
      'coalesce((SELECT handler_id FROM trigger_versions WHERE trigger_id = id AND number = {published_version}), {handler_id})',
  },
};

/** Table `triggers`. */
export class SqlTriggers extends SqlResourceTable<Trigger, TriggerFilter> implements TriggerTable {
  constructor(access: Access) {
    super(access, kind);
  }

  /** With its sessions and turns, what is not yet sent of them, and the keys of what was said. */
  override async delete({ id, version }: Pick<Trigger, 'id' | 'version'>): Promise<boolean> {
    return await refusing('delete', () =>
      this.access.write(async (connection) => {
        const locked = 'SELECT id FROM triggers WHERE id = $1 AND version = $2 FOR UPDATE';
        if ((await connection.rows(locked, [id, version])).length === 0) return false;
        await eraseOfTrigger(connection, id);
        return (await connection.run('DELETE FROM triggers WHERE id = $1', [id])) > 0;
      }),
    );
  }

  async published(integrationId: string): Promise<readonly PublishedTrigger[]> {
    const sql = `SELECT triggers.*, number, settings, published_at, published_by
      FROM triggers JOIN trigger_versions ON trigger_id = id AND number = published_version
      WHERE integration_id = $1 ORDER BY place, id`;
    const rows = (await this.access.rows(sql, [integrationId])).map((row) => new StoredRow(row));
    return rows.map((row) => ({ trigger: this.read(row), published: toVersion(row, row.text('id')) }));
  }

  async move(id: string, position: number): Promise<boolean> {
    return await this.access.write(async ({ rows, run }) => {
      const own = '(SELECT integration_id FROM triggers WHERE id = $1)';
      // In one order, whoever moves: two do not wait for each other.
      const all = await rows(`SELECT id, place FROM triggers WHERE integration_id = ${own} ORDER BY id FOR UPDATE`, [
        id,
      ]);
      const ordered = all.map((row) => new StoredRow(row)).toSorted(byPlace);
      const others = ordered.map((row) => row.text('id')).filter((other) => other !== id);
      if (others.length === ordered.length) return false;
      const sql = `UPDATE triggers SET position = at - 1
        FROM json_array_elements_text($1::json) WITH ORDINALITY AS wanted (wanted_id, at) WHERE id = wanted_id`;
      await run(sql, [toStoredJson(others.toSpliced(Math.max(0, position), 0, id))]);
      return true;
    });
  }
}

/** As the list is ordered: places of one integration differ in their digits only. */
function byPlace(one: StoredRow, other: StoredRow): number {
  const key = (row: StoredRow): string => `${row.text('place')} ${row.text('id')}`;
  return key(one) < key(other) ? -1 : 1;
}

/** Table `trigger_versions`. */
export class SqlTriggerVersions implements TriggerVersionTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async add(version: Omit<TriggerVersion, 'number'>): Promise<TriggerVersion> {
    const { triggerId, settings, publishedAt, publishedBy } = version;
    return await this.#access.write(async ({ rows }) => {
      // Of two at once each gets a number of its own.
      await rows('SELECT id FROM triggers WHERE id = $1 FOR UPDATE', [triggerId]);
      const next = '(SELECT coalesce(max(number), 0) + 1 FROM trigger_versions WHERE trigger_id = $1)';
      const sql = `INSERT INTO trigger_versions (trigger_id, number, settings, handler_id, published_at, published_by)
        VALUES ($1, ${next}, $2, $3, $4, $5) RETURNING *`;
      const values = [triggerId, toStoredJson(settings), settings.handlerId, publishedAt, publishedBy];
      const [row] = await refusing('write', () => rows(sql, values));
      return toVersion(new StoredRow(row ?? {}), triggerId);
    });
  }

  async find(triggerId: string, number: number): Promise<TriggerVersion | undefined> {
    const sql = 'SELECT * FROM trigger_versions WHERE trigger_id = $1 AND number = $2';
    const [row] = await this.#access.rows(sql, [triggerId, number]);
    return row && toVersion(new StoredRow(row), triggerId);
  }

  async ofTrigger(
    triggerId: string,
    { limit, before }: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly TriggerVersion[]> {
    const sql = `SELECT * FROM trigger_versions WHERE trigger_id = $1 AND ($2::integer IS NULL OR number < $2)
      ORDER BY number DESC LIMIT ${Math.trunc(limit)}`;
    const rows = await this.#access.rows(sql, [triggerId, before ?? null]);
    return rows.map((row) => toVersion(new StoredRow(row), triggerId));
  }
}

function toVersion(row: StoredRow, triggerId: string): TriggerVersion {
  return {
    triggerId,
    number: row.number('number'),
    settings: row.parsed('settings', readTriggerSettings),
    publishedAt: row.number('published_at'),
    publishedBy: row.text('published_by'),
  };
}
