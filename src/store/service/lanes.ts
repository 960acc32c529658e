import { type Connection, pushTo } from '../database.ts';
import { storeNow } from '../store-now.ts';
import { ringSql } from '../work-channel.ts';
import type { Access } from './access.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

/** A table whose rows wait in lanes. */
export interface LaneKind {
  readonly kind: 'turn' | 'send';
  readonly table: string;
  readonly laneColumn: string;
  /** When a row that has not ended may be taken. */
  readonly due: string;
}

/** Which lanes are looked for. */
export interface FreeLanes {
  readonly now: number;
  readonly limit: number;
  readonly integrationIds?: readonly string[] | undefined;
}

/** Longer than who waits looks by himself, shorter than any lease. */
const soonMs = 2_000;
/**
 * Takes the next number of a lane, which is locked by it: of `$1` the kind, `$2` the lane, `$3` its integration and `$4` the time, gives `last_seq`.
 * `dueAt`: what is written as the time of its first row; what it was, if that is NULL.
 */
export const nextSeqSql = (
  dueAt = 'NULL::bigint',
): string => `INSERT INTO lanes (kind, lane, integration_id, used_at, last_seq, due_at)
  VALUES ($1, $2, $3, $4, 1, ${dueAt})
  ON CONFLICT (kind, lane) DO UPDATE SET last_seq = lanes.last_seq + 1, used_at = excluded.used_at, integration_id = excluded.integration_id,
    due_at = coalesce(excluded.due_at, lanes.due_at)
  RETURNING last_seq`;
/** As an array: of a join with the elements, the planner may read the whole table. */
const listed = (at: number): string => `(SELECT json_array_elements_text($${at}::json))`;

/**
 * Table `lanes`. Whoever changes rows of a lane locks it first, and writes last when its first row is due. So one statement finds the lanes in which
 * something is to be done, however much waits in them, and of one lane nothing is taken twice.
 */
export class Lanes {
  readonly #kind: LaneKind;

  constructor(kind: LaneKind) {
    this.#kind = kind;
  }

  async lock(connection: Connection, lane: string): Promise<void> {
    const sql = `INSERT INTO lanes (kind, lane, integration_id, used_at) VALUES ($1, $2, '', 0)
      ON CONFLICT (kind, lane) DO UPDATE SET used_at = lanes.used_at`;
    await pushTo(connection, sql, [this.#kind.kind, lane]);
  }

  /** Locks the lanes of these rows, in one order whoever locks, and gives them. */
  async lockOf({ rows }: Connection, ids: readonly string[]): Promise<readonly string[]> {
    const { kind, table, laneColumn } = this.#kind;
    const sql = `INSERT INTO lanes (kind, lane, integration_id, used_at)
      SELECT $1, lane, '', 0 FROM (SELECT DISTINCT ${laneColumn} AS lane FROM ${table} WHERE id = ANY (ARRAY${listed(2)})) AS own ORDER BY lane
      ON CONFLICT (kind, lane) DO UPDATE SET used_at = lanes.used_at RETURNING lane`;
    const found = await rows(sql, [kind, toStoredJson(ids)]);
    return found.map((row) => new StoredRow(row).text('lane'));
  }

  /** The number of the next row of a lane, which is locked by it. */
  async nextSeq({ rows }: Connection, lane: string, integrationId: string, now: number): Promise<number> {
    const [row] = await rows(nextSeqSql(), [this.#kind.kind, lane, integrationId, now]);
    return new StoredRow(row ?? {}).number('last_seq');
  }

  /** A lane of its own for a row that stands in nobody's way any more. */
  async open({ run }: Connection, lane: string, integrationId: string): Promise<void> {
    const sql = `INSERT INTO lanes (kind, lane, integration_id, used_at) VALUES ($1, $2, $3, 0) ON CONFLICT (kind, lane) DO NOTHING`;
    await run(sql, [this.#kind.kind, lane, integrationId]);
  }

  /** Says when there is something to do in these lanes, which are locked, and rings where that is soon. */
  async refresh(connection: Connection, lanes: readonly string[]): Promise<void> {
    if (lanes.length === 0) return;
    const { kind, table, laneColumn, due } = this.#kind;
    const first = `SELECT ${due} FROM ${table} WHERE ${laneColumn} = lanes.lane AND ended_at IS NULL ORDER BY seq LIMIT 1`;
    const sql = `WITH refreshed AS (
        UPDATE lanes SET due_at = (${first}) WHERE kind = $1 AND lane = ANY (ARRAY${listed(2)}) RETURNING due_at)
      SELECT ${ringSql('$1')} WHERE EXISTS (SELECT 1 FROM refreshed WHERE due_at < ${storeNow.postgres} + ${soonMs})`;
    await pushTo(connection, sql, [kind, toStoredJson(lanes)]);
  }

  /** Locks lanes that nobody else has locked and in which something is due, those that have waited longest first. */
  async lockFree({ rows }: Connection, { now, limit, integrationIds }: FreeLanes): Promise<readonly string[]> {
    const own = integrationIds === undefined ? '' : `AND integration_id = ANY (ARRAY${listed(3)})`;
    const sql = `SELECT lane FROM lanes WHERE kind = $1 AND due_at <= $2 ${own}
      ORDER BY due_at, lane LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`;
    const values = [this.#kind.kind, now, ...(integrationIds === undefined ? [] : [toStoredJson(integrationIds)])];
    return (await rows(sql, values)).map((row) => new StoredRow(row).text('lane'));
  }

  /** The ids of the first rows of lanes that are locked, as JSON is `$at`. */
  firstOf(at: number): string {
    const { table, laneColumn } = this.#kind;
    return `SELECT first.id FROM json_array_elements_text($${at}::json) AS free (free_lane)
      CROSS JOIN LATERAL (SELECT id FROM ${table} WHERE ${laneColumn} = free_lane AND ended_at IS NULL ORDER BY seq LIMIT 1) AS first`;
  }

  async nextDueAt(access: Access): Promise<number | undefined> {
    const sql = 'SELECT min(due_at) AS due_at FROM lanes WHERE kind = $1 AND due_at IS NOT NULL';
    const [row] = await access.rows(sql, [this.#kind.kind]);
    return row && new StoredRow(row).optionalNumber('due_at');
  }
}
