import type {
  DuePipeline,
  DuePipelines,
  Pipeline,
  PipelineFilter,
  PipelineOrder,
} from '../../model/service/pipeline.ts';
import type { PipelineStanding, PipelineStandings } from '../../model/service/pipeline-standing.ts';
import { isObject, type JsonValue } from '../../util/json.ts';
import type { Access } from './access.ts';
import { searchText, where, whereFound } from './conditions.ts';
import type { ListOrder } from './page-rows.ts';
import { standingsOf } from './pipeline-standings.ts';
import { type ResourceKind, SqlResourceTable } from './resource-table.ts';
import { readMessage, readSchedule, toStoredJson, writeSchedule } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const states = ['draft', 'active', 'paused'] as const;

const orders: Readonly<Record<PipelineOrder, ListOrder | undefined>> = {
  '-createdAt': undefined,
  createdAt: { expression: 'created_at', isText: false, isAscending: true },
  name: { expression: 'lower(name)', isText: true, isAscending: true },
  '-name': { expression: 'lower(name)', isText: true, isAscending: false },
  lastRun: { expression: 'last_ended_at', isText: false, isAscending: true },
  '-lastRun': { expression: 'last_ended_at', isText: false, isAscending: false },
};

/** The question of `standingsOf`, asked of a list. */
const lateSql = `id IN (SELECT subject_id FROM alerts WHERE kind = 'freshness.late' AND recovered_at IS NULL)`;

/** It stands with the reason: it is forgotten with it. */
const readWithAll = (value: JsonValue): boolean => isObject(value) && value.withAll === true;

const kind: ResourceKind<Pipeline, PipelineFilter> = {
  table: 'pipelines',
  toColumns: (item) => ({
    name: item.name,
    integration_id: item.integrationId,
    tenant_key: item.tenantKey,
    destination_id: item.destinationId,
    modules: toStoredJson(item.modules),
    streams: toStoredJson(item.streams),
    schedule: writeSchedule(item.schedule),
    state: item.state,
    paused_by: item.pausedBy,
    paused_why: item.pausedWhy && toStoredJson({ ...item.pausedWhy, ...(item.isPausedWithAll && { withAll: true }) }),
    config_failures: item.configFailures,
    due_at: item.dueAt,
    search: searchText(item.name, item.tenantKey),
  }),
  read: (row, resource) => ({
    ...resource,
    name: row.text('name'),
    integrationId: row.text('integration_id'),
    tenantKey: row.optionalText('tenant_key'),
    destinationId: row.optionalText('destination_id'),
    modules: row.object('modules'),
    streams: row.object('streams'),
    schedule: row.parsed('schedule', readSchedule),
    state: row.oneOf('state', states),
    pausedBy: row.optionalText('paused_by'),
    pausedWhy: row.optionallyParsed('paused_why', readMessage),
    ...(row.optionallyParsed('paused_why', readWithAll) === true && { isPausedWithAll: true }),
    configFailures: row.number('config_failures'),
    dueAt: row.optionalNumber('due_at'),
  }),
  order: ({ sort = '-createdAt' }) => orders[sort],
  conditions: ({ search, state, isPausedWithAll, isLate, integrationId, destinationId, outcome }) => [
    ...where('integration_id = ?', integrationId),
    ...where('destination_id = ?', destinationId),
    ...where('state = ?', state),
    ...(isPausedWithAll === true ? [{ sql: `state = 'paused' AND paused_why::jsonb ->> 'withAll' = 'true'` }] : []),
    ...(isLate === true ? [{ sql: lateSql }] : []),
    ...(outcome === 'none' ? [{ sql: 'last_outcome IS NULL' }] : where('last_outcome = ?', outcome)),
    ...whereFound(search),
  ],
  // The scheduler moves the one and counts the other while a person changes something else, and neither changes the version. So an update
  // writes the time only together with another state or schedule, and makes the count only smaller.
  settings: {
    due_at: 'CASE WHEN state = {state} AND schedule = {schedule} THEN due_at ELSE {due_at} END',
    config_failures: 'least(config_failures, {config_failures})',
  },
};

/** Table `pipelines`. */
export class SqlPipelines
  extends SqlResourceTable<Pipeline, PipelineFilter>
  implements DuePipelines, PipelineStandings
{
  constructor(access: Access) {
    super(access, kind);
  }

  async standings(ids: readonly string[], since: number): Promise<ReadonlyMap<string, PipelineStanding>> {
    return await standingsOf(this.access, ids, since);
  }

  async claimDue(now: number, limit: number): Promise<readonly Pipeline[]> {
    this.assertTransaction('claimDue');
    const sql = `SELECT * FROM pipelines WHERE due_at <= $1 ORDER BY due_at, id LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`;
    return (await this.access.rows(sql, [now])).map((row) => this.read(new StoredRow(row)));
  }

  async setDue(id: string, dueAt: number | undefined): Promise<void> {
    const sql = 'UPDATE pipelines SET due_at = $2 WHERE id = $1';
    await this.access.run(sql, [id, dueAt ?? null]);
  }

  async dueAfter(time: number): Promise<readonly DuePipeline[]> {
    const sql = 'SELECT id, schedule, due_at FROM pipelines WHERE due_at > $1 ORDER BY due_at DESC, id';
    const rows = (await this.access.rows(sql, [time])).map((row) => new StoredRow(row));
    return rows.map((row) => ({
      id: row.text('id'),
      schedule: row.parsed('schedule', readSchedule),
      dueAt: row.number('due_at'),
    }));
  }

  async bringForward(id: string, from: number, to: number): Promise<boolean> {
    const sql = 'UPDATE pipelines SET due_at = $3 WHERE id = $1 AND due_at = $2';
    return (await this.access.run(sql, [id, from, to])) > 0;
  }

  async countConfigFailure(id: string, hasFailed: boolean): Promise<number> {
    const sql = `UPDATE pipelines SET config_failures = ${hasFailed ? 'config_failures + 1' : '0'} WHERE id = $1 RETURNING config_failures`;
    const [row] = await this.access.write(({ rows }) => rows(sql, [id]));
    return Number(row?.config_failures ?? 0);
  }

  async dueBefore(until: number, limit: number): Promise<readonly Pipeline[]> {
    const sql = `SELECT * FROM pipelines WHERE due_at < $1 AND schedule <> '{"kind":"live"}' ORDER BY due_at, id LIMIT ${Math.trunc(limit)}`;
    return (await this.access.rows(sql, [until])).map((row) => this.read(new StoredRow(row)));
  }

  async nextDueAt(): Promise<number | undefined> {
    const [row] = await this.access.rows('SELECT min(due_at) AS due_at FROM pipelines');
    return row && new StoredRow(row).optionalNumber('due_at');
  }
}
