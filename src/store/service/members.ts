import type { KeyPrint } from '../../model/service/master-keys.ts';
import {
  type HeardMember,
  type HeldKeys,
  type HeldRun,
  type HeldRuns,
  type Member,
  type MemberRole,
  type MemberTable,
  memberRoles,
  type NewMember,
} from '../../model/service/member.ts';
import { isObject, type JsonObject, type JsonValue, readObjects, readText, readTexts } from '../../util/json.ts';
import { storeNow } from '../store-now.ts';
import type { Access } from './access.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const now = storeNow.postgres;
const members = `SELECT *, ${now} - seen_at AS silent_ms FROM members`;

/** Table `members`. */
export class SqlMembers implements MemberTable {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async join(member: NewMember): Promise<void> {
    const { id, host, pid, programVersion, roles, slots, startedAt, drainingSince, keys, publicUrl } = member;
    const sql = `INSERT INTO members (id, host, pid, program_version, roles, slots, started_at, seen_at, draining_since, keys, public_url)
      VALUES ($1, $2, $3, $4, $5, $6, $7, ${now}, $8, $9, $10)
      ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, roles = excluded.roles, slots = excluded.slots, keys = excluded.keys,
        public_url = excluded.public_url`;
    const about = [id, host, pid, programVersion, toStoredJson(roles), slots, startedAt];
    const values = [...about, drainingSince ?? null, keys === undefined ? null : toStoredJson(keys), publicUrl ?? null];
    await this.#access.run(sql, values);
  }

  async beat(id: string, keys?: HeldKeys, publicUrl?: string): Promise<HeardMember | undefined> {
    const sql = `UPDATE members SET seen_at = ${now}, keys = coalesce($2, keys), public_url = coalesce($3, public_url)
      WHERE id = $1 RETURNING draining_since`;
    const [row] = await this.#access.write(({ rows }) =>
      rows(sql, [id, keys === undefined ? null : toStoredJson(keys), publicUrl ?? null]),
    );
    return row && { drainingSince: new StoredRow(row).optionalNumber('draining_since') };
  }

  async find(id: string): Promise<Member | undefined> {
    const [row] = await this.#access.rows(`${members} WHERE id = $1`, [id]);
    return row && toMember(new StoredRow(row));
  }

  async drain(id: string, at: number): Promise<boolean> {
    const sql = 'UPDATE members SET draining_since = coalesce(draining_since, $2) WHERE id = $1';
    return (await this.#access.run(sql, [id, at])) > 0;
  }

  async undrain(id: string): Promise<boolean> {
    const sql = 'UPDATE members SET draining_since = NULL WHERE id = $1';
    return (await this.#access.run(sql, [id])) > 0;
  }

  async leave(id: string): Promise<void> {
    await this.#access.run('DELETE FROM members WHERE id = $1', [id]);
  }

  async list(): Promise<readonly Member[]> {
    const rows = await this.#access.rows(`${members} ORDER BY started_at, id`);
    return rows.map((row) => toMember(new StoredRow(row)));
  }

  async runsOf(most: number): Promise<ReadonlyMap<string, HeldRuns>> {
    const run = "json_build_object('id', runs.id, 'pipelineId', pipelines.id, 'pipelineName', pipelines.name)";
    const sql = `SELECT worker, count(*)::int AS runs, to_json((array_agg(${run} ORDER BY queued_at, runs.id))[1:$1::int])::text AS first
      FROM runs JOIN attempts ON run_id = runs.id AND number = attempt JOIN pipelines ON pipelines.id = pipeline_id
      WHERE runs.state = 'running' GROUP BY worker`;
    const rows = (await this.#access.rows(sql, [most])).map((row) => new StoredRow(row));
    return new Map(
      rows.map((row) => [
        row.text('worker'),
        {
          count: row.number('runs'),
          first: row.parsed('first', (value) =>
            Array.isArray(value) ? value.filter(isObject).map(toHeldRun) : undefined,
          ),
        },
      ]),
    );
  }

  async deleteSilent(forMs: number): Promise<number> {
    const sql = `DELETE FROM members WHERE seen_at < ${now} - $1::bigint`;
    return await this.#access.run(sql, [forMs]);
  }
}

const toHeldRun = (run: JsonObject): HeldRun => ({
  id: readText(run, 'id') ?? '',
  pipelineId: readText(run, 'pipelineId') ?? '',
  pipelineName: readText(run, 'pipelineName') ?? '',
});

function toMember(row: StoredRow): Member {
  return {
    id: row.text('id'),
    host: row.text('host'),
    pid: row.number('pid'),
    programVersion: row.text('program_version'),
    roles: row.parsed('roles', readRoles),
    slots: row.number('slots'),
    startedAt: row.number('started_at'),
    seenAt: row.number('seen_at'),
    silentMs: Math.max(0, row.number('silent_ms')),
    drainingSince: row.optionalNumber('draining_since'),
    keys: row.optionallyParsed('keys', readKeys),
    publicUrl: row.optionalText('public_url'),
  };
}

function readKeys(value: JsonValue): HeldKeys | undefined {
  if (!isObject(value)) return undefined;
  return { held: readObjects(value, 'held').flatMap(readPrint), unopened: readTexts(value, 'unopened') };
}

function readPrint(value: JsonObject): KeyPrint[] {
  const [id, fingerprint] = [readText(value, 'id'), readText(value, 'fingerprint')];
  return id === null || fingerprint === null ? [] : [{ id, fingerprint }];
}

function readRoles(value: JsonValue): readonly MemberRole[] | undefined {
  return Array.isArray(value) ? memberRoles.filter((role) => value.includes(role)) : undefined;
}
